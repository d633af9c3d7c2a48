"""Organisations: who they are here, how to reach them, what they do, how current that is."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import DetailView, ListView, TemplateView

from coordination.areas import counts_by_path, small_map
from coordination.gate import Contributing, Editable, Managing, Public, Scoped, claim, find
from coordination.history import can_undo
from coordination.pages.rows import HistoryPage, Press
from coordination.pages.writing import AddPage, EditPage
from meetings.changes.organizations import move_actions, move_actions_back
from meetings.models import Action
from sectors.access import Role, editable, manages, visible
from sectors.changes.organizations import (
    change_organization,
    create_organization,
    merge_organizations,
    undo_merge,
)
from sectors.changes.rows import NothingToUndo, read_reason, undo
from sectors.filters import OrganizationFilter
from sectors.forms.organizations import OrganizationForm
from sectors.models import Group, Membership, Merge, Organization, OrganizationAlias, Service, ServicePoint
from sectors.models.places import shown_path
from sectors.models.points import FRESH_DAYS
from sectors.similar import similar_organizations


class OrganizationList(Public, Scoped, ListView):
    """Organisations with how much of what they list is confirmed. Counted over what the reader may see."""

    model = Organization
    template_name = "organizations/list.html"
    paginate_by = 50

    def get_queryset(self) -> Any:
        rows = super().get_queryset().current().select_related("type")
        self.filter = OrganizationFilter(
            self.request.GET, queryset=rows, user=self.request.user, request=self.request
        )
        return self.filter.apply().order_by("name", "pk")

    def paginate_queryset(self, queryset: Any, page_size: int) -> Any:
        page = self.get_paginator(queryset, page_size).get_page(self.request.GET.get("page"))
        return page.paginator, page, page.object_list, page.has_other_pages()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        rows = list(context["object_list"])
        numbers = confirmed_by_organization(rows, self.request.user)
        listed = [(row, *numbers.get(row.pk, (0, 0))) for row in rows]
        return context | {"filter": self.filter, "listed": listed, "page": context["page_obj"]}


def confirmed_by_organization(rows: list[Organization], user: Any) -> dict[int, tuple[int, int]]:
    """(services that run, of which confirmed lately), of what this person may see."""
    today = timezone.localdate()
    fresh = Q(confirmed_on__gte=today - timedelta(days=FRESH_DAYS))
    services = visible(Service, user).running(today).filter(organization__in=rows).order_by()
    counted = services.values_list("organization").annotate(all=Count("pk"), fresh=Count("pk", filter=fresh))
    return {organization: (count, confirmed) for organization, count, confirmed in counted}


class OrganizationPage(Public, Scoped, DetailView):
    model = Organization
    template_name = "organizations/page.html"
    context_object_name = "organization"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The address of a merged organisation leads to the one it became part of."""
        into = visible(Organization, request.user).filter(merged__public_id=kwargs["id"]).first()
        if into is not None:
            messages.info(request, _("This organisation is now part of %(name)s.") % {"name": into.name})
            return redirect("organization", into.public_id)
        return super().get(request, *args, **kwargs)

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("type").prefetch_related("groups")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row, user, today = self.object, self.request.user, timezone.localdate()
        services = visible(Service, user).running(today).filter(organization=row)
        count, confirmed = confirmed_by_organization([row], user).get(row.pk, (0, 0))
        may_edit = editable(Organization, user).filter(pk=row.pk).exists()
        return super().get_context_data(**kwargs) | {
            "services": services.with_labels()
            .prefetch_related("target_groups")
            .order_by(shown_path(user), "pk")[:100],
            "count": count,
            "confirmed": confirmed,
            "points": visible(ServicePoint, user)
            .filter(organization=row)
            .select_related("place__adm1", "place__adm2__adm1"),
            "actions": visible(Action, user).open().filter(organization=row),
            "focal_points": focal_points(row, user),
            "aliases": visible_aliases(row, user),
            "map": small_map(counts_by_path(services), chosen=None, address=self.address_of, user=user),
            "may_edit": may_edit,
            "merges": visible(Merge, user).undoable().filter(into=row).select_related("away")
            if may_edit
            else [],
        }

    def address_of(self, place: Any) -> str:
        return f"{reverse('service-list')}?organization={self.object.public_id}&place={place.pcode}"


def focal_points(row: Organization, user: Any) -> list[tuple[Any, list[str]]]:
    """Who speaks for it, and in which groups: names and addresses for members of the same groups only."""
    found = visible(Membership, user).filter(organization=row, role=Role.FOCAL_POINT, active=True)
    people: dict[Any, list[str]] = {}
    for membership in found.select_related("user", "group").order_by("user__name", "group__path"):
        people.setdefault(membership.user, []).append(membership.group.name)
    return list(people.items())


def visible_aliases(row: Organization, user: Any) -> list[str]:
    return [alias.text for alias in visible(OrganizationAlias, user).filter(organization=row)]


class OrganizationForms:
    form_class = OrganizationForm
    template_name = "organizations/form.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        above = {"name", "acronym", "not_a_person"}
        rest = [field for field in kwargs["form"].visible_fields() if field.name not in above]
        return super().get_context_data(**kwargs) | {"rest": rest}  # type: ignore[misc]

    def address(self, row: Organization) -> str:
        return reverse("organization", args=[row.public_id])


