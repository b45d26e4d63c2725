"""What is signed, and who will see it, in the forms in which the steps of a warning are decided."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from ground.pages.decisions import NOTHING, Beside, bears_on
from riskwarnings.models import Warning


@bears_on("warning")
def _of_warning(warning: Warning, verb: str, user: Any) -> Beside:
    template = "warnings/_of_step.html"
    if verb == "sign":
        answered = warning.answered_at and timezone.localtime(warning.answered_at).date().isoformat()
        told = {"unit": warning.unit, "number": warning.document_number, "day": answered}
        sentence = _(
            "I have read the answer of %(unit)s to %(number)s, given on %(day)s. It is true, and I answer for its "
            "being carried out."
        )
        seen_by = _("%(keeper)s, and the liaison of the unit") % {"keeper": warning.kept_by}
        return Beside(template, {"sentence": sentence % told, "signer": user, "seen_by": seen_by}, asks=True)
    if verb == "issue":
        if warning.official_id:
            seen_by = _("%(official)s alone, beside the inspectors") % {"official": warning.official}
        else:
            seen_by = _("Liaison and head of %(unit)s, and who checks it") % {"unit": warning.unit}
        return Beside(template, {"about": warning.subject, "seen_by": seen_by})
    return NOTHING
