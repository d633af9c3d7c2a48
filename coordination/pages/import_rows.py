"""One row of a file: its cells as they came, what is wrong beside them, each to be corrected; or left out."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.generic import FormView
from django.views.generic.detail import SingleObjectMixin

from coordination.gate import Editable
from coordination.pages.import_answers import in_words
from sectors.changes import fixes
from sectors.changes.imports import AlreadyApplied
from sectors.changes.rows import Conflict
from sectors.forms.fixes import RowForm, leave_out
from sectors.fourws import sentences
from sectors.fourws.decisions import ROW
from sectors.fourws.receipt import columns_of
from sectors.fourws.sentences import FileProblem
from sectors.models import Import, ImportRow


class ImportRowPage(Editable, SingleObjectMixin, FormView):
    model = Import
    form_class = RowForm
    template_name = "imports/row.html"

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("group__place").defer("content", "parsed")

    @cached_property
    def object(self) -> Import:
        return self.get_object()

    @cached_property
    def row(self) -> ImportRow:
        row = self.object.rows.filter(number=self.kwargs["number"]).first()
        if row is None or self.object.state != Import.State.DRAFT:
            raise Http404
        return row

    def get_form_kwargs(self) -> dict[str, Any]:
        columns = [
            column
            for column in columns_of(self.object)
            if column.field != "private" and (column.header or self.row.cells[column.index])
        ]
        return super().get_form_kwargs() | {"columns": columns, "cells": self.row.cells, "now": self.edits()}

    def edits(self) -> dict[str, str]:
        """What somebody wrote in this row before."""
        number = self.row.number
        return next(
            (one["cells"] for one in self.object.answers if one["kind"] == ROW and one["row"] == number), {}
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        given = super().get_context_data(**kwargs)
        said = [(one["column"], sentences.reason(one), sentences.fix(one)) for one in self.row.problems]
        lines = []
        for bound in given["form"]:
            index = int(bound.name.removeprefix("cell_"))
            letter = bound.label.partition(" ")[0]
            lines.append((bound, [one for one in said if one[0] == letter], self.row.cells[index]))
        others = [one for one in said if not one[0]]
        return given | {"batch": self.object, "row": self.row, "lines": lines, "others": others}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "leave_out" in request.POST:
            return self.keep(lambda: fixes.answer(self.object, leave_out([self.row.number]), by=request.user))
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: RowForm) -> HttpResponse:
        given = self.request.POST.get("version", "")
        seen = int(given) if given.isdecimal() else None
        try:
            return self.keep(
                lambda: fixes.edit_row(
                    self.object, self.row.number, form.edits(), by=self.request.user, seen=seen
                )
            )
        except Conflict:
            form.add_error(
                None,
                _(
                    "Somebody else changed this row meanwhile. Your words are here: look at both, and save again."
                ),
            )
            return self.form_invalid(form)

    def keep(self, change: Any) -> HttpResponse:
        try:
            outcome = change()
        except AlreadyApplied:
            messages.warning(self.request, _("This import is no longer a draft. Nothing was changed."))
            return redirect("import", self.object.public_id)
        except FileProblem as problem:
            messages.error(self.request, str(problem))
            return redirect("import", self.object.public_id)
        still = outcome.batch.rows.filter(number=self.row.number, state=ImportRow.State.PROBLEM).exists()
        messages.success(self.request, in_words(outcome))
        if still:
            return redirect("import-row", self.object.public_id, self.row.number)
        return redirect("import", self.object.public_id)
