"""People in need and people living there, by place and month: what gaps are weighed by and coverage is counted for."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import FormView, ListView, View
from django.views.generic.detail import SingleObjectMixin

from coordination.gate import Editable, Managing, Scoped
from coordination.pages.matrix import offer_places
from sectors.access import editable, in_member_area, visible
from sectors.changes.needs import Written, remove_need, write_needs
from sectors.forms.needs import NeedForm, NeedTableForm
from sectors.fourws.needs import NeedFilter
from sectors.models import Group, Need


class NeedList(Scoped, ListView):
    """The figures of the reader's area, the newest first."""

    model = Need
    template_name = "needs/list.html"
    paginate_by = 100

    def get_queryset(self) -> Any:
        user = self.request.user
        rows = (
            super()
            .get_queryset()
            .filter(in_member_area(user))
            .select_related("place__adm1", "population_group")
        )
        self.filter = NeedFilter(self.request.GET, queryset=rows, user=user, request=self.request)
        return self.filter.apply().order_by("-month", "place__path", "pk")

    def paginate_queryset(self, queryset: Any, page_size: int) -> Any:
        page = self.get_paginator(queryset, page_size).get_page(self.request.GET.get("page"))
        return page.paginator, page, page.object_list, page.has_other_pages()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        rows = list(context["object_list"])
        mine = set(
            editable(Need, self.request.user)
            .filter(pk__in=[row.pk for row in rows])
            .values_list("pk", flat=True)
        )
        areas = visible(Group, self.request.user).filter(in_member_area(self.request.user))
        offer_places(
            self.filter.form, frozenset(areas.values_list("place__path", flat=True)), self.request.user
        )
        self.filter.form.fields["month"].widget.input_type = "month"
        return context | {
            "filter": self.filter,
            "listed": [(row, row.pk in mine) for row in rows],
            "page": context["page_obj"],
        }


class NeedWriting(Managing, FormView):
    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": self.request.user}

    def form_valid(self, form: Any) -> HttpResponse:
        done = write_needs(form.figures(), by=self.request.user, source=form.cleaned_data["source"])
        messages.success(self.request, said(done))
        return redirect("need-list")


class NeedAdd(NeedWriting):
    """A figure for a place and a month; writing it again changes it."""

    form_class = NeedForm
    template_name = "needs/form.html"

    def get_initial(self) -> dict[str, Any]:
        return {name: self.request.GET[name] for name in NeedForm.base_fields if self.request.GET.get(name)}


class NeedPaste(NeedWriting):
    """Many figures at once, all or none."""

    form_class = NeedTableForm
    template_name = "needs/paste.html"


class NeedRemove(Editable, SingleObjectMixin, View):
    model = Need
    slug_field = slug_url_kwarg = "pk"
    http_method_names = ["post"]

    def post(self, request: Any, pk: int) -> HttpResponse:
        row: Need = self.get_object()
        remove_need(row, by=request.user)
        messages.success(request, _("The figure for %(place)s is removed.") % {"place": row.place})
        return redirect("need-list")


def said(done: Written) -> str:
    new = ngettext("%(count)d new figure", "%(count)d new figures", done.new) % {"count": done.new}
    changed = ngettext("%(count)d changed", "%(count)d changed", done.changed) % {"count": done.changed}
    same = ngettext("%(count)d as before", "%(count)d as before", done.same) % {"count": done.same}
    return f"{new}, {changed}, {same}."
