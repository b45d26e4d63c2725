"""The page of the audit trail: what happened. As a file it is given out by exchange.workbooks."""

from __future__ import annotations

from typing import Any

from accounts.audit import Place, trail
from accounts.audit_filters import AUDITOR, asked, choices
from ground.pages.views import Page


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
