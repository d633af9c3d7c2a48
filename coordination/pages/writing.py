"""How a page with a form behaves: nothing typed is lost, nothing is written twice or over somebody else's change."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.forms import BoundField, ModelMultipleChoiceField
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.generic.base import TemplateResponseMixin
from django.views.generic.edit import FormMixin, ProcessFormView

from coordination.gate import claim
from coordination.kept import KeepsText, kept
from sectors.access import visible
from sectors.changes.rows import Conflict


class FormPage(KeepsText, TemplateResponseMixin, FormMixin, ProcessFormView):
    """Show the form, check it, `save()` it, go on to what was written."""

    object: Any = None

    def get_form_kwargs(self) -> dict[str, Any]:
        given = super().get_form_kwargs() | {"user": self.request.user}
        if self.object is not None:
            given["instance"] = copy.copy(self.object)  # the form writes into its copy, `save` into the row
        return given

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Text that came too late stands in the form again, if this person wrote it."""
        form = self.get_form()
        waiting = kept(request)
        if waiting is not None:
            again = self.get_form_class()(**self.get_form_kwargs() | {"data": waiting})
            if again.once_given():
                said = _(
                    "Your sign-in has changed since you opened this form. Your text is here: look at it and save."
                )
                messages.info(request, said)
                form = again
        return self.render_to_response(self.get_context_data(form=form))

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            row = self.save(form)
        except Conflict as conflict:
            return self.conflict(form, conflict.theirs)
        except (ValidationError, IntegrityError) as error:
            return self.refused(form, error)
        return self.done(row)

    def save(self, form: Any) -> Any:
        raise NotImplementedError

    def done(self, row: Any) -> HttpResponse:
        return HttpResponseRedirect(self.address(row))

    def address(self, row: Any) -> str:
        raise NotImplementedError

    def refused(self, form: Any, error: Exception) -> HttpResponse:
        """The rules said no after the form said yes; or the same form was sent before."""
        if made := self.made_before(form):
            return redirect(self.address(made))
        if not isinstance(error, ValidationError):
            raise error
        named = error.error_dict if hasattr(error, "error_dict") else {None: error.error_list}
        for name, sentences in named.items():
            form.add_error(name if name in form.fields else None, sentences)
        return self.form_invalid(form)

    def made_before(self, form: Any) -> Any:
        """What an earlier sending of this very form has made."""
        once = form.once_given() if self.object is None else None
        return visible(form._meta.model, self.request.user).filter(public_id=once).first() if once else None

    def conflict(self, form: Any, theirs: Any) -> HttpResponse:
        """Both versions side by side; the form holds the person's own words, and theirs where they wrote none."""
        both = both_sides(form, theirs)
        data = merged_data(form, theirs)
        again = self.get_form_class()(**self.get_form_kwargs() | {"data": data})
        latest = (
            theirs.history.select_related("history_user").order_by("-history_date", "-history_id").first()
        )
        context = self.get_context_data(form=again, both=both, changed_by=latest and latest.history_user)
        return self.render_to_response(context, status=409)


class AddPage(FormPage):
    """A new row. The same form sent again leads to what it made the first time, whatever has changed since."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        made = self.made_before(self.get_form())
        return redirect(self.address(made)) if made else super().post(request, *args, **kwargs)


class EditPage(FormPage):
    """An existing row: 404 if they may not see it, 403 if they may not change it."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.user.is_authenticated:
            self.object = claim(self.find(), request.user)
        return super().dispatch(request, *args, **kwargs)

    def find(self) -> Any:
        raise NotImplementedError


@dataclass
class Both:
    """One field that two people wrote differently."""

    label: str
    mine: str
    theirs: str


def both_sides(form: Any, theirs: Any) -> list[Both]:
    found = []
    for name in form.changed_data:
        if name not in (form._meta.fields or ()):
            continue
        mine, other = (
            words(form[name], form.cleaned_data.get(name)),
            words(form[name], _value(form, name, theirs)),
        )
        if mine != other:
            found.append(Both(str(form[name].label), mine, other))
    return found


def merged_data(form: Any, theirs: Any) -> Any:
    """The posted form on the newest version: where the person changed nothing, the other one's change stands."""
    data = form.data.copy()
    data["version"] = theirs.version
    before = theirs.history.filter(version=form.cleaned_data.get("version")).first()
    for name in form.changed_data if before is not None else ():
        if _untouched(form, name, before):
            bound = form[name]
            value = bound.field.widget.format_value(
                bound.field.prepare_value(form.get_initial_for_field(bound.field, name))
            )
            data.setlist(name, [value if value is not None else ""])
    return data


def _untouched(form: Any, name: str, before: Any) -> bool:
    """Whether the person left the field as they found it, which is as the row was then."""
    if name not in (form._meta.fields or ()) or isinstance(form.fields[name], ModelMultipleChoiceField):
        return False
    mine = form.cleaned_data.get(name)
    one = before._meta.get_field(name)
    return getattr(mine, "pk", mine) == getattr(before, one.attname)


def _value(form: Any, name: str, row: Any) -> Any:
    if isinstance(form.fields[name], ModelMultipleChoiceField):
        return list(getattr(row, name).all())
    return getattr(row, name)


def words(bound: BoundField, value: Any) -> str:
    """A value as text: never markup, whoever wrote it."""
    if isinstance(bound.field, ModelMultipleChoiceField):
        return ", ".join(str(one) for one in value or ()) or "–"
    choices = getattr(bound.field, "choices", None)
    if choices and not hasattr(bound.field, "queryset"):
        return str(dict(choices).get(value, value if value is not None else "–"))
    return str(value) if value not in (None, "") else "–"
