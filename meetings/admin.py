"""Meetings and actions for the keepers of the site, to look at: minutes are changed on their pages, with history."""

from __future__ import annotations

from django.contrib import admin

from meetings.models import Action, Meeting
from sectors.admin import ReadOnly


@admin.register(Meeting)
class MeetingAdmin(ReadOnly):
    list_display = ["__str__", "group", "starts_at", "state"]
    list_select_related = ["group"]
    list_filter = ["group", "state"]


@admin.register(Action)
class ActionAdmin(ReadOnly):
    list_display = ["number", "text", "group", "organization", "due", "status"]
    list_select_related = ["group", "organization"]
    list_filter = ["group", "status"]
    search_fields = ["text"]
