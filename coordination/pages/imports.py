"""Bringing in a 4W file: choose it, check what it would do, import the good rows, undo."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import DetailView, FormView, ListView, View
from django.views.generic.detail import SingleObjectMixin

from coordination.exports.hxl import written
from coordination.gate import Contributing, Editable, Scoped
from sectors.changes import imports as changes
from sectors.changes.applied import apply_import
from sectors.changes.imports import AlreadyApplied
from sectors.changes.rows import NothingToUndo
from sectors.changes.undone import undo_import
from sectors.forms.imports import ColumnsForm, UploadForm, groups_to_import_into
from sectors.fourws import preview, sentences
from sectors.fourws.fields import LABELS
from sectors.fourws.receipt import columns_of
from sectors.fourws.sentences import FileProblem
from sectors.models import Import, ImportRow

State = ImportRow.State
STEPS = [gettext_lazy("Choose"), gettext_lazy("Check"), gettext_lazy("Import")]
ROWS = 50


class ImportList(Contributing, Scoped, ListView):
    """One's own files, and those of the groups one manages."""

    model = Import
    template_name = "imports/list.html"
    paginate_by = 30

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("group", "uploaded_by").defer("content", "mapping")


class ImportAdd(Contributing, FormView):
    """A file, or rows pasted from Excel. Nothing is written to the map here."""

    form_class = UploadForm
    template_name = "imports/add.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": self.request.user}

    def get_initial(self) -> dict[str, Any]:
        groups = groups_to_import_into(self.request.user)
        return {"group": groups.filter(slug=self.request.GET.get("group", "")).first() or groups.first()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"steps": STEPS}

    def form_valid(self, form: UploadForm) -> HttpResponse:
        name, content = form.content()
        group = form.cleaned_data["group"]
        try:
            batch = changes.upload_file(
                group=group, by=self.request.user, file_name=name, content=content, fixed=form.fixed()
            )
        except FileProblem as problem:
            form.add_error("file" if form.cleaned_data["file"] is not None else "pasted", str(problem))
            return self.form_invalid(form)
        return redirect("import", batch.public_id)


class ImportPage(Scoped, DetailView):
    """A draft to be checked, or the receipt of what was imported."""

    model = Import
    template_name = "imports/page.html"

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("group", "uploaded_by").defer("content")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        batch, asked = self.object, self.request.GET
        tabs = tabs_of(batch)
        shown = asked.get("show", "") if asked.get("show") in {tab["key"] for tab in tabs} else tabs[0]["key"]
        found = columns_of(batch)
        open_columns = asked_columns(asked.get("column", ""), len(found))
        counts = batch.counts
        return (
            super().get_context_data(**kwargs)
            | {
                "batch": batch,
                "sheet": batch.sheet.strip(),
                "steps": STEPS,
                "step": 2 if batch.state == Import.State.DRAFT else 4,
                "tabs": tabs,
                "shown": shown,
                "to_import": counts[State.NEW] + counts[State.CHANGED],
                "accepted": counts[State.NEW] + counts[State.CHANGED] + counts[State.UNCHANGED],
                "columns": [column_line(column) for column in found],
                "form": kwargs.get("form") or ColumnsForm(batch=batch, found=found, asked=open_columns),
                "asked": open_columns,
                "counted_by": counted_by(batch),
                "new_organizations": batch.mapping.get("new_organizations", []),
            }
            | tab_context(batch, shown, asked.get("page", "1"), self.request.user)
        )


def asked_columns(text: str, columns: int) -> list[int]:
    if text == "all":
        return list(range(columns))
    return [int(text)] if text.isdecimal() and int(text) < columns else []


def counted_by(batch: Import) -> str:
    """The columns of the matrix in which the imported rows show: a general 3W has sectors and no activity codes."""
    coded = (
        batch.rows.filter(service__activity__isnull=False)
        if batch.state == Import.State.APPLIED
        else batch.rows.none()
    )
    return "activity" if coded.exists() else "sector"


def column_line(column: Any) -> dict[str, Any]:
    return {
        "column": column,
        "label": LABELS.get(column.field, ""),
        "why": sentences.why([list(reason) for reason in column.why]),
        "name": f"column_{column.index}",
    }


