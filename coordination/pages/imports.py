"""Bringing in a 4W file: choose it, see what it would do and what it asks, read the receipt."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import DetailView, FormView, ListView

from coordination import working
from coordination.gate import Contributing, Scoped
from sectors.access import manages, visible
from sectors.changes import imports as changes
from sectors.changes.imports import bringable
from sectors.changes.work import open_work
from sectors.forms.fixes import listed
from sectors.forms.imports import ColumnsForm, UploadForm, groups_to_import_into
from sectors.fourws import preview, questions, receipt, sentences
from sectors.fourws.answers import IDS
from sectors.fourws.decided import decided
from sectors.fourws.decisions import DUPLICATES, ONLY_MHPSS, answers_of
from sectors.fourws.ended import KIND as ENDED
from sectors.fourws.ended import decided as ended_on
from sectors.fourws.ended import missing
from sectors.fourws.fields import LABELS
from sectors.fourws.receipt import columns_of
from sectors.fourws.sentences import FileProblem
from sectors.models import Import, ImportRow, Service, Work

State = ImportRow.State
STEPS = [gettext_lazy("Choose"), gettext_lazy("Check"), gettext_lazy("Import")]
ROWS, QUESTIONS, SHOWN = 50, 30, 12


class ImportList(Contributing, Scoped, ListView):
    """One's own files, and those of the groups one manages."""

    model = Import
    template_name = "imports/list.html"
    paginate_by = 30

    def get_queryset(self) -> Any:
        return (
            super()
            .get_queryset()
            .select_related("group", "uploaded_by")
            .defer("content", "parsed", "mapping", "answers")
        )


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
        if len(content) > working.LARGE_FILE:
            return self.in_background(form, group=group, file_name=name[:255], content=content)
        try:
            batch = changes.upload_file(
                group=group, by=self.request.user, file_name=name, content=content, fixed=form.fixed()
            )
        except FileProblem as problem:
            form.add_error("file" if form.cleaned_data["file"] is not None else "pasted", str(problem))
            return self.form_invalid(form)
        return redirect("import", batch.public_id)

    def in_background(self, form: UploadForm, **given: Any) -> HttpResponse:
        """What is wrong with the file is said here, if that is found soon; else on the page of the work."""
        user, fixed = self.request.user, form.fixed()
        work = working.begin(Work.Kind.READ, by=user, arguments={"fixed": fixed}, **given)
        if work.error:
            form.add_error(None, working.sentence(work))
            return self.form_invalid(form)
        return redirect(working.address(work))


class ImportPage(Scoped, DetailView):
    """A draft to be checked, or the receipt of what was imported."""

    model = Import
    template_name = "imports/page.html"

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("group__place", "uploaded_by").defer("content", "parsed")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """While it is read again, imported or undone there is only how far that is."""
        self.object = self.get_object()
        if work := open_work(self.object):
            return redirect(working.address(work))
        return self.render_to_response(self.get_context_data(object=self.object))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        batch, asked, user = self.object, self.request.GET, self.request.user
        tabs = tabs_of(batch)
        shown = asked.get("show", "") if asked.get("show") in {tab["key"] for tab in tabs} else tabs[0]["key"]
        found = columns_of(batch)
        open_columns = asked_columns(asked.get("column", ""), len(found))
        return (
            super().get_context_data(**kwargs)
            | {
                "batch": batch,
                "sheet": batch.sheet.strip(),
                "steps": STEPS,
                "step": 2 if batch.state == Import.State.DRAFT else 4,
                "tabs": tabs,
                "shown": shown,
                "to_import": batch.counts[State.NEW] + batch.counts[State.CHANGED],
                "law": (law := receipt.law(batch)),
                "rest": law["refused"] + law["left_out"],
                "choices": choices_of(batch, shown),
                "columns": [column_line(column) for column in found],
                "form": ColumnsForm(batch=batch, found=found, asked=open_columns),
                "asked": open_columns,
                "remembered": remembered(batch),
                "counted_by": counted_by(batch),
                "new_organizations": batch.mapping.get("new_organizations", []),
            }
            | tab_context(batch, shown, asked.get("page", "1"), user)
            | answering(batch, asked, user)
        )


