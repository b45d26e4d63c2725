"""What of signals and warnings waits for a person."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from ground.lifecycle.roles import Role
from ground.pages.desk import Waiting, what_waits
from riskwarnings.choices import SignalStatus, WarningStatus
from riskwarnings.models import SealingKey, Signal, Warning
from riskwarnings.recoveries import asked_of


@what_waits
def to_answer(user: Any) -> Iterator[Waiting]:
    """Warnings that wait for the answer of a unit, its signature, or an official's own word."""
    listed = reverse("warnings:list")
    answers = f"{listed}?show=open"
    for role in (Role.LIAISON, Role.UNIT_HEAD):
        if user.holds((role,)):
            mine = Warning.objects.filter(user.where_holds((role,), "path"), official=None)
            n, late = mine.unanswered().count(), mine.overdue().count()
            yield Waiting(
                role, _("warnings to answer"), n, answers, "bell-exclamation", late, f"{listed}?show=overdue"
            )
    if user.holds((Role.UNIT_HEAD,)):
        unsigned = Warning.objects.filter(user.where_holds((Role.UNIT_HEAD,), "path"), official=None, signed_at=None)
        n = unsigned.filter(status=WarningStatus.ANSWERED).count()
        yield Waiting(Role.UNIT_HEAD, _("answers to sign"), n, f"{listed}?status=answered", "signature")
    if user.holds((Role.OFFICIAL,)) and user.official_id:
        own = Warning.objects.filter(official=user.official_id)
        n, late = own.unanswered().count(), own.overdue().count()
        yield Waiting(Role.OFFICIAL, _("warnings to answer"), n, listed, "bell-exclamation", late, listed)


@what_waits
def to_inspect(user: Any) -> Iterator[Waiting]:
    """Signals to triage or handled by oneself, and warnings to issue, verify or close; those kept here alone."""
    role = Role.INSPECTOR
    if not user.holds((role,)):
        return
    signals, warnings = reverse("warnings:signals"), reverse("warnings:list")
    n = Signal.objects.visible_to(user).to_triage().count()
    yield Waiting(role, _("signals to triage"), n, f"{signals}?status=received", "broadcast")
    n = user.signals_handled.filter(status=SignalStatus.HANDLING).count()
    yield Waiting(role, _("signals that you handle"), n, f"{signals}?status=handling&mine=true", "clipboard-text")
    n = Signal.objects.visible_to(user).filter(status=SignalStatus.REOPENING).exclude(reopening_by=user).count()
    yield Waiting(role, _("reopenings to decide"), n, f"{signals}?status=reopening", "arrow-back-up")
    steps = (
        (WarningStatus.PROPOSED, _("warnings to issue"), "bell-plus"),
        (WarningStatus.ANSWERED, _("answers to verify"), "checks"),
        (WarningStatus.VERIFIED, _("warnings to close"), "circle-check"),
    )
    taken = Warning.objects.taken_by(user)
    counts = Warning.objects.in_hand_of(user).aggregate(
        **{status: Count("pk", filter=Q(status=status) & ~taken) for status, _label, _icon in steps},
        others=Count("pk", filter=taken),
    )
    for status, label, icon in steps:
        yield Waiting(role, label, counts[status], f"{warnings}?status={status}&show=for_me", icon)
    left = _("warnings that someone else must deal with, because you had a part in them")
    yield Waiting(role, left, counts["others"], f"{warnings}?show=others", "hourglass", is_passive=True)
    kept = Warning.objects.filter(user.where_holds((role,), "keeper__path"))
    n = kept.escalated().filter(keeper__in=user.grants.in_force().filter(role=role).values("unit")).count()
    yield Waiting(role, _("warnings escalated to you"), n, f"{warnings}?show=mine", "arrow-big-up-lines")


@what_waits
def to_seal(user: Any) -> Iterator[Waiting]:
    """A sealing key to make: without one nobody can seal to this person who told a signal."""
    for role in (Role.INSPECTOR, Role.AUDITOR):
        if user.holds((role,)):
            n = int(SealingKey.objects.of(user) is None)
            yield Waiting(role, _("your sealing key to make"), n, reverse("warnings:sealing_key"), "key")


@what_waits
def to_give(user: Any) -> Iterator[Waiting]:
    """Shares of reporters that an auditor is asked for and has not given yet."""
    if user.holds((Role.AUDITOR,)):
        n = asked_of(user, only_open=True).count()
        yield Waiting(Role.AUDITOR, _("shares to give"), n, reverse("warnings:recoveries"), "key")
