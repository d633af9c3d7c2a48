"""The site map: every address on one page."""

from __future__ import annotations

from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt
from django.views.i18n import set_language

from coordination.pages.about import About
from coordination.pages.account import Account
from coordination.pages.health import health
from coordination.pages.home import Home

urlpatterns = [
    # Home and account
    path("", Home.as_view(), name="home"),
    path("about/", About.as_view(), name="about"),
    path("account/", Account.as_view(), name="account"),
    # The API
    path("api/", include("coordination.api.urls")),
    # The site itself. Choosing a language changes nothing but a cookie of the chooser, so it needs no token:
    # strangers get no cookie at all before they choose.
    path("health/", health, name="health"),
    path("language/", login_not_required(csrf_exempt(set_language)), name="set_language"),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
]
