"""The app as it runs in production, but for a key of its own, no mail and no built static files."""

from __future__ import annotations

import os

os.environ |= {
    "DEBUG": "on",  # only while the settings are read: plain http, static files as they are
    "SECRET_KEY": "bench",
    "SITE_URL": "http://testserver",
    "LOG_LEVEL": "ERROR",
}
for name in ("BEHIND_PROXY", "CELERY_BROKER_URL", "EMAIL_URL", "REDIS_URL", "TIME_ZONE"):
    os.environ.pop(name, None)

from coordination.settings import *  # noqa: E402, F403

DEBUG = WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = False
ALLOWED_HOSTS = ["testserver"]
ROOT_URLCONF = "scripts.bench.urls"
