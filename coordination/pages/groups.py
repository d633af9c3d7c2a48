"""The working groups: where they work, who belongs to them, and who may make whom what."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import DetailView, FormView, TemplateView, View

from coordination.gate import Page, Public, Scoped, claim, find
from meetings.models import Action, Meeting
from sectors.access import Role, belongs, manages, roles_given_by, visible
from sectors.changes.people import add_member, change_membership, end_membership, told_about
from sectors.forms.people import MemberForm, MembershipForm
from sectors.models import Group, Membership, Organization

ORDER = list(Role)


@dataclass
class Branch:
    """A group with those below it."""

    group: Group
    under: list[Branch] = field(default_factory=list)


def groups_of(user: Any) -> Any:
    return visible(Group, user).select_related("place__adm1", "place__adm2").order_by("path")


def tree(groups: list[Group]) -> list[Branch]:
    """Groups in the order of their paths, each under the one above it, or on top if that one is not here."""
    branches: dict[int, Branch] = {}
    tops = []
    for group in groups:
        branch = branches[group.pk] = Branch(group)
        above = branches.get(group.parent_id or 0)
        (above.under if above else tops).append(branch)
    return tops


class GroupList(Public, TemplateView):
    template_name = "groups/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        groups = tree(list(groups_of(self.request.user)))
        return super().get_context_data(**kwargs) | {"branches": groups}


class GroupPage(Public, Scoped, DetailView):
    """Everybody reads where the group works and how to reach it; its people are for those who belong to it."""

    model = Group
    slug_field = slug_url_kwarg = "slug"
    template_name = "groups/page.html"

    def get_queryset(self) -> Any:
        return groups_of(self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, group = self.request.user, self.object
        rest = list(groups_of(user).filter(path__startswith=group.path.split("/")[0] + "/"))
        given: dict[str, Any] = {
            "above": [one for one in rest if group.path.startswith(one.path) and one.pk != group.pk],
            "branches": tree([one for one in rest if one.path.startswith(group.path) and one.pk != group.pk]),
        }
        if belongs(user, group):
            members = members_of(group, user)
            people = len({row.user_id for row in members})
            given |= {"belongs": True, "members": members, "people": people, **work_of(group, user)}
        if manages(user, group):
            given |= {"manages_it": True, "told": told_about(group, to=user)}
        return super().get_context_data(**kwargs) | given


def members_of(group: Group, user: Any) -> list[Membership]:
    """Who is what in the group, as far as this reader may know: coordinators first, then by name."""
    known = Prefetch("organization", visible(Organization, user))
    rows = (
        visible(Membership, user)
        .filter(group=group, active=True)
        .select_related("user")
        .prefetch_related(known)
    )
    if not manages(user, group):
        rows = rows.filter(user__is_active=True)
    members = list(rows)
    given = roles_given_by(user, group)
    for row in members:
        row.changeable = row.role in given
    return sorted(members, key=lambda row: (ORDER.index(row.role), row.user.name.casefold(), row.pk))


def work_of(group: Group, user: Any) -> dict[str, Any]:
    """What the group has before it: the next meeting and the actions not done yet."""
    now = timezone.now()
    actions = visible(Action, user).filter(group=group)
    return {
        "next_meeting": visible(Meeting, user)
        .filter(group=group, starts_at__gte=now)
        .select_related("group")
        .order_by("starts_at")
        .first(),
        "open_actions": actions.open().count(),
        "overdue_actions": actions.overdue(timezone.localdate()).count(),
    }


## PEOPLE


class MemberAdd(Page, FormView):
    """Invite somebody: address, name, role. Sent twice, it still makes one membership and one mail."""

    form_class = MemberForm
    template_name = "groups/member_add.html"

    @cached_property
    def group(self) -> Group:
        return claim(find(Group, self.request.user, slug=self.kwargs["slug"]), self.request.user)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": self.request.user, "group": self.group}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"group": self.group}

    def form_valid(self, form: MemberForm) -> HttpResponse:
        try:
            row, new = add_member(group=self.group, by=self.request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
            return self.form_invalid(form)
        words = {"person": row.user.name, "group": self.group.name, "role": row.get_role_display()}
        if not new:
            messages.info(
                self.request, _("%(person)s is this already: %(role)s. Nothing has changed.") % words
            )
        else:
            messages.success(
                self.request, _("%(person)s now belongs to %(group)s. An invitation is on its way.") % words
            )
        return redirect("group", slug=self.group.slug)


class OneMembership(Page):
    """A membership this person may change: 404 if they may not see it, 403 if its role is not theirs to give."""

    kwargs: dict[str, Any]
    only: dict[str, Any] = {}

    @cached_property
    def row(self) -> Membership:
        user, group = self.request.user, find(Group, self.request.user, slug=self.kwargs["slug"])
        row = claim(find(Membership, user, group=group, pk=self.kwargs["pk"], **self.only), user)
        if row.role not in roles_given_by(user, group):
            raise PermissionDenied
        return row


class MemberEdit(OneMembership, FormView):
    form_class = MembershipForm
    template_name = "groups/member_edit.html"
    only = {"active": True}

    def get_form_kwargs(self) -> dict[str, Any]:
        row = self.row
        return super().get_form_kwargs() | {"user": self.request.user, "group": row.group, "row": row}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"member": self.row, "group": self.row.group}

    def form_valid(self, form: MembershipForm) -> HttpResponse:
        try:
            row = change_membership(self.row, by=self.request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
            return self.form_invalid(form)
        words = {"person": row.user.name, "role": row.get_role_display()}
        messages.success(self.request, _("%(person)s: %(role)s, from now on.") % words)
        return redirect("group", slug=row.group.slug)


class MemberEnd(OneMembership, View):
    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        words = {
            "person": self.row.user.name,
            "role": self.row.get_role_display(),
            "group": self.row.group.name,
        }
        try:
            end_membership(self.row, by=request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            sentence = _("%(person)s is no longer part of %(group)s as: %(role)s. What they wrote stays.")
            messages.success(request, sentence % words)
        return redirect("group", slug=self.row.group.slug)
