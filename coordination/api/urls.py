"""Every address of the API on one page. Its names begin with `api-`."""

from __future__ import annotations

from django.urls import include, path
from rest_framework.routers import DefaultRouter

from coordination.api.actions import ActionApi
from coordination.api.docs import Docs, Schema
from coordination.api.files import FileApi, TemplateApi
from coordination.api.gaps import GapApi, OverlapApi
from coordination.api.imports import ImportApi
from coordination.api.letters import LetterApi
from coordination.api.matrix import MatrixApi
from coordination.api.me import Me, TokenApi
from coordination.api.meetings import MeetingApi
from coordination.api.members import MemberApi
from coordination.api.needs import NeedApi
from coordination.api.organizations import OrganizationApi
from coordination.api.points import ServicePointApi
from coordination.api.services import ServiceApi
from coordination.api.synonyms import SynonymApi
from coordination.api.vocabulary import ActivityApi, GroupApi, PlaceApi, SectorApi, TermApi
from coordination.api.work import WorkApi

router = DefaultRouter()
router.root_view_name = "api-root"
router.register("services", ServiceApi, "api-service")
router.register("points", ServicePointApi, "api-point")
router.register("organizations", OrganizationApi, "api-organization")
router.register("places", PlaceApi, "api-place")
router.register("sectors", SectorApi, "api-sector")
router.register("activities", ActivityApi, "api-activity")
router.register("terms", TermApi, "api-term")
router.register("groups", GroupApi, "api-group")
router.register("members", MemberApi, "api-member")
router.register("meetings", MeetingApi, "api-meeting")
router.register("actions", ActionApi, "api-action")
router.register("imports", ImportApi, "api-import")
router.register("synonyms", SynonymApi, "api-synonym")
router.register("letters", LetterApi, "api-letter")
router.register("work", WorkApi, "api-work")
router.register("needs", NeedApi, "api-need")
router.register("tokens", TokenApi, "api-token")

urlpatterns = [
    path("v1/matrix/", MatrixApi.as_view(), name="api-matrix"),
    path("v1/files/<slug:kind>.<path:ending>", FileApi.as_view(), name="api-file"),
    path("v1/groups/<slug:slug>/template.xlsx", TemplateApi.as_view(), name="api-group-template"),
    path("v1/gaps/", GapApi.as_view(), name="api-gap-list"),
    path("v1/overlaps/", OverlapApi.as_view(), name="api-overlap-list"),
    path("v1/me/", Me.as_view(), name="api-me"),
    path("v1/", include(router.urls)),
    path("schema/", Schema.as_view(), name="api-schema"),
    path("docs/", Docs.as_view(), name="api-docs"),
]
