"""The buttons of an import: read it otherwise, import the good rows, undo, throw away, give rows back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import View
from django.views.generic.detail import SingleObjectMixin

from coordination import working
from coordination.exports.marked import marked_workbook
from coordination.gate import Editable, Scoped
from sectors.changes import imports as changes
from sectors.changes.applied import apply_import
from sectors.changes.imports import AlreadyApplied
from sectors.changes.rows import Conflict, NothingToUndo
from sectors.changes.undone import undo_import
from sectors.changes.work import open_work
from sectors.forms.imports import ColumnsForm
from sectors.fourws.receipt import columns_of
from sectors.fourws.sentences import FileProblem
from sectors.models import Import, ImportRow, Work

State = ImportRow.State
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class OneImport(Editable, SingleObjectMixin, View):
    """A button on an import; what came too late says so."""

    model = Import

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("group__place").defer("content", "parsed")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        batch = self.get_object()
        if work := open_work(batch):
            return redirect(working.address(work))
        try:
            return self.press(request, batch)
        except AlreadyApplied:
            messages.warning(request, _("This import is no longer a draft. Nothing was changed."))
        except NothingToUndo:
            messages.warning(request, _("This import can no longer be undone."))
        except Conflict:
            messages.warning(request, _("Somebody else answered this meanwhile. Look at it again."))
        except FileProblem as problem:
            messages.error(request, str(problem))
        return redirect("import", batch.public_id)

    def press(self, request: HttpRequest, batch: Import) -> HttpResponseBase:
        raise NotImplementedError

    def seen(self) -> int | None:
        """The version of the draft the person was looking at."""
        given = self.request.POST.get("version", "")
        return int(given) if given.isdecimal() else None


def in_background(request: HttpRequest, kind: str, batch: Import, **given: Any) -> HttpResponse:
    return redirect(working.address(working.begin(kind, by=request.user, batch=batch, **given)))


class ImportColumns(OneImport):
    """Another sheet, another header row, another meaning of a column: everything is checked again."""

    def press(self, request: HttpRequest, batch: Import) -> HttpResponseBase:
        found = columns_of(batch)
        asked = [column.index for column in found if f"column_{column.index}" in request.POST]
        form = ColumnsForm(request.POST, batch=batch, found=found, asked=asked)
        if not form.is_valid():
            messages.error(request, " ".join(error for errors in form.errors.values() for error in errors))
            return redirect("import", batch.public_id)
        chosen = form.reading() | {"seen": self.seen()}
        if working.is_large(batch, whole=True):
            return in_background(request, Work.Kind.REREAD, batch, arguments=chosen)
        changes.reread_file(batch, by=request.user, **chosen)
        return redirect("import", batch.public_id)


class ImportForget(OneImport):
    """Forget how a file like this was read before: read it as it looks."""

    def press(self, request: HttpRequest, batch: Import) -> HttpResponseBase:
        changes.reread_as_found(batch, by=request.user, seen=self.seen())
        messages.success(request, _("Forgotten. The columns are as the file itself says."))
        return redirect("import", batch.public_id)


class ImportApply(OneImport):
    """Import the good rows; with `rest` lead to the others, to take them away."""

    def press(self, request: HttpRequest, batch: Import) -> HttpResponseBase:
        if working.is_large(batch) and batch.state == Import.State.DRAFT:
            return in_background(request, Work.Kind.APPLY, batch)
        batch = apply_import(batch, by=request.user)
        count = batch.counts[State.NEW] + batch.counts[State.CHANGED]
        messages.success(
            request,
            ngettext("%(count)s row was imported.", "%(count)s rows were imported.", count)
            % {"count": f"{count:,}"},
        )
        there = reverse("import", args=[batch.public_id])
        return redirect(f"{there}#rest" if "rest" in request.POST else there)


class ImportUndo(OneImport):
    def press(self, request: HttpRequest, batch: Import) -> HttpResponseBase:
        if working.is_large(batch) and batch.state == Import.State.APPLIED:
            return in_background(request, Work.Kind.UNDO, batch)
        undone, left = undo_import(batch, by=request.user)
        text = ngettext("%(count)s row was taken back.", "%(count)s rows were taken back.", undone) % {
            "count": f"{undone:,}"
        }
        if left:
            kept = ngettext(
                "%(count)s row was edited since and stays.",
                "%(count)s rows were edited since and stay.",
                left,
            ) % {"count": f"{left:,}"}
            text = f"{text} {kept}"
        messages.success(request, text)
        return redirect("import", batch.public_id)


class ImportDiscard(OneImport):
    def press(self, request: HttpRequest, batch: Import) -> HttpResponseBase:
        changes.discard_import(batch)
        messages.success(request, _("The draft was thrown away. The map is as it was."))
        return redirect("import-list")


class ImportMarked(Scoped, SingleObjectMixin, View):
    """The person's own table as a workbook, bad cells marked with what is wrong: all of it, or only the rows left over."""

    model = Import

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        batch = self.get_object()
        whole = request.GET.get("rows") == "all" and batch.state == Import.State.DRAFT
        response = HttpResponse(marked_workbook(batch, request.user, whole=whole), content_type=XLSX)
        response["Content-Disposition"] = f'attachment; filename="to-correct-{batch.public_id}.xlsx"'
        return response
