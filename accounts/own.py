"""Each person's own pages: what the register holds on them, their tokens, their filters."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.forms import FilterForm, TokenForm
from accounts.models import AccessToken, SavedFilter
from accounts.tokens import issue
from pages.requests import SignedInRequest
from pages.views import Page, RolePage, safe_next
from units.models import PostPeriod


class Me(Page):
    """What the register holds on the person signed in, and their key to the API."""

    roles = ()
    template_name = "accounts/me.html"

    def post(self, request: SignedInRequest) -> HttpResponse:
        """Make a token. Its text is shown once, in this answer, and kept nowhere."""
        form = TokenForm(request.POST, instance=AccessToken(user=request.user))
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(token_form=form), status=422)
        values = form.cleaned_data
        _token, key = issue(
            user=request.user, name=values["name"], scope=values["scope"], expires_on=values["expires_on"]
        )
        return self.render_to_response(self.get_context_data(key=key), status=201)

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        user = self.request.user
        periods = (
            PostPeriod.objects.filter(official=user.official_id) if user.official_id else PostPeriod.objects.none()
        )
        context.setdefault("token_form", TokenForm())
        return super().get_context_data(
            grants=user.grants.in_force().select_related("unit", "granted_by"),
            periods=periods.select_related("post__unit"),
            tokens=user.tokens.all(),
            today=timezone.localdate(),
            **context,
        )


class TokenRevoke(RolePage):
    """End a token of one's own."""

    roles = ()

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        token = get_object_or_404(request.user.tokens, pk=pk)
        token.revoke(by=request.user)
        messages.success(request, _("The token “%(name)s” no longer works.") % {"name": token.name})
        return redirect("accounts:me")


class FilterSave(RolePage):
    """Keep the filters of a list by name."""

    roles = ()

    def post(self, request: SignedInRequest) -> HttpResponse:
        form = FilterForm(request.POST, instance=SavedFilter(user=request.user))
        if form.is_valid():
            saved = form.save()
            messages.success(request, _("The filter “%(name)s” is kept.") % {"name": saved.name})
        else:
            messages.error(request, str(next(iter(form.errors.values()))[0]))
        return redirect(safe_next(request) or "home")


class FilterDelete(RolePage):
    """Drop a filter of one's own."""

    roles = ()

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        get_object_or_404(request.user.saved_filters, pk=pk).delete()
        messages.success(request, _("The filter is no longer kept."))
        return redirect(safe_next(request) or "home")