def remembered(batch: Import) -> date | None:
    """When the way this file is read was chosen, if that was for an earlier one."""
    on = batch.mapping.get("remembered")
    return date.fromisoformat(on) if on else None


def answering(batch: Import, asked: Any, user: Any) -> dict[str, Any]:
    """What a draft needs to be answered: the answer just given, to be undone where it was given; what is remembered."""
    if batch.state != Import.State.DRAFT:
        return {}
    done = next((one for one in decided(batch, user) if str(one.number) == asked.get("done")), None)
    return gone_from(batch, user) | {
        "done": done,
        "at": asked.get("at", ""),
        "remembers": manages(user, batch.group),
    }


def gone_from(batch: Import, user: Any) -> dict[str, Any]:
    """What the file before named and this one does not."""
    gone = missing(batch, bringable(user, batch.group))
    rows = visible(Service, user).filter(pk__in=gone[:SHOWN])
    return {
        "gone": len(gone),
        "gone_some": rows.select_related("organization", "place__adm1", "activity", "sector"),
        "gone_on": ended_on(batch.answers) or timezone.localdate(),
        "gone_decided": any(one["kind"] == ENDED for one in batch.answers),
    }


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
        State.LEFT_OUT: _("Left out"),
        State.UNCHANGED: _("Unchanged"),
    }
    found = [
        {"key": str(key), "label": label, "count": batch.counts[key]}
        for key, label in words.items()
        if batch.counts.get(key)
    ]
    if batch.answers:
        found.append({"key": "decided", "label": _("You decided"), "count": len(batch.answers)})
    return [*found, {"key": "notes", "label": _("Notes"), "count": None}]


def tab_context(batch: Import, shown: str, page: str, user: Any) -> dict[str, Any]:
    """What one tab shows, a page of it at a time."""
    if shown in (State.PROBLEM, "notes"):
        found = (questions.problems if shown == State.PROBLEM else questions.notes)(batch, user)
        page_obj = Paginator(found, QUESTIONS).get_page(page)
        for line, below in pairwise(page_obj):
            line.next = below.key
        kinds = {line.kind for line in page_obj} if batch.state == Import.State.DRAFT else set()
        return {"page_obj": page_obj, "lists": lists_of(kinds, batch, user)}
    if shown == "decided":
        return {"page_obj": Paginator(decided(batch, user), ROWS).get_page(page)}
    page_obj = Paginator(batch.rows.filter(state=shown).order_by("number"), ROWS).get_page(page)
    rows = list(page_obj.object_list)
    words = preview.Words(batch, rows, user)
    return {"page_obj": page_obj, "rows": [words.show(row) for row in rows]}


def lists_of(kinds: set[str], batch: Import, user: Any) -> dict[str, list[str]]:
    """What can be written in the fields of this page, once for all its lines."""
    return {kind: listed(kind, batch.group, user) for kind in sorted(kinds & set(IDS))}


def choices_of(batch: Import, shown: str) -> list[dict[str, Any]]:
    """What can be chosen for the whole file, with what counts now: at the rows it is about."""
    answers, found = answers_of(batch), []
    if (batch.counts[State.DUPLICATE] and shown == State.DUPLICATE) or answers.duplicates == "all":
        now = answers.duplicates
        values = [("one", _("Keep one of them"), now == "one"), ("all", _("Keep all of them"), now == "all")]
        found.append({"kind": DUPLICATES, "text": _("Some rows are exactly the same."), "values": values})
    others = batch.mapping.get("other_sectors", 0)
    if others:
        only = answers.only_mhpss
        text = ngettext(
            "%(count)s row is of another sector than MHPSS.",
            "%(count)s rows are of other sectors than MHPSS.",
            others,
        ) % {"count": f"{others:,}"}
        values = [("no", _("Import all sectors"), not only), ("yes", _("Import only the MHPSS rows"), only)]
        found.append({"kind": ONLY_MHPSS, "text": text, "values": values})
    return found
