"""The pages of the audit trail: what happened, and the same as a file, of which the trail tells in turn."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from accounts.access_records import AccessKind, record
from accounts.audit import Place, trail
from accounts.audit_filters import AUDITOR, TrailFilter, asked, choices
from accounts.audit_lines import Line
from ground.pages.change_sentences import clause
from ground.pages.csv_lists import MARK, safe
from ground.pages.requests import SignedInRequest
from ground.pages.views import Page, RolePage

MOST_PAGES = 40  # of a file, each of 500 lines
FILE_LINES = 500


class Audit(Page):
    """The audit trail: every change of the register, read-only, for the security auditor."""

    roles = AUDITOR
    template_name = "accounts/audit.html"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        query, user = self.request.GET, self.request.user
        wanted = asked(query, user)
        page = None
        if not wanted.wrong:
            page = trail(wanted, Place.parsed(query.get("before", "")), user)
        return super().get_context_data(page=page, wanted=wanted, **choices(wanted.table), **context)


class AuditFile(RolePage):
    """POST: what the filters in the address want, as CSV; that it was taken is recorded before the first line."""

    roles = AUDITOR

    def post(self, request: SignedInRequest) -> HttpResponse | StreamingHttpResponse:
        wanted = asked(request.GET, request.user)
        if wanted.wrong:
            return HttpResponse("\n".join(wanted.wrong), status=400, content_type="text/plain; charset=utf-8")
        record(AccessKind.EXPORTED, request.user, request.user, what=in_words(wanted))
        response = StreamingHttpResponse(
            _written(wanted, request.user, get_language() or "zh-hans"), content_type="text/csv; charset=utf-8"
        )
        response["Content-Disposition"] = f'attachment; filename="audit-{timezone.localdate():%Y-%m-%d}.csv"'
        return response


class _Sheet:
    """What csv writes a line to, to have it back."""

    def write(self, line: str) -> str:
        return line


def _written(wanted: TrailFilter, user: Any, language: str) -> Iterator[str]:
    with override(language):
        writer = csv.writer(_Sheet())
        yield MARK
        heads = [_("time"), _("who"), _("post"), _("table"), _("what was done"), _("old and new"), _("reason")]
        yield writer.writerow(heads)
        after = None
        for _n in range(MOST_PAGES):
            page = trail(wanted, after, user, FILE_LINES)
            for line in page.lines:
                yield writer.writerow([safe(cell) for cell in _cells(line)])
            after = Place.parsed(page.older)
            if after is None:
                return
        yield writer.writerow([_("There is more; narrow the filters.")])


def _cells(line: Line) -> list[str]:
    told, change = line.told, line.told.change
    changed = [strip_tags(clause(f)) for f in told.table] or [strip_tags(part) for part in told.clauses]
    done = " ".join(filter(None, (told.verb, told.about)))
    if told.count > 1:
        done = f"{told.verb} {told.count} × {told.about}"
    return [
        change.told_at,
        change.who or _("system"),
        change.post,
        line.table,
        done,
        "；".join(changed),
        change.reason,
    ]


def in_words(wanted: TrailFilter) -> str:
    """The filters, as the record of an export keeps them."""
    named = choices(wanted.table)
    parts = [
        (_("person"), wanted.person),
        (_("from"), f"{timezone.localtime(wanted.since):%Y-%m-%d}" if wanted.since else ""),
        (_("until"), f"{timezone.localtime(wanted.until) - timedelta(days=1):%Y-%m-%d}" if wanted.until else ""),
        (_("unit"), str(wanted.unit or "")),
        (_("kind of action"), dict(named["kinds"]).get(wanted.kind, "")),
        (_("table"), dict(named["tables"]).get(wanted.table, "")),
        (_("column"), dict(named["fields"]).get(wanted.field, "")),
    ]
    return "；".join(f"{name} {value}" for name, value in parts if value) or _("everything")
