"""Long work: how far it is, what came of it, and another try when it did not work."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import DetailView, ListView, View
from django.views.generic.detail import SingleObjectMixin
from django_htmx.http import HttpResponseClientRedirect

from coordination import jobs, working
from coordination.gate import Editable, Scoped
from sectors.access import editable
from sectors.changes import work as changes
from sectors.models import Work

LARGE = ("content", "batch__content", "batch__mapping", "batch__parsed")


class WorkList(Scoped, ListView):
    """What one asked for lately, and what was asked for in the groups one manages."""

    model = Work
    template_name = "work/list.html"
    paginate_by = 30

    def get_queryset(self) -> Any:
        return with_its_rows(super().get_queryset())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context, user = super().get_context_data(**kwargs), self.request.user
        shown = list(context["page_obj"])
        own = editable(Work, user).filter(pk__in=[work.pk for work in shown])
        mine = set(own.values_list("pk", flat=True))
        return context | {"lines": [line(work, may=work.pk in mine) for work in shown]}


def with_its_rows(rows: Any) -> Any:
    return rows.select_related("group", "asked_by", "batch").defer(*LARGE)


def line(work: Work, *, may: bool) -> dict[str, Any]:
    there = reverse("work", args=[work.public_id])
    return {
        "work": work,
        "url": there,
        "why": working.sentence(work),
        "again": may and working.repeatable(work),
    }


class WorkPage(Scoped, DetailView):
    """How far it is. What is done leads on by itself."""

    model = Work

    def get_queryset(self) -> Any:
        return with_its_rows(super().get_queryset())

    def get_template_names(self) -> list[str]:
        return ["work/_state.html" if self.request.htmx else "work/page.html"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        work = self.object = self.get_object()
        done = work.state == Work.State.DONE and work.batch is not None
        there = working.address(work) if done else request.path
        if request.htmx and not work.is_open:
            return HttpResponseClientRedirect(there)
        return redirect(there) if done else self.render_to_response(self.get_context_data(object=work))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        work, user = self.object, self.request.user
        may = editable(Work, user).filter(pk=work.pk).exists()
        found = {
            "work": work,
            "far": working.progress(work) if work.is_open else None,
            "why": working.sentence(work),
            "again": may and working.repeatable(work),
            "stop": may and work.state == Work.State.WAITING,
            "file": work.asked_by_id == user.pk and jobs.file_of(work),
        }
        return super().get_context_data(**kwargs) | found


class OneWork(Editable, SingleObjectMixin, View):
    """A button on a piece of work, for whoever asked for it and those who manage its group."""

    model = Work

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        work = self.get_object()
        self.press(request, work)
        return redirect(working.address(work))

    def press(self, request: HttpRequest, work: Work) -> None:
        raise NotImplementedError


class WorkAgain(OneWork):
    def press(self, request: HttpRequest, work: Work) -> None:
        if working.repeatable(work):
            working.again(work)


class WorkStop(OneWork):
    """Only what has not begun: an import is all or nothing, and can be undone."""

    def press(self, request: HttpRequest, work: Work) -> None:
        if not changes.stop(work):
            messages.warning(request, _("It has begun already, so it goes on."))


class WorkFile(Scoped, View):
    """A file that was made, for the one person who asked for it, while they may read what they could when it was made."""

    model = Work

    def get(self, request: HttpRequest, id: str) -> HttpResponseBase:
        work = self.get_queryset().filter(public_id=id, asked_by=request.user).first()
        path = jobs.file_of(work) if work else None
        if work is None or path is None:
            raise Http404
        name, kind = work.result["name"], work.result["type"]
        return FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type=kind)
