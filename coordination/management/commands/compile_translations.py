from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from coordination.translations import compile_all


class Command(BaseCommand):
    help = "Builds the .mo files Django reads from the .po files people write. Does not need gettext."
    requires_system_checks = []

    def handle(self, **options: Any) -> None:
        for path in compile_all(Path(settings.LOCALE_PATHS[0])):
            self.stdout.write(f"wrote {path.relative_to(settings.BASE_DIR)}")
