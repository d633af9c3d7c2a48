"""The app's own addresses, and beside them the peers of the list API: behind the same middleware."""

from __future__ import annotations

from django.urls import include, path

from scripts.bench.ways.peers import urlpatterns as peers

urlpatterns = [path("bench/", include(peers)), path("", include("coordination.urls"))]
