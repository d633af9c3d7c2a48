"""Service points: the doors people knock at and the numbers they call."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import DetailView

from coordination.gate import Contributing, Public, Scoped, claim, find
from coordination.history import can_undo
from coordination.pages.rows import HistoryPage, Press
from coordination.pages.writing import AddPage, EditPage
from sectors.access import Visibility, editable, visible
from sectors.changes.points import change_point, confirm_point, create_point, undo_point
from sectors.changes.rows import NothingToUndo
from sectors.forms.points import PointForm
from sectors.models import Organization, Service, ServicePoint


class PointPage(Public, Scoped, DetailView):
    model = ServicePoint
    template_name = "points/page.html"
    context_object_name = "point"

    def get_queryset(self) -> Any:
        details = ("modality", "accessibility", "referral_method", "cost")
        places = ("place__adm1", "place__adm2__adm1")
        return super().get_queryset().select_related("organization", *places, *details)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row, user = self.object, self.request.user
        may_edit = editable(ServicePoint, user).filter(pk=row.pk).exists()
        services = visible(Service, user).filter(point=row).with_labels().prefetch_related("target_groups")
        return super().get_context_data(**kwargs) | {
            "may_edit": may_edit,
            "public": row.visibility == Visibility.PUBLIC and not row.organization.hide_name,
            "services": services,
            "can_undo": may_edit and can_undo(row),
        }


class PointForms:
    form_class = PointForm
    template_name = "points/form.html"

    def address(self, row: ServicePoint) -> str:
        return reverse("point", args=[row.public_id])


class PointAdd(Contributing, PointForms, AddPage):
    def get_initial(self) -> dict[str, Any]:
        asked = self.request.GET.get("organization")
        row = editable(Organization, self.request.user).filter(public_id=asked).first() if asked else None
        return {"organization": row} if row else {}

    def save(self, form: PointForm) -> ServicePoint:
        with transaction.atomic():
            row = create_point(by=self.request.user, public_id=form.cleaned_data["once"], **form.changes())
            claim(row, self.request.user)
        messages.success(self.request, _("Service point added."))
        return row


class PointEdit(PointForms, EditPage):
    def find(self) -> ServicePoint:
        return find(ServicePoint, self.request.user, public_id=self.kwargs["id"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        count = visible(Service, self.request.user).filter(point=self.object).count()
        return super().get_context_data(**kwargs) | {"services_count": count}

    def save(self, form: PointForm) -> ServicePoint:
        moves = "place" in form.changed_data
        with transaction.atomic():
            row = change_point(
                self.object, by=self.request.user, seen=form.cleaned_data["version"], **form.changes()
            )
            claim(row, self.request.user)
        count = visible(Service, self.request.user).filter(point=row).count() if moves else 0
        messages.success(self.request, _("Saved. You can undo it for 30 days."))
        if count:
            said = ngettext("%(count)s service moved with it.", "%(count)s services moved with it.", count)
            messages.info(self.request, said % {"count": count})
        return row


class PointPress(Press):
    model = ServicePoint

    def after(self, row: ServicePoint) -> HttpResponse:
        return (
            redirect("organization", row.organization.public_id)
            if row.deleted_at
            else redirect("point", row.public_id)
        )


class PointConfirm(PointPress):
    def press(self, row: ServicePoint) -> str:
        confirm_point(row, by=self.request.user, seen=self.seen())
        return _("Thank you. Confirmed today.")


class PointUndo(PointPress):
    def press(self, row: ServicePoint) -> str:
        if not can_undo(row) or (
            row.history.count() == 1 and visible(Service, self.request.user).filter(point=row).exists()
        ):
            raise NothingToUndo
        with transaction.atomic():
            undo_point(row, by=self.request.user)
            if row.deleted_at is None:
                claim(row, self.request.user)
        return _("The latest change is undone.")


class PointHistory(HistoryPage):
    model = ServicePoint
    template_name = "points/history.html"
    context_object_name = "point"
