"""One's own account: name and language, groups and roles, ways to sign in, tokens for programs."""

from __future__ import annotations

from copy import copy
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import View
from django.views.generic import FormView

from coordination.gate import Page
from meetings.models import CalendarKey
from sectors.access import visible
from sectors.changes.account import change_profile
from sectors.forms.account import ProfileForm
from sectors.models import Membership

MOST_TOKENS = 10


class Account(Page, FormView):
    template_name = "account/account.html"
    form_class = ProfileForm

    def get_form_kwargs(self) -> dict[str, Any]:
        # A copy: the name in the header stays the saved one while the form has an error.
        return super().get_form_kwargs() | {"instance": copy(self.request.user)}

    def form_valid(self, form: ProfileForm) -> HttpResponse:
        user = self.request.user
        change_profile(user, by=user, name=form.cleaned_data["name"], language=form.cleaned_data["language"])
        response = HttpResponseRedirect(reverse("account"))
        # From here the account decides; a choice made earlier in this browser would hide the new one.
        response.delete_cookie(settings.LANGUAGE_COOKIE_NAME, samesite=settings.LANGUAGE_COOKIE_SAMESITE)
        messages.success(self.request, _("Saved."))
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        page = {
            "memberships": visible(Membership, user)
            .filter(user=user, active=True)
            .select_related("group", "organization"),
            "calendar_key": visible(CalendarKey, user).first(),
            "tokens": tokens_of(user),
            "most_tokens": MOST_TOKENS,
            "passkeys": user.authenticator_set.filter(type="webauthn"),
        }
        return super().get_context_data(**(page | kwargs))


class TokenAdd(Account):
    """A token is shown once, in the answer to the request that makes it."""

    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if tokens_of(request.user).count() >= MOST_TOKENS:
            messages.error(
                request, _("You have %(most)s tokens already. Revoke one first.") % {"most": MOST_TOKENS}
            )
            return redirect(f"{reverse('account')}#tokens")
        row, token = request.user.auth_token_set.create()
        form = self.form_class(instance=copy(request.user))
        return self.render_to_response(
            self.get_context_data(form=form, new_token=token, new_key=row.token_key)
        )


class TokenRevoke(Page, View):
    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, key: str) -> HttpResponse:
        if not tokens_of(request.user).filter(token_key=key).delete()[0]:
            raise Http404
        messages.success(request, _("The token no longer works."))
        return redirect(f"{reverse('account')}#tokens")


def tokens_of(user: Any) -> Any:
    return user.auth_token_set.order_by("-created")
