from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from coordination.translations import has_gettext, problems


class Command(BaseCommand):
    help = "Fails when a text is not translated into every language, or translated wrongly or long ago."
    requires_system_checks = []

    def handle(self, **options: Any) -> None:
        found = sorted(problems(settings.BASE_DIR, Path(settings.LOCALE_PATHS[0])))
        for problem in found:
            self.stdout.write(problem)
        if not has_gettext():
            self.stdout.write("gettext is not installed: did not look whether texts are missing.")
        if found:
            raise CommandError(f"{len(found)} things to do in locale/.")
        self.stdout.write("Translations are complete.")
