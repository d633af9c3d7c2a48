"""The words of a group: what partners write, and what it means here. Its people read them, who manages it teaches them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import FormView, ListView

from coordination.gate import Page, claim, find
from coordination.pages.rows import HistoryPage, Press
from sectors.access import belongs, manages, visible
from sectors.changes.rows import undo
from sectors.changes.synonyms import create_synonym, meanings, remove_synonym
from sectors.filters import SynonymFilter
from sectors.forms.fixes import listed
from sectors.forms.synonyms import SynonymForm
from sectors.fourws.fields import LABELS
from sectors.models import Group, Synonym

Kind = Synonym.Kind


class OfGroup(Page):
    kwargs: dict[str, Any]

    @cached_property
    def group(self) -> Group:
        """404 for those who have nothing to do with the group."""
        group: Group = find(Group, self.request.user, slug=self.kwargs["slug"])
        if not belongs(self.request.user, group):
            raise Http404
        return group


class SynonymList(OfGroup, ListView):
    template_name = "synonyms/list.html"
    paginate_by = 50

    def get_queryset(self) -> Any:
        rows = visible(Synonym, self.request.user).used_by(self.group)
        asked = SynonymFilter(self.request.GET, rows, user=self.request.user)
        self.filter = asked
        return asked.qs.select_related("group", "by").order_by("kind", "text", "pk")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        given = super().get_context_data(**kwargs)
        rows = list(given["page_obj"])
        for kind in Kind.values:
            some = [row for row in rows if row.kind == kind]
            names = meanings(kind, self.group, [row.meaning for row in some])
            for row in some:
                row.means = names.get(row.meaning, "")
        manager = manages(self.request.user, self.group)
        return given | {"group": self.group, "filter": self.filter, "manages": manager, "rows": rows}


class SynonymAdd(OfGroup, FormView):
    form_class = SynonymForm
    template_name = "synonyms/add.html"

    @cached_property
    def group(self) -> Group:
        return claim(super().group, self.request.user)  # type: ignore[no-any-return]

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"group": self.group, "user": self.request.user}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        lists = {kind: listed(kind, self.group, user) for kind in (Kind.PLACE, Kind.ACTIVITY, Kind.SECTOR)}
        names = [name for some in lists.values() for name in some] + [str(label) for label in LABELS.values()]
        return super().get_context_data(**kwargs) | {"group": self.group, "names": names}

    def form_valid(self, form: SynonymForm) -> HttpResponse:
        try:
            row = create_synonym(group=self.group, by=self.request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
            return self.form_invalid(form)
        messages.success(self.request, _("“%(text)s” is a word of this group now.") % {"text": row.text})
        return redirect("synonym-list", self.group.slug)


class SynonymPress(Press):
    model = Synonym

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("group")

    def after(self, row: Synonym) -> HttpResponse:
        return redirect("synonym-list", row.group.slug) if row.group else redirect("group-list")


class SynonymRemove(SynonymPress):
    def press(self, row: Synonym) -> str:
        remove_synonym(row, by=self.request.user)
        return _("“%(text)s” is forgotten.") % {"text": row.text}


class SynonymUndo(SynonymPress):
    def press(self, row: Synonym) -> str:
        undo(row, by=self.request.user)
        return _("The latest change is undone.")


class SynonymHistory(HistoryPage):
    model = Synonym
    template_name = "synonyms/history.html"
    context_object_name = "word"
