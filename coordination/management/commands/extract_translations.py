from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from coordination.translations import extract, has_gettext


class Command(BaseCommand):
    help = "Brings the .po files up to date with the texts in code and templates. Needs gettext."
    requires_system_checks = []

    def handle(self, **options: Any) -> None:
        if not has_gettext():
            raise CommandError("Install gettext first: apt install gettext, or brew install gettext.")
        extract(settings.BASE_DIR, Path(settings.LOCALE_PATHS[0]))