def tabs_of(batch: Import) -> list[dict[str, Any]]:
    """The states that have rows, those that need the person first."""
    words = {
        State.PROBLEM: _("Needs you"),
        State.CHANGED: _("Changed"),
        State.NEW: _("New"),
        State.DUPLICATE: _("Duplicates"),
        State.UNCHANGED: _("Unchanged"),
    }
    found = [
        {"key": key, "label": label, "count": batch.counts[key]}
        for key, label in words.items()
        if batch.counts.get(key)
    ]
    return [*found, {"key": "notes", "label": _("Notes"), "count": None}]


def tab_context(batch: Import, shown: str, page: str, user: Any) -> dict[str, Any]:
    """What one tab shows, a page of it at a time."""
    if shown in (State.PROBLEM, "notes"):
        found = preview.problems(batch) if shown == State.PROBLEM else preview.notes(batch)
        return {"page_obj": Paginator(found, ROWS).get_page(page)}
    page_obj = Paginator(batch.rows.filter(state=shown).order_by("number"), ROWS).get_page(page)
    rows = list(page_obj.object_list)
    words = preview.Words(batch, rows, user)
    return {"page_obj": page_obj, "rows": [words.show(row) for row in rows]}


class OneImport(Editable, SingleObjectMixin, View):
    """A button on an import; what came too late says so."""

    model = Import

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        batch = self.get_object()
        try:
            return self.press(request, batch)
        except AlreadyApplied:
            messages.warning(request, _("This import is no longer a draft. Nothing was changed."))
        except NothingToUndo:
            messages.warning(request, _("This import can no longer be undone."))
        return redirect("import", batch.public_id)

    def press(self, request: HttpRequest, batch: Import) -> HttpResponseBase:
        raise NotImplementedError


class ImportColumns(OneImport):
    """Another sheet, another meaning of a column: everything is checked again."""

    def press(self, request: HttpRequest, batch: Import) -> HttpResponseBase:
        found = columns_of(batch)
        asked = [column.index for column in found if f"column_{column.index}" in request.POST]
        form = ColumnsForm(request.POST, batch=batch, found=found, asked=asked)
        if not form.is_valid():
            messages.error(request, " ".join(error for errors in form.errors.values() for error in errors))
            return redirect("import", batch.public_id)
        before = {int(index): field for index, field in batch.mapping.get("chosen", {}).items()}
        fixed = {**batch.fixed_values, "period": form.cleaned_data["period"]}
        sheet = form.cleaned_data.get("sheet") or batch.sheet
        try:
            changes.reread_file(
                batch, by=request.user, sheet=sheet, chosen=before | form.chosen(), fixed=fixed
            )
        except FileProblem as problem:
            messages.error(request, str(problem))
        return redirect("import", batch.public_id)


class ImportApply(OneImport):
    def press(self, request: HttpRequest, batch: Import) -> HttpResponseBase:
        batch = apply_import(batch, by=request.user)
        count = batch.counts[State.NEW] + batch.counts[State.CHANGED]
        messages.success(
            request,
            ngettext("%(count)s row was imported.", "%(count)s rows were imported.", count)
            % {"count": f"{count:,}"},
        )
        return redirect("import", batch.public_id)


class ImportUndo(OneImport):
    def press(self, request: HttpRequest, batch: Import) -> HttpResponseBase:
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


class ImportProblems(Editable, SingleObjectMixin, View):
    """The rows that were left out, as they came, each with what is wrong: to be corrected and sent again."""

    model = Import

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        batch = self.get_object()
        kept = [column for column in columns_of(batch) if column.field != "private"]
        heads = [column.header or column.letter for column in kept] + [_("Row of the file"), _("Problems")]
        rows = (
            [*(row.cells[column.index] for column in kept), row.number, in_words(row)]
            for row in batch.rows.filter(state=State.PROBLEM)
        )
        response = HttpResponse(written(heads, None, rows), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="problems-{batch.public_id}.csv"'
        return response


def in_words(row: ImportRow) -> str:
    """All that is wrong with a row, and what to do, each sentence once."""
    said = (f"{sentences.reason(one)} {sentences.fix(one)}" for one in row.problems)
    return " ".join(dict.fromkeys(said))
