"""`manage.py work --once`: what waits is done now, without any broker. From cron each minute, or left running."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import close_old_connections

from coordination.tasks import post_letters, work_off, write_letters

PAUSE = 5


class Command(BaseCommand):
    help = "Do the long work that waits (imports, files, letters), and take up what was interrupted. Any number may run."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="stop when nothing is left")

    def handle(self, *args: Any, **options: Any) -> None:
        while True:
            write_letters()
            done = work_off() + post_letters()
            if options["once"]:
                self.stdout.write(str(done))
                return
            close_old_connections()
            time.sleep(PAUSE)
