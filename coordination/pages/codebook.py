"""The codebook: every code list in the reader's language; and the national codes of those who manage a group."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView, View

from coordination.codebook import lines, read_book
from coordination.exports.hxl import written
from coordination.gate import Managing, Page, Public, claim, find
from sectors.access import editable, scope_of
from sectors.changes.activities import create_subcode, restore_subcode, retire_subcode
from sectors.forms.activities import SubcodeForm
from sectors.models import Activity
from sectors.models.activities import FOURWS_2012


class Codebook(Public, TemplateView):
    """Activities, layers and sectors: what people code with."""

    template_name = "codebook/codebook.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        scope = scope_of(user)
        manages = scope.everything or bool(scope.managed_groups)
        mine = set(editable(Activity, user).values_list("pk", flat=True)) if manages else set()
        return super().get_context_data(**kwargs) | {
            "book": read_book(user),
            "manages": manages,
            "mine": mine,
        }


class CodebookLists(Codebook):
    """The small vocabularies."""

    template_name = "codebook/lists.html"


class CodebookFile(Public, View):
    """The book as CSV."""

    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest) -> HttpResponse:
        heads, *rows = lines(read_book(request.user))
        answer = HttpResponse(written(heads, None, rows), content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = 'attachment; filename="codebook.csv"'
        return answer


class SubcodeAdd(Managing, FormView):
    """A national code under one of the shared ones."""

    form_class = SubcodeForm
    template_name = "codebook/add.html"

    @cached_property
    def parent(self) -> Activity:
        shared = {"edition": FOURWS_2012, "parent": None, "group": None, "active": True}
        return find(Activity, self.request.user, code=self.kwargs["code"], **shared)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": self.request.user, "parent": self.parent}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"parent": self.parent}

    def form_valid(self, form: SubcodeForm) -> HttpResponse:
        try:
            row = create_subcode(by=self.request.user, **form.changes())
        except ValidationError as error:
            form.add_error(None, error)  # it names its fields, which are those of the form
            return self.form_invalid(form)
        messages.success(
            self.request, _("%(code)s %(name)s is in the codebook.") % {"code": row.code, "name": row.name}
        )
        return to_code(row)


class Using(Page, View):
    """Take a national code out of use, or into use again."""

    http_method_names = ["post", "options"]

    def change(self, row: Activity) -> Activity:
        raise NotImplementedError

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        row = self.change(claim(find(Activity, request.user, pk=self.kwargs["pk"]), request.user))
        sentence = (
            _("%(code)s is in use again.")
            if row.active
            else _("%(code)s is retired. What was counted stays.")
        )
        messages.success(request, sentence % {"code": row.code})
        return to_code(row)


class SubcodeRetire(Using):
    def change(self, row: Activity) -> Activity:
        return retire_subcode(row, by=self.request.user)


class SubcodeRestore(Using):
    def change(self, row: Activity) -> Activity:
        return restore_subcode(row, by=self.request.user)


def to_code(row: Activity) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('codebook')}#4ws-{row.code}")
