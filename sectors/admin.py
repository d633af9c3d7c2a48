"""The last resort of the keepers of the site: superusers only. Everybody else works on the pages.

Rows with history are looked at here, not changed: a change from here would skip the rules of `sectors/changes`.
"""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from modeltranslation.admin import TabbedTranslationAdmin
from simple_history.admin import SimpleHistoryAdmin

from sectors.models import (
    Activity,
    Group,
    Import,
    Membership,
    Merge,
    Organization,
    Place,
    Sector,
    Service,
    ServicePoint,
    Term,
    User,
)


def only_keepers(request: HttpRequest) -> bool:
    return bool(request.user.is_active and request.user.is_superuser)


admin.site.has_permission = only_keepers  # type: ignore[method-assign]
admin.site.site_header = admin.site.site_title = "Fourways"


class ReadOnly(admin.ModelAdmin):
    """To look at only."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class Kept(admin.ModelAdmin):
    """Changed here, but never deleted: other rows stand on it."""

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(User)
class UserAdmin(Kept):
    list_display = ["email", "name", "is_active", "is_superuser", "last_login"]
    list_filter = ["is_active", "is_superuser"]
    search_fields = ["email", "name"]
    fields = [
        "email",
        "name",
        "language",
        "is_active",
        "is_superuser",
        "is_staff",
        "last_login",
        "date_joined",
    ]
    readonly_fields = ["last_login", "date_joined"]


@admin.register(Group)
class GroupAdmin(Kept, TabbedTranslationAdmin):
    list_display = ["name", "kind", "place", "active"]
    list_select_related = ["place"]
    search_fields = ["name", "slug"]
    autocomplete_fields = ["place", "parent"]


@admin.register(Membership)
class MembershipAdmin(admin.ModelAdmin):
    list_display = ["user", "group", "role", "organization", "active"]
    list_filter = ["role", "active", "group"]
    list_select_related = ["user", "group", "organization"]
    search_fields = ["user__email", "user__name", "organization__name"]
    autocomplete_fields = ["user", "group", "organization"]


@admin.register(Place)
class PlaceAdmin(Kept, TabbedTranslationAdmin):
    list_display = ["pcode", "name", "level", "country", "valid_to"]
    list_filter = ["level", "country"]
    search_fields = ["pcode", "search_text"]
    readonly_fields = ["pcode", "level", "parent", "path", "country", "adm1", "adm2"]
    exclude = ["boundary"]


@admin.register(Sector, Activity, Term)
class LabelAdmin(Kept, TabbedTranslationAdmin):
    list_display = ["code", "name", "edition", "sensitive", "active"]
    list_filter = ["active", "sensitive", "edition"]
    search_fields = ["code", "name"]


@admin.register(Organization, Service, ServicePoint)
class RecordAdmin(SimpleHistoryAdmin, ReadOnly):
    list_display = ["public_id", "__str__", "version", "updated_at", "deleted_at"]
    search_fields = ["public_id", "name"]
    date_hierarchy = "updated_at"


@admin.register(Import, Merge)
class LogAdmin(ReadOnly):
    list_display = ["__str__", "pk"]
