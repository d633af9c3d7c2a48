"""What a page answers after a form was sent: back to where one was, or both texts when two people wrote."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme

from sectors.dates import written


def back(request: HttpRequest, default: str) -> HttpResponse:
    """To where the button was pressed, if that is a page of ours."""
    there = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(
        there, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return redirect(there if safe else default)


def conflicting(page: Any, form: Any, theirs: Any) -> HttpResponse:
    """Nothing was written. The page comes back with what was typed, and beside it what somebody else wrote meanwhile.

    Sent again, the form says that it has seen theirs. `page.row_name` is what the form calls its row.
    """
    form.data = form.data.copy()
    form.data["seen"] = str(getattr(theirs, "revision", None) or theirs.version)
    fresh = type(form)(**(page.get_form_kwargs() | {"data": None, "files": None, page.row_name: theirs}))
    rows = []
    for name in fresh.fields:
        value = words_of(fresh, name)
        if name != "seen" and value != words_of(form, name):
            rows.append((fresh[name].label, value))
    return page.render_to_response(page.get_context_data(form=form, theirs=rows), status=409)


def words_of(form: Any, name: str) -> str:
    """What stands in a field of a form, as its reader sees it."""
    value = form.cleaned_data.get(name) if form.is_bound else form.initial.get(name)
    if hasattr(form.fields[name], "queryset"):
        value = form.fields[name].queryset.filter(pk=getattr(value, "pk", value)).first() if value else None
    choices = (
        {} if hasattr(form.fields[name], "queryset") else dict(getattr(form.fields[name], "choices", ()))
    )
    if hasattr(value, "year"):
        return written(value)
    if hasattr(value, "minute"):
        return value.strftime("%H:%M")
    return str(choices.get(value, "" if value is None else value))
