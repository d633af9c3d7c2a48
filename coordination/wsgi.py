"""What the server runs."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coordination.settings")

application = get_wsgi_application()

from coordination.celery import work_here  # noqa: E402  (the apps must be loaded first)

work_here()
