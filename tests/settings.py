"""The app's own settings, with nothing left to chance: of this machine's variables only DATABASE_URL counts."""

from __future__ import annotations

import os
import tempfile

for name in ("ALLOWED_HOSTS", "BEHIND_PROXY", "CELERY_BROKER_URL", "EMAIL_URL", "REDIS_URL", "TIME_ZONE"):
    os.environ.pop(name, None)
os.environ |= {
    "DEBUG": "on",  # only while the settings are read: plain http, static files as they are
    "SECRET_KEY": "tests",
    "SITE_URL": "http://testserver",
    "VAR_DIR": tempfile.mkdtemp(prefix="fourways-tests-"),
    "LOG_LEVEL": "WARNING",
}

from coordination.settings import *  # noqa: E402, F403
from coordination.settings import DATABASES  # noqa: E402

DEBUG = False
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
DATABASES["default"].get("OPTIONS", {}).pop("pool", None)
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
WHITENOISE_AUTOREFRESH = False
