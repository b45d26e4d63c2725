"""What was typed into the form of a step that was refused: kept in the session until the form is shown again."""

from __future__ import annotations

from typing import Any

NAME = "typed"
KEPT = "kept"  # sent by the forms whose fields are kept; no passphrase is ever typed into these
LEFT_OUT = (KEPT, "csrfmiddlewaretoken", "version", "next")


def keep(request: Any) -> None:
    """Keep the fields that were sent, if their form asks for it."""
    if request.method == "POST" and KEPT in request.POST:
        fields = {name: value for name, value in request.POST.items() if name not in LEFT_OUT}
        request.session[NAME] = {"address": request.path, "fields": fields}


def given_back(request: Any, address: str) -> dict[str, str] | None:
    """The fields as they were sent to `address`, where that was refused last; they are given back once."""
    kept = request.session.get(NAME)
    if not kept or kept["address"] != address:
        return None
    del request.session[NAME]
    return dict(kept["fields"])
