from django.apps import AppConfig
from django.contrib.staticfiles.apps import StaticFilesConfig


class Coordination(AppConfig):
    name = "coordination"
    verbose_name = "Coordination"


class StaticFiles(StaticFilesConfig):
    """Leaves out what the wheels carry and no page of ours asks for: half of the megabytes."""

    ignore_patterns = [
        *StaticFilesConfig.ignore_patterns,
        "*.map",
        "*-src.js",
        "*-src.esm.js",
        "htmx-4*",
        "flags",
        "redoc",
    ]
