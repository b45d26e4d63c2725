"""What shows that an answer is what was asked for: its status, the page's own title, the rows that the floor fetched.

A page that redirects to the sign-in, an empty list in place of a full one, or a refusal with a friendly sentence is
quick, and would be counted as such.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from typing import Any

from bench.server import Answer

Proof = Callable[[Answer, Any], None]
TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)


class Refused(Exception):
    """The product's answer is not what the action asks for; the sentence says why."""


def page(title: str, rows: str = "", *, shows: Iterable[str] = ()) -> Proof:
    """A page whose title begins with `title` and which holds the texts of `shows`.

    rows: the address of a row with {} for its key; the page leads to each key that the floor returns.
    """
    texts = tuple(shows)

    def proof(answer: Answer, fetched: Any) -> None:
        _status(answer, 200)
        found = TITLE.search(answer.text)
        named = " ".join(found[1].split()) if found else ""
        if not named.startswith(title):
            raise Refused(f"the page is “{named}”, not “{title}”")
        for text in texts:
            if text not in answer.text:
                raise Refused(f"the page does not hold “{text}”")
        if rows:
            _rows(rows, answer.text, fetched)

    return proof


def api_page(answer: Answer, fetched: Any) -> None:
    """A page of the API with the keys that the floor returns, in their order."""
    _status(answer, 200)
    keys = [row["id"] for row in json.loads(answer.text)["results"]]
    if keys != list(fetched):
        raise Refused(f"{len(keys)} rows, not the {len(fetched)} of the floor")


def leads_to(address: str) -> Proof:
    """A redirect to an address of that pattern, as after a form that was taken."""

    def proof(answer: Answer, fetched: Any) -> None:
        _status(answer, 302)
        if not re.fullmatch(address, answer.location):
            raise Refused(f"leads to {answer.location}, not to {address}")

    return proof


def done(answer: Answer, fetched: Any) -> None:
    """Work done in this process, which looks itself at what it did."""
    _status(answer, 200)


def _status(answer: Answer, wanted: int) -> None:
    if answer.status != wanted:
        led = f", leads to {answer.location}" if answer.location else ""
        raise Refused(f"answered {answer.status}{led}, not {wanted}")


def _rows(address: str, text: str, fetched: Any) -> None:
    before, after = map(re.escape, address.split("{}"))
    shown = set(re.findall(f'href="{before}([^"/?#]+){after}["?#]', text))
    missing = [key for key in map(str, fetched) if key not in shown]
    if missing:
        raise Refused(
            f"{len(missing)} of the {len(fetched)} rows of the floor are not on the page, e.g. {missing[0]}"
        )
