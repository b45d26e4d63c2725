"""Each person's own pages: what the register holds on them, their tokens, their filters."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.forms import FilterForm, TokenForm
from accounts.fresh_factor import FreshFactor
from accounts.models import AccessToken, SavedFilter
from accounts.notices import SHOWN
from accounts.tokens import issue
from ground.lifecycle.changelog import recorded
from ground.pages.requests import SignedInRequest
from ground.pages.views import Page, RolePage, safe_next
from units.models import PostPeriod


class Me(FreshFactor, Page):
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
            **context,
        )


class Notices(Page):
    """What a person was told; POST marks all of it as read."""

    roles = ()
    template_name = "accounts/notices.html"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        return super().get_context_data(notices=self.request.user.notices.unread_first()[:SHOWN], **context)

    def post(self, request: SignedInRequest) -> HttpResponse:
        request.user.notices.unread().update(read_at=timezone.now())
        return redirect("accounts:notices")


class NoticeOpen(RolePage):
    """Go to what a notice is about; it counts as read."""

    roles = ()

    def get(self, request: SignedInRequest, pk: int) -> HttpResponse:
        notice = get_object_or_404(request.user.notices, pk=pk)
        request.user.notices.unread().filter(pk=pk).update(read_at=timezone.now())
        return redirect(notice.url)


class DigestChoice(RolePage):
    """Whether one gets a daily mail."""

    roles = ()

    def post(self, request: SignedInRequest) -> HttpResponse:
        with recorded(request.user, action="user.edit"):
            request.user.wants_digest = "wants_digest" in request.POST
            request.user.save(update_fields=["wants_digest"])
        messages.success(request, _("Your settings were saved."))
        return redirect("accounts:me")


class TokenRevoke(RolePage):
    """End a token of one's own."""

    roles = ()

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        token = get_object_or_404(request.user.tokens, pk=pk)
        token.revoke(by=request.user)
        messages.success(request, _("The token “%(name)s” no longer works.") % {"name": token.name})
        return redirect("accounts:me")


class Filters(Page):
    """The filters kept for a list, and the form to keep the one that is chosen; a menu of the list loads it."""

    roles = ()

    def get_template_names(self) -> list[str]:
        return ["accounts/_filters.html" if self.request.htmx else "accounts/filters.html"]

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        page, query = self.request.GET.get("page", "")[:100], self.request.GET.get("query", "")[:1000]
        offered = SavedFilter.objects.offered_to(self.request.user).filter(page=page).select_related("user")
        back = f"{page}?{query}" if query else page
        return super().get_context_data(saved_filters=offered, page=page, query=query, back=back, **context)


class FilterSave(RolePage):
    """Keep the filters of a list by name."""

    roles = ()

    def post(self, request: SignedInRequest) -> HttpResponse:
        form = FilterForm(request.POST, instance=SavedFilter(user=request.user))
        if form.is_valid():
            saved = form.save()
            messages.success(request, _("The filter “%(name)s” was saved.") % {"name": saved.name})
        else:
            messages.error(request, str(next(iter(form.errors.values()))[0]))
        return redirect(safe_next(request) or "home")


class FilterDelete(RolePage):
    """Drop a filter of one's own."""

    roles = ()

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        get_object_or_404(request.user.saved_filters, pk=pk).delete()
        messages.success(request, _("The filter was removed."))
        return redirect(safe_next(request) or "home")
