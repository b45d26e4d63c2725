"""The life of a warning: proposed, issued by a person, acknowledged, answered, verified, closed; or escalated."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime
from typing import Any

from django import forms
from django.db import connection
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ground.lifecycle.machine import Lifecycle, NotAllowed, Problems, Transition, refuse_where
from ground.lifecycle.roles import Role
from ground.lifecycle.workdays import local_day, working_days_after
from ground.pages.forms import DateInput
from ground.work.sql_files import sql
from riskwarnings.choices import DAYS_AGAIN, DAYS_TO_ANSWER, OPEN, Handling, WarningLevel, WarningStatus
from units.choices import SeriesKind

ESCALATE = sql("riskwarnings", "escalate")
ADDRESSEES = (Role.LIAISON, Role.UNIT_HEAD, Role.OFFICIAL)
INSPECTORS = (Role.INSPECTOR,)

CONCERNS_YOU = _("The warning is about you; a colleague has to take this step.")
NOT_ABOUT_YOU = _("The warning is about an official, who alone takes this step.")
ABOUT_THE_UNIT = _("The warning is about the unit; its liaison or head takes this step.")
KEPT_ABOVE = _("The warning was escalated; this step is taken by the level above, which keeps it now.")
NOT_SIGNED = _("The unit head has not signed the answer yet.")
UNSIGNED = Q(official=None, signed_at=None)  # of an answer: what an official says themselves nobody signs
SIGNED = _("The answer is signed already.")
OFFICIALS_SIGN_NOTHING = _("An official's own answer needs no signature.")
SAME_GROUNDS = _("A warning on the same grounds is still open.")
NOT_DUE = _("The answer is not overdue.")
DAY_PASSED = _("The day for the answer lies in the past.")


def _handling() -> forms.Field:
    return forms.ChoiceField(label=_("handling"), choices=Handling.choices)


def _level() -> forms.Field:
    return forms.ChoiceField(label=_("warning level"), choices=WarningLevel.choices)


def _due() -> forms.Field:
    return forms.DateField(
        label=_("answer due on"),
        required=False,
        widget=DateInput(),
        help_text=_("Empty: five working days after a talk, ten after a notice or letter."),
    )


def due_after(day: date, days: int) -> date:
    """The last day for an answer when `days` working days are given."""
    return working_days_after(day, days)


def _give_days(rows: QuerySet, by: Any, at: datetime) -> None:
    """The day for the answer, where the person issuing has not set one. Raises NotAllowed for one that has passed."""
    today = local_day(at)
    if rows.filter(due_on__lt=today).exists():
        raise NotAllowed(DAY_PASSED)
    for handling, days in DAYS_TO_ANSWER.items():
        rows.filter(due_on=None, handling=handling).update(due_on=due_after(today, days))


def _give_numbers(rows: QuerySet, by: Any, at: datetime) -> None:
    """The next numbers of the series of the organ that issues, in the order in which the warnings were proposed."""
    from units.models import DocumentSeries, IssuingOrgan

    drawn: dict[tuple[int, str], list[Any]] = defaultdict(list)
    for warning in rows.filter(serial=None).select_related("keeper").order_by("pk"):
        kind = SeriesKind.LETTER if warning.handling == Handling.INQUIRY else SeriesKind.WARNING
        drawn[warning.keeper_id, kind].append(warning)
    for (_keeper, drawn_as), warnings in sorted(drawn.items()):  # in one order, so that no two deeds lock each other
        organ = IssuingOrgan.objects.of(warnings[0].keeper)
        series, first = DocumentSeries.objects.draw(organ, SeriesKind(drawn_as), local_day(at).year, len(warnings))
        for serial, warning in enumerate(warnings, first):
            warning.series, warning.serial = series, serial
        rows.model._base_manager.bulk_update(warnings, ["series", "serial"])


def _give_days_again(rows: QuerySet, by: Any, at: datetime) -> None:
    """Another few working days for the answer, which has to be signed again."""
    due_on = due_after(local_day(at), DAYS_AGAIN)
    rows.update(due_on=due_on, signed_by=None, signed_at=None)


def _signed_by_themselves(rows: QuerySet, by: Any, at: datetime) -> None:
    """Who answers and may sign, has signed; an official's own answer needs no signature."""
    heads = rows.filter(official=None).filter(by.where_holds((Role.UNIT_HEAD,), "path"))
    heads.update(signed_by=by, signed_at=at)


def _acknowledged_too(rows: QuerySet, by: Any, at: datetime) -> None:
    """Whoever answers an escalated warning has taken note of it."""
    rows.filter(acknowledged_at=None).update(acknowledged_by=by, acknowledged_at=at)


