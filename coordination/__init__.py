"""The roof: what people meet. Nobody imports it; Django finds it by name."""

from coordination.celery import app as celery_app

__all__ = ["celery_app"]
