"""Pages of the channels: each person's own with the last messages, and what could not be delivered."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.channels import LOST, Channel, ChannelWay, Delivery
from accounts.deliveries import send_again, send_by
from accounts.filters import DeliveryFilter
from accounts.forms import ChannelForm
from accounts.notices import TEST, Notice
from accounts.tables import DeliveryTable
from accounts.webhooks import Uncertain, Undelivered
from ground.lifecycle.changelog import recorded
from ground.lifecycle.roles import Role
from ground.pages.requests import SignedInRequest
from ground.pages.views import ListPage, Page, RolePage

SHOWN = 30


class Channels(Page):
    """One's channels and the last messages; POST makes a channel. The secret of a webhook is shown once."""

    roles = ()
    template_name = "accounts/channels.html"

    def post(self, request: SignedInRequest) -> HttpResponse:
        form = ChannelForm(request.POST, instance=Channel(user=request.user))
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        with recorded(request.user, action="channel.create"):
            channel = form.save()
        if channel.way == ChannelWay.WEBHOOK and not form.cleaned_data["secret"]:
            context = self.get_context_data(made=channel, secret=channel.opened["secret"])
            return self.render_to_response(context, status=201)
        messages.success(request, _("“%(row)s” was saved.") % {"row": channel})
        return redirect("accounts:channels")

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        user = self.request.user
        context.setdefault("form", ChannelForm(instance=Channel(user=user)))
        deliveries = user.deliveries.select_related("channel", "notice")[:SHOWN]
        return super().get_context_data(channels=user.channels.all(), deliveries=deliveries, lost=LOST, **context)


def _own(request: SignedInRequest, pk: int) -> Channel:
    return get_object_or_404(Channel, user=request.user, pk=pk)


class ChannelEdit(Page):
    """How one of one's channels is used; its address may stay as it is."""

    roles = ()
    template_name = "accounts/channel.html"

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        if request.user.is_authenticated:
            self.channel = _own(request, kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        context.setdefault("form", ChannelForm(instance=self.channel))
        return super().get_context_data(channel=self.channel, **context)

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        form = ChannelForm(request.POST, instance=self.channel)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        with recorded(request.user, action="channel.edit"):
            form.save()
        messages.success(request, _("“%(row)s” was saved.") % {"row": self.channel})
        return redirect("accounts:channels")


class ChannelDelete(RolePage):
    """POST only: take a channel away, with what is still on its way by it."""

    roles = ()

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        channel = _own(request, pk)
        with recorded(request.user, action="channel.delete"):
            channel.delete()
        messages.success(request, _("“%(row)s” is gone.") % {"row": channel})
        return redirect("accounts:channels")


class ChannelTest(RolePage):
    """POST only: send a message now, to see whether it arrives."""

    roles = ()

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        channel = _own(request, pk)
        notice = Notice(user=request.user, kind=TEST.code, url="/account/", created_at=timezone.now())
        try:
            send_by(channel, f"test-{channel.pk}-{timezone.now().timestamp():.0f}", [notice])
        except (Undelivered, Uncertain) as error:
            messages.error(request, f"{channel}：{error}")
        else:
            messages.success(request, _("“%(row)s”: the message was taken.") % {"row": channel})
        return redirect("accounts:channels")


class DeliveryAgain(RolePage):
    """POST only: send once more what could not be delivered."""

    roles = ()

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        send_again(get_object_or_404(request.user.deliveries.lost().exclude(channel=None), pk=pk))
        messages.success(request, _("It is sent once more within a minute."))
        return redirect("accounts:channels")


class Undeliverable(ListPage):
    """What could not be delivered to the accounts that one administers; its words stay with the person."""

    roles = (Role.ADMINISTRATOR,)
    model = Delivery
    table_class = DeliveryTable
    filterset_class = DeliveryFilter
    title = gettext_lazy("Could not be delivered")
    intro = gettext_lazy("Messages that no channel accepted, or whose delivery is uncertain, newest first.")
    empty = gettext_lazy("Everything was delivered.")

    def get_queryset(self) -> Any:
        return super().get_queryset().lost().select_related("user", "channel")
