"""Answering what a draft asks: one tap for all equal cells, rows left out, choices for the whole file; each taken back."""

from __future__ import annotations

import re
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coordination.pages.import_draft import OneImport
from coordination.pages.imports import ImportPage
from sectors.changes import fixes
from sectors.changes.fixes import NoSuchAnswer, Outcome
from sectors.forms.fixes import AnswerForm, ChoiceForm, leave_out
from sectors.fourws import questions
from sectors.models import Import

KEY = re.compile(r"[0-9a-f]{8}")


def back(request: HttpRequest, batch: Import, number: int = 0) -> HttpResponse:
    """To the list where the person was, below the line that was answered."""
    given = request.POST
    asked = {"show": given.get("show", "") if given.get("show") in ("problem", "notes", "duplicate") else ""}
    if given.get("page", "").isdecimal():
        asked["page"] = given["page"]
    asked |= {"done": str(number)} if number else {}
    if KEY.fullmatch(given.get("next", "")):
        asked["at"] = given["next"]
    query = urlencode({name: value for name, value in asked.items() if value})
    return HttpResponseRedirect(
        f"{reverse('import', args=[batch.public_id])}?{query}#{'done' if number else 'rows'}"
    )


def in_words(outcome: Outcome) -> str:
    """12 rows fixed, 31 still need you."""
    fixed = ngettext("%(count)s row fixed.", "%(count)s rows fixed.", outcome.fixed) % {
        "count": f"{outcome.fixed:,}"
    }
    left = ngettext("%(count)s still needs you.", "%(count)s still need you.", outcome.left) % {
        "count": f"{outcome.left:,}"
    }
    return f"{fixed} {left}"


class ImportAnswer(OneImport):
    """What all cells mean that say the same; what cannot be taken comes back as it was typed."""

    def press(self, request: HttpRequest, batch: Import) -> HttpResponseBase:
        form = AnswerForm(request.POST, batch=batch, user=request.user)
        if not form.is_valid():
            return asked_again(request, batch, form)
        outcome = fixes.answer(
            batch, form.decision(), by=request.user, seen=self.seen(), remember=form.remembers()
        )
        return back(request, outcome.batch, outcome.number)


def asked_again(request: HttpRequest, batch: Import, form: AnswerForm) -> HttpResponse:
    """The list once more, with what was typed and why it cannot be taken at its line."""
    page = ImportPage()
    page.setup(request, id=batch.public_id)
    request.GET = request.POST  # the list as it was shown is in the form
    page.object = page.get_object()
    wrong = {
        "key": request.POST.get("key", ""),
        "typed": request.POST.get("typed", ""),
        "errors": [error for errors in form.errors.values() for error in errors],
    }
    return page.render_to_response(page.get_context_data(object=page.object, wrong=wrong))


class ImportLeaveOut(OneImport):
    """All rows of one line stay out of the import."""

    def press(self, request: HttpRequest, batch: Import) -> HttpResponseBase:
        lines = questions.problems(batch, request.user)
        line = next((line for line in lines if line.key == request.POST.get("key")), None)
        if line is None:
            messages.info(request, _("This is answered already."))
            return back(request, batch)
        outcome = fixes.answer(batch, leave_out(line.rows), by=request.user, seen=self.seen())
        return back(request, outcome.batch, outcome.number)


class ImportChoose(OneImport):
    """A choice for the whole file: the order of dates, duplicates, only the rows of mental health."""

    def press(self, request: HttpRequest, batch: Import) -> HttpResponseBase:
        form = ChoiceForm(request.POST)
        if not form.is_valid():
            messages.error(request, " ".join(error for errors in form.errors.values() for error in errors))
            return back(request, batch)
        outcome = fixes.answer(batch, form.decision(), by=request.user, seen=self.seen())
        return back(request, outcome.batch, outcome.number)


class ImportTakeBack(OneImport):
    """One answer taken back, as if it had never been given."""

    def press(self, request: HttpRequest, batch: Import) -> HttpResponseBase:
        number = request.POST.get("number", "")
        try:
            outcome = fixes.take_back(batch, int(number) if number.isdecimal() else 0, by=request.user)
        except NoSuchAnswer:
            messages.info(request, _("This answer was taken back before."))
            return back(request, batch)
        messages.success(request, f"{_('Taken back.')} {in_words(outcome)}")
        return back(request, outcome.batch)
