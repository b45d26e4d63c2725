"""The request of a page behind the sign-in."""

from typing import Any

from django.http import HttpRequest


class SignedInRequest(HttpRequest):
    """A request whose user is known: RolePage turns everybody else away before a view sees it."""

    # The account model lies above this app in the order of imports, so it cannot be named here.
    user: Any
    # The unit whose part of the tree is looked at, None for all; its model lies above, too.
    scope: Any
