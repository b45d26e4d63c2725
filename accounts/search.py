"""Accounts in the search over the register, for those who administer them."""

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from ground.lifecycle.roles import Role
from ground.pages.search import HITS, Hit, Hits, hits, searched
from units.text_search import matching


@searched(80)
def accounts(user: Any, wanted: str) -> Hits | None:
    if not user.holds((Role.ADMINISTRATOR,)):
        return None
    rows = matching(User.objects.visible_to(user), ("name", "username"), wanted, indexed=True)
    return hits(
        _("Accounts"),
        "users",
        rows.order_by("username")[: HITS + 1],
        lambda account: Hit(reverse("accounts:detail", args=[account.pk]), account.name, place=account.username),
        f"{reverse('accounts:list')}?{urlencode({'q': wanted})}",
    )
