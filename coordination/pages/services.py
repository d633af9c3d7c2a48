"""Services: the map of who does what, where and when; one service; and what is done to it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import DetailView, TemplateView

from coordination.finder import Finder
from coordination.gate import Contributing, Public, Scoped, claim, find
from coordination.history import can_undo
from coordination.pages.rows import HistoryPage, Press
from coordination.pages.writing import AddPage, EditPage
from coordination.sharing import is_public, share_text
from sectors.access import editable, knows_place, visible
from sectors.changes.rows import NothingToUndo
from sectors.changes.services import (
    change_service,
    confirm_service,
    create_services,
    end_service,
    reasons,
    undo_service,
)
from sectors.forms.services import EndForm, ServiceForm
from sectors.models import Organization, Reach, Service, ServicePoint

COPIED = ("organization", "activity", "sector", "description", "name", "place", "point", "status", "start", "end",
          "target_groups", "population_groups", "people_targeted", "reach_adds_up", "donors", "partners")  # fmt: skip

WHAT = ("organization", "activity", "sector", "description")
EXTRA = (
    "name",
    "population_groups",
    "people_targeted",
    "people_reached",
    "reach_adds_up",
    "donors",
    "partners",
)


class ServiceList(Public, Scoped, TemplateView):
    """The service map: filters, the list, a small map. All of the question is in the address."""

    model = Service
    template_name = "services/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        finder = Finder(self.request)
        shown = {"page": finder.page(), "map": finder.map()}
        return super().get_context_data(**kwargs) | finder.question() | shown


class ServicePage(Public, Scoped, DetailView):
    model = Service
    template_name = "services/page.html"

    def get_queryset(self) -> Any:
        rows = super().get_queryset().with_labels().prefetch_related("target_groups", "population_groups")
        known = visible(Organization, self.request.user)
        rows = rows.prefetch_related(Prefetch("donors", known), Prefetch("partners", known))
        details = ("modality", "accessibility", "referral_method", "cost")
        return rows.select_related("confirmed_by", *(f"point__{name}" for name in details))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row, user = self.object, self.request.user
        may_edit = editable(Service, user).filter(pk=row.pk).exists()
        return super().get_context_data(**kwargs) | {
            "may_edit": may_edit,
            "knows": knows_place(user, row.place.path),
            "public_place": row.place.shown_to(None),
            "public": is_public(row),
            "share": share_text(row, self.request.build_absolute_uri(self.request.path))
            if is_public(row)
            else "",
            "reach": list(visible(Reach, user).filter(service=row)[:12]) if may_edit else [],
            "can_undo": may_edit and can_undo(row),
            "end_form": EndForm(initial={"on": timezone.localdate(), "version": row.version}),
        }


class ServiceHistory(HistoryPage):
    model = Service
    template_name = "services/history.html"


class ServiceForms:
    """What the pages for adding and changing a service share."""

    model = Service
    form_class = ServiceForm
    template_name = "services/form.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs["form"]
        opened = any(form[name].errors or form[name].value() for name in EXTRA if name != "reach_adds_up")
        groups = {
            "what": [form[name] for name in WHAT],
            "extra": [form[name] for name in EXTRA],
            "extra_open": opened,
        }
        return super().get_context_data(**kwargs) | groups  # type: ignore[misc]

    def address(self, row: Service) -> str:
        return reverse("service", args=[row.public_id])

    def told(self, fields: dict[str, Any]) -> None:
        """When the app chose who may see it, it says why."""
        why = reasons(fields)
        if why:
            said = _(
                "Only coordinators, case management and its organisation see it, because of: %(why)s. You can change that."
            )
            said = said % {"why": ", ".join(why)}
        else:
            said = _("Everybody sees it: nothing in it is on the list of sensitive services.")
        messages.info(self.request, said)  # type: ignore[attr-defined]


class ServiceAdd(Contributing, ServiceForms, AddPage):
    def get_initial(self) -> dict[str, Any]:
        """A copy of one of one's own: everything but what is true of that one only."""
        row = self.mine(Service, "copy")
        if row is None:
            point = self.mine(ServicePoint, "point")
            organization = point.organization if point else self.mine(Organization, "organization")
            return {"organization": organization, "point": point} if organization else {}
        many = {"target_groups", "population_groups", "donors", "partners"}
        return {
            name: list(getattr(row, name).all()) if name in many else getattr(row, name) for name in COPIED
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        mine = editable(Service, self.request.user).with_labels()
        return super().get_context_data(**kwargs) | {
            "mine": mine[:20],
            "alike": getattr(kwargs["form"], "alike", []),
        }

    def mine(self, model: Any, name: str) -> Any:
        """The row the address names, if the person may change it."""
        asked = self.request.GET.get(name)
        return editable(model, self.request.user).filter(public_id=asked).first() if asked else None

    def form_valid(self, form: ServiceForm) -> HttpResponse:
        if not form.cleaned_data["different"]:
            form.alike = self.same(form)  # type: ignore[attr-defined]
            if form.alike:  # type: ignore[attr-defined]
                return self.render_to_response(self.get_context_data(form=form))
        return super().form_valid(form)

    def same(self, form: ServiceForm) -> list[Service]:
        given = form.cleaned_data
        if not given.get("activity"):
            return []
        rows = visible(Service, self.request.user).running(timezone.localdate()).with_labels()
        rows = rows.filter(
            organization=given["organization"], activity=given["activity"], place__in=form.places()
        )
        return list(rows.filter(point=given.get("point"))[:5] if given.get("point") else rows[:5])

    def save(self, form: ServiceForm) -> Service:
        fields = form.changes()
        fields.pop("place", None)
        with transaction.atomic():
            once, point = form.cleaned_data["once"], form.new_point()
            rows = create_services(
                places=form.places(), by=self.request.user, public_id=once, new_point=point, **fields
            )
            for row in rows:
                claim(row, self.request.user)
        said = ngettext("Service added.", "%(count)s services added.", len(rows)) % {"count": len(rows)}
        messages.success(self.request, said)
        if form.cleaned_data["visibility"] is None:
            self.told(fields)
        return rows[0]


class ServiceEdit(ServiceForms, EditPage):
    def find(self) -> Service:
        return find(Service, self.request.user, public_id=self.kwargs["id"])

    def save(self, form: ServiceForm) -> Service:
        with transaction.atomic():
            row = change_service(
                self.object,
                by=self.request.user,
                seen=form.cleaned_data["version"],
                new_point=form.new_point(),
                **form.changes(),
            )
            claim(row, self.request.user)
        messages.success(self.request, _("Saved. You can undo it for 30 days, under History."))
        return row


class ServicePress(Press):
    model = Service

    def after(self, row: Service) -> HttpResponse:
        return redirect("service-list") if row.deleted_at else redirect("service", row.public_id)


class ServiceConfirm(ServicePress):
    def press(self, row: Service) -> str:
        confirm_service(row, by=self.request.user, seen=self.seen())
        return _("Thank you. Confirmed today.")


class ServiceEnd(ServicePress):
    def press(self, row: Service) -> str:
        form = EndForm(self.request.POST)
        if not form.is_valid():
            raise ValidationError(_("This is not a date. Choose the last day of the service."))
        end_service(row, on=form.cleaned_data["on"], by=self.request.user, seen=self.seen())
        return _("The last day is written down. You can undo it for 30 days.")


class ServiceUndo(ServicePress):
    def press(self, row: Service) -> str:
        if not can_undo(row):
            raise NothingToUndo
        with transaction.atomic():
            undo_service(row, by=self.request.user)
            if row.deleted_at:
                return _("The service is taken back. Nobody sees it any more.")
            claim(row, self.request.user)
        return _("The latest change is undone.")
