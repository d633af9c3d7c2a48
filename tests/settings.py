"""The app's own settings, with nothing left to chance: of this machine's variables only DATABASE_URL counts."""

from __future__ import annotations

import os
import tempfile

for name in (
    "ALLOWED_HOSTS",
    "BEHIND_PROXY",
    "CELERY_BROKER_URL",
    "DEFAULT_FROM_EMAIL",
    "EMAIL_URL",
    "REDIS_URL",
    "TIME_ZONE",
):
    os.environ.pop(name, None)
folder = tempfile.TemporaryDirectory(prefix="fourways-tests-")  # gone when the tests end
os.environ |= {
    "DEBUG": "on",  # only while the settings are read: plain http, static files as they are
    "SECRET_KEY": "tests",
    "SITE_URL": "http://testserver",
    "VAR_DIR": folder.name,
    "LOG_LEVEL": "WARNING",
}

from coordination.settings import *  # noqa: E402, F403
from coordination.settings import BASE_DIR, DATABASES  # noqa: E402
from coordination.translations import compile_all  # noqa: E402

compile_all(BASE_DIR / "locale")  # what is tested are the catalogues as they stand in git
DEBUG = False
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
DATABASES["default"].get("OPTIONS", {}).pop("pool", None)
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
API_PER_MINUTE = {"person": 1_000_000, "stranger": 1_000_000}  # tests ask often
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