class OrganizationAdd(Managing, OrganizationForms, AddPage):
    def save(self, form: OrganizationForm) -> Organization:
        with transaction.atomic():
            row = create_organization(
                by=self.request.user, public_id=form.cleaned_data["once"], **form.changes()
            )
            claim(row, self.request.user)
        messages.success(self.request, _("Organisation added."))
        return row


class OrganizationEdit(OrganizationForms, EditPage):
    def find(self) -> Organization:
        return find(Organization, self.request.user, public_id=self.kwargs["id"], merged_into=None)

    def save(self, form: OrganizationForm) -> Organization:
        row = change_organization(
            self.object, by=self.request.user, seen=form.cleaned_data["version"], **form.changes()
        )
        messages.success(self.request, _("Saved. You can undo it for 30 days, under History."))
        return row


class OrganizationSimilar(Contributing, TemplateView):
    """Organisations that may be meant by what is being typed."""

    template_name = "organizations/_similar.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        name, acronym = (self.request.GET.get(field, "")[:300] for field in ("name", "acronym"))
        among = visible(Organization, self.request.user).current()
        spellings = visible(OrganizationAlias, self.request.user)
        alike = similar_organizations(name, acronym, among=among, spellings=spellings)
        return super().get_context_data(**kwargs) | {"alike": alike}


class OrganizationHistory(HistoryPage):
    model = Organization
    template_name = "organizations/history.html"
    context_object_name = "organization"


class OrganizationPress(Press):
    model = Organization

    def after(self, row: Organization) -> HttpResponse:
        return redirect("organization-list") if row.deleted_at else redirect("organization", row.public_id)


class OrganizationUndo(OrganizationPress):
    """Takes back the latest change; with the number of a merge, that merge."""

    def press(self, row: Organization) -> str:
        if number := self.request.POST.get("merge", ""):
            return self.part(row, number)
        first = row.history.count() == 1
        if not can_undo(row) or (
            first and visible(Service, self.request.user).filter(organization=row).exists()
        ):
            raise NothingToUndo
        if not may_regroup(self.request.user, row):
            raise PermissionDenied
        undo(row, by=self.request.user)
        return _("The latest change is undone.")

    def part(self, row: Organization, number: str) -> str:
        merge = (
            visible(Merge, self.request.user).filter(pk=number, into=row).first()
            if number.isdecimal()
            else None
        )
        if merge is None or not may_merge(self.request.user, merge.away):
            raise NothingToUndo
        with transaction.atomic():
            undo_merge(merge, by=self.request.user)
            move_actions_back(merge, by=self.request.user)
        return _("Two organisations again: everything that was moved is back with %(name)s.") % {
            "name": merge.away
        }


class OrganizationMerge(Managing, Editable, DetailView):
    """Choose the other one; see in numbers what would move; move it."""

    model = Organization
    template_name = "organizations/merge.html"
    context_object_name = "organization"

    def get_queryset(self) -> Any:
        return super().get_queryset().current()

    def other(self) -> Organization | None:
        asked = self.request.POST.get("into") or self.request.GET.get("into")
        rows = editable(Organization, self.request.user).current().exclude(pk=self.object.pk)
        return rows.filter(public_id=asked).first() if asked else None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row, user = self.object, self.request.user
        rows = editable(Organization, user).current().exclude(pk=row.pk)
        return super().get_context_data(**kwargs) | {
            "into": self.other(),
            "alike": similar_organizations(
                row.name, row.acronym, among=rows, spellings=visible(OrganizationAlias, user)
            ),
            "others": rows.order_by("name"),
            "moving": numbers_of(row, user),
            "allowed": may_merge(user, row),
        }

    def post(self, request: HttpRequest, id: str) -> HttpResponse:
        self.object = self.get_object()
        into = self.other()
        if not may_merge(request.user, self.object):
            raise PermissionDenied
        if into is None:
            return redirect("organization-merge", id)
        try:
            with transaction.atomic():
                merge = merge_organizations(self.object, into=into, by=request.user)
                move_actions(merge, by=request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect("organization-merge", id)
        said = _("Merged. The old address leads here, and you can undo it for 30 days.")
        messages.success(request, said)
        return redirect("organization", into.public_id)


def may_regroup(user: Any, row: Organization) -> bool:
    """Whether undoing the latest change leaves the groups of others alone: who belongs to a group is its matter."""
    _why, links = read_reason(row.history.order_by("-history_date", "-history_id")[0].history_change_reason)
    before, after = links.get("groups", ([], []))
    moved = {*before} ^ {*after}
    return editable(Group, user).filter(pk__in=moved).count() == len(moved)


def may_merge(user: Any, away: Organization) -> bool:
    """Only who manages every group the organisation belongs to may make it disappear."""
    return all(manages(user, group) for group in away.groups.all())


def numbers_of(row: Organization, user: Any) -> dict[str, int]:
    counted = {"services": Service, "points": ServicePoint, "actions": Action, "people": Membership}
    return {name: visible(model, user).filter(organization=row).count() for name, model in counted.items()}
