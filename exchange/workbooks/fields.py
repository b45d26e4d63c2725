"""The columns of the forms: how the product calls them, whatever an office writes over them."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LABELS: dict[str, str | Promise] = {
    "number": _("No."),
    "unit": _("unit"),
    "unit_code": _("unit code"),
    "department": _("department"),
    "post": _("post"),
    "power": _("power item"),
    "step": _("step"),
    "risk_class": _("risk class"),
    "name": _("name"),
    "manifestation": _("manifestation"),
    "likelihood": _("likelihood"),
    "harm": _("harm"),
    "importance": _("importance of the power"),
    "frequency": _("frequency of use"),
    "three_majors": _("three majors and one large"),
    "grade": _("grade"),
    "grade_reason": _("reason for another grade"),
    "measures": _("measures"),
    "methods": _("control methods"),
    "responsible": _("responsible post"),
    "department_head": _("department head"),
    "leader": _("accountable leader"),
    "due_on": _("due date"),
    "review_on": _("review date"),
    "register_number": _("number in the register"),
    "code": _("code"),
    "kind": _("kind"),
    "legal_basis": _("legal basis"),
    "domain": _("domain"),
    "is_public": _("to be published"),
    "discretion": _("discretion"),
    "is_main_leader": _("main leader"),
    "is_department_head": _("department head"),
    "parent": _("unit above"),
    "parent_code": _("code of the unit above"),
    "level": _("level"),
    "division": _("division"),
    "industry": _("industry"),
    "credit_code": _("unified social credit code"),
    "must_be_covered": _("must be covered"),
    "staff_number": _("staff number"),
    "since": _("since"),
    "until": _("until"),
    "username": _("user name"),
    "role": _("role"),
    "email": _("e-mail"),
    "reason": _("reason"),
    "skipped": _("not brought in"),
}


NAMES: dict[str, str | Promise] = {
    "risk_points": _("risk point"),
    "power_items": _("power item"),
    "posts": _("post"),
    "units": _("name"),
    "officials": _("person's name"),
    "accounts": _("person's name"),
}


def label(field: str, form: str = "") -> str | Promise:
    """The words for a field of a form."""
    return NAMES[form] if field == "name" and form in NAMES else LABELS.get(field, field)
