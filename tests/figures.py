"""Walks the figures of a page: each opens just the rows that it counts, no link leads where its reader may not go."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import urljoin

from django.test import Client

# What `{% figure %}` writes.
FIGURE = re.compile(r'<a href="([^"]*)" data-figure="([^"]*)" data-rows="(\d+)">')
LINK = re.compile(r'<a\b[^>]*?\bhref="([^"]*)"')
CONTENT = re.compile(r'<main\s+id="content".*</main>', re.S)


class Walk:
    """The pages of one reader, each address asked for once."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.statuses: dict[str, int] = {}
        self.totals: dict[str, int | None] = {}
        self.figures = 0

    def wrong(self, address: str, links: bool = True) -> Iterator[str]:
        """What is wrong with the figures and, if wanted, the links of the page; yields nothing for a right one."""
        answer = self.client.get(address)
        if answer.status_code != 200:
            yield f"{address} answers {answer.status_code}"
            return
        content = CONTENT.search(answer.content.decode())
        assert content, address
        for url, name, rows in FIGURE.findall(content[0]):
            self.figures += 1
            found = self.rows_behind(urljoin(address, unescape(url)))
            if found != int(rows):
                yield f"{address}: {name or 'a figure'} says {rows}, {unescape(url)} has {found}"
        for url in sorted(set(LINK.findall(content[0]))) if links else ():
            target = urljoin(address, unescape(url))
            if target.startswith("/") and self.status(target) >= 400:
                yield f"{address}: {target} answers {self.status(target)}"

    def rows_behind(self, address: str) -> int | None:
        """How many rows the list at `address` has; None where there is no list."""
        address = address.partition("#")[0]
        if address not in self.totals:
            answer = self.client.get(address)
            self.statuses[address] = answer.status_code
            table = (answer.context or {}).get("table") if answer.status_code == 200 else None
            if table is not None and table.total is None:
                table = self.client.get(f"{address}&exact=1").context["table"]
            self.totals[address] = None if table is None else table.total
        return self.totals[address]

    def status(self, address: str) -> int:
        address = address.partition("#")[0]
        if address not in self.statuses:
            self.statuses[address] = self.client.get(address).status_code
        return self.statuses[address]