def _one_level_up(rows: QuerySet, by: Any, at: datetime) -> None:
    """The area above keeps it, at the level above, with another few working days for the answer."""
    keys = list(rows.values_list("pk", flat=True))
    parameters: dict[str, Any] = {"keys": keys, "at": at, "due_on": due_after(local_day(at), DAYS_AGAIN)}
    with connection.cursor() as cursor:
        for statement in ESCALATE.split(";\n\n"):
            cursor.execute(statement, parameters)


def _about_another(by: Any) -> Q:
    return Q(official__isnull=False) & ~Q(official=by.official_id or 0)


def _not_of_the_unit(by: Any) -> Q:
    return Q(official=None) & ~by.where_holds((Role.LIAISON, Role.UNIT_HEAD), "path")


addressed = (refuse_where(_about_another, NOT_ABOUT_YOU), refuse_where(_not_of_the_unit, ABOUT_THE_UNIT))
# Who is the subject of a warning has no part in deciding on it; and once escalated, the level above decides.
keeping = (
    refuse_where(lambda by: Q(official=by.official_id, official__isnull=False), CONCERNS_YOU),
    refuse_where(lambda by: ~by.where_holds(INSPECTORS, "keeper__path"), KEPT_ABOVE),
)


def no_other_on_the_same_grounds(rows: QuerySet, by: Any) -> Problems:
    """No other warning on the same grounds is open."""
    prints = dict(rows.exclude(fingerprint="").values_list("fingerprint", "pk"))
    others = rows.model.objects.filter(fingerprint__in=prints, status__in=OPEN)
    return [(prints[found], SAME_GROUNDS) for found in others.values_list("fingerprint", flat=True)]


S = WarningStatus

WARNING_LIFECYCLE = Lifecycle(
    "warning",
    WarningStatus,
    [
        Transition(
            "issue",
            _("Issue"),
            (S.PROPOSED,),
            S.ISSUED,
            INSPECTORS,
            requires=keeping,
            stamp="issued",
            inputs={"handling": _handling, "level": _level, "due_on": _due},
            then=(_give_days, _give_numbers),
        ),
        Transition(
            "acknowledge",
            _("Acknowledge"),
            (S.ISSUED, S.ESCALATED),
            S.ACKNOWLEDGED,
            ADDRESSEES,
            requires=addressed,
            stamp="acknowledged",
        ),
        Transition(
            "answer",
            _("Answer"),
            (S.ACKNOWLEDGED, S.ESCALATED),
            S.ANSWERED,
            ADDRESSEES,
            requires=addressed,
            stamp="answered",
            needs_reason=True,
            reason_field="answer",
            then=(_acknowledged_too, _signed_by_themselves),
        ),
        Transition(
            "sign",
            _("Sign the answer"),
            (S.ANSWERED,),
            S.ANSWERED,
            (Role.UNIT_HEAD,),
            requires=(
                refuse_where(Q(official__isnull=False), OFFICIALS_SIGN_NOTHING),
                refuse_where(Q(signed_at__isnull=False), SIGNED),
            ),
            stamp="signed",
        ),
        Transition(
            "send_back",
            _("Send back"),
            (S.ANSWERED,),
            S.ACKNOWLEDGED,
            INSPECTORS,
            requires=keeping,
            needs_reason=True,
            then=(_give_days_again,),
            tone="secondary",
        ),
        Transition(
            "verify",
            _("Verify"),
            (S.ANSWERED,),
            S.VERIFIED,
            INSPECTORS,
            requires=(*keeping, refuse_where(UNSIGNED, NOT_SIGNED)),
            stamp="verified",
            needs_reason=True,
            reason_field="verification",
        ),
        Transition(
            "close",
            pgettext_lazy("warning", "Close"),
            (S.VERIFIED,),
            S.CLOSED,
            INSPECTORS,
            requires=keeping,
            stamp="closed",
        ),
        Transition(
            "reopen",
            _("Reopen"),
            (S.CLOSED,),
            S.ACKNOWLEDGED,
            INSPECTORS,
            requires=(*keeping, no_other_on_the_same_grounds),
            needs_reason=True,
            then=(_give_days_again,),
            tone="secondary",
        ),
        Transition(
            "withdraw",
            pgettext_lazy("warning", "Withdraw"),
            (S.PROPOSED, S.ISSUED, S.ACKNOWLEDGED, S.ESCALATED, S.ANSWERED),
            S.WITHDRAWN,
            INSPECTORS,
            requires=keeping,
            stamp="withdrawn",
            needs_reason=True,
            reason_field="withdrawal",
            tone="danger",
        ),
        # Taken by the register itself where the day for the answer has passed, see escalations.py.
        Transition(
            "escalate",
            _("Escalate"),
            (S.ISSUED, S.ACKNOWLEDGED, S.ESCALATED),
            S.ESCALATED,
            (),
            requires=(refuse_where(lambda by: ~Q(due_on__lt=timezone.localdate()), NOT_DUE),),
            then=(_one_level_up,),
        ),
    ],
    duties=(("proposed_by", "authors"), ("issued_by",), ("verified_by",)),
)
