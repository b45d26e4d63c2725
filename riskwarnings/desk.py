"""What of signals and warnings waits for a person."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.inbox_lines import Entry
from accounts.inbox_sources import Figure, Rows, View, what_counts, what_waits
from accounts.row_kinds import Kind, declare
from ground.lifecycle.roles import Role
from riskwarnings.choices import SignalStatus, WarningStatus
from riskwarnings.models import SealingKey, Signal, Warning
from riskwarnings.recoveries import asked_of
from riskwarnings.templatetags.levels import level_mark

WARNING_SHOWS = ("text", "level", "unit__name", "post__department", "post__name", "official__name")
SIGNAL_SHOWS = ("text", "source", "unit__name")


def _warning(warning: Warning) -> Entry:
    about = " · ".join(dict.fromkeys((str(warning.unit), str(warning.subject))))
    return Entry(warning.text, warning.get_absolute_url(), about, level_mark(warning.level), unit=str(warning.unit))


def _signal(signal: Signal) -> Entry:
    about = f"{signal.unit} · {signal.get_source_display()}"
    return Entry(str(signal), signal.get_absolute_url(), about, unit=str(signal.unit))


def _asked(warning: Warning) -> list[tuple[Any, Any]]:
    return [(_("what is warned of"), warning.text), (_("handling"), warning.get_handling_display())]


def _answered(warning: Warning) -> list[tuple[Any, Any]]:
    return [*_asked(warning), (_("answer"), warning.answer)]


def reads_log(warning: Warning, user: Any) -> bool:
    """Whether a person who sees a warning reads its log: of one about an official only who inspects it does."""
    return warning.official_id is None or bool(user.holds((Role.INSPECTOR,), at=warning.unit))


declare(
    Kind(
        Warning,
        gettext_lazy("warning"),
        _warning,
        label=gettext_lazy("warnings"),
        icon="bell-exclamation",
        may_read_log=reads_log,
    ),
    Kind(Signal, gettext_lazy("signal"), _signal),
)


@what_waits
def to_answer(user: Any) -> Iterator[Rows]:
    """Warnings that wait for the answer of a unit, its signature, or an official's own word."""
    listed = reverse("warnings:list")
    word, label, icon = _("answer"), _("warnings to answer"), "bell-exclamation"
    common: dict[str, Any] = {"entry": _warning, "shows": WARNING_SHOWS, "facts": _asked}
    common |= {"due": "due_on", "since": "issued_at"}
    for role in (Role.LIAISON, Role.UNIT_HEAD):
        if not user.holds((role,)):
            continue
        mine = Warning.objects.filter(user.where_holds((role,), "path"), official=None).unanswered()
        if role == Role.UNIT_HEAD and user.holds((Role.LIAISON,)):  # one thing to do for a person of both roles
            mine = mine.exclude(user.where_holds((Role.LIAISON,), "path"))
        urls = [f"{listed}?about=unit&show={show}" for show in ("unanswered", "overdue")]
        yield Rows(f"answer-{role}", role, word, label, icon, mine, urls[0], late_url=urls[1], **common)
    if user.holds((Role.UNIT_HEAD,)):
        yield Rows(
            "sign",
            Role.UNIT_HEAD,
            _("sign"),
            _("answers to sign"),
            "signature",
            Warning.objects.filter(user.where_holds((Role.UNIT_HEAD,), "path")).unsigned(),
            f"{listed}?show=unsigned",
            _warning,
            shows=WARNING_SHOWS,
            due="due_on",
            since="answered_at",
            facts=_answered,
        )
    if user.holds((Role.OFFICIAL,)) and user.official_id:
        own = Warning.objects.filter(official=user.official_id).unanswered()
        url = f"{listed}?about=official&show=unanswered"
        yield Rows("answer-own", Role.OFFICIAL, word, label, icon, own, url, **common)


@what_waits
def to_triage(user: Any) -> Iterator[Rows]:
    """Signals to triage, handled by oneself, or to reopen."""
    role = Role.INSPECTOR
    if not user.holds((role,)):
        return
    seen, listed = Signal.objects.visible_to(user), reverse("warnings:signals")
    yield Rows(
        "triage",
        role,
        _("triage"),
        _("signals to triage"),
        "broadcast",
        seen.to_triage(),
        f"{listed}?status=received",
        _signal,
        shows=SIGNAL_SHOWS,
        since="received_at",
    )
    yield Rows(
        "handle",
        role,
        _("verify"),
        _("signals that you handle"),
        "clipboard-text",
        user.signals_handled.filter(status=SignalStatus.HANDLING),
        f"{listed}?status=handling&mine=true",
        _signal,
        shows=SIGNAL_SHOWS,
        since="taken_at",
    )
    yield Rows(
        "reopen",
        role,
        _("reopen"),
        _("reopenings to decide"),
        "arrow-back-up",
        seen.to_reopen(user),
        f"{listed}?to_reopen=true",
        _signal,
        shows=SIGNAL_SHOWS,
        since="reopening_at",
    )


@what_waits
def to_inspect(user: Any) -> Iterator[Rows]:
    """Warnings to issue, verify or close, those kept here alone; and those that came up to one's own level."""
    role = Role.INSPECTOR
    if not user.holds((role,)):
        return
    listed = reverse("warnings:list")
    in_hand, taken = Warning.objects.in_hand_of(user), Warning.objects.taken_by(user)
    steps = (
        (WarningStatus.PROPOSED, _("issue"), _("warnings to issue"), "bell-plus", "proposed_at"),
        (WarningStatus.ANSWERED, _("verify"), _("answers to verify"), "checks", "answered_at"),
        (WarningStatus.VERIFIED, _("close"), _("warnings to close"), "circle-check", "verified_at"),
    )
    for status, word, label, icon, since in steps:
        yield Rows(
            f"warning-{status}",
            role,
            word,
            label,
            icon,
            in_hand.filter(status=status).exclude(taken),
            f"{listed}?status={status}&show=for_me",
            _warning,
            shows=WARNING_SHOWS,
            since=since,
            facts=_answered if status != WarningStatus.PROPOSED else None,
        )
    yield Rows(
        "warning-others",
        role,
        _("warning"),
        _("warnings that someone else must deal with, because you had a part in them"),
        "hourglass",
        in_hand.filter(taken),
        f"{listed}?show=others",
        _warning,
        shows=WARNING_SHOWS,
        view=View.OTHERS,
    )
    yield Rows(
        "escalated",
        role,
        _("press"),
        _("warnings escalated to you"),
        "arrow-big-up-lines",
        Warning.objects.escalated_to(user),
        f"{listed}?show=mine",
        _warning,
        shows=WARNING_SHOWS,
        due="due_on",
        since="escalated_at",
    )


@what_counts
def to_seal(user: Any) -> Iterator[Figure]:
    """A sealing key to make: without one nobody can seal to this person who told a signal."""
    for role in (Role.INSPECTOR, Role.AUDITOR):
        if user.holds((role,)):
            n = int(SealingKey.objects.of(user) is None)
            yield Figure(role, _("your sealing key to make"), n, reverse("warnings:sealing_key"), "key")


@what_waits
def to_give(user: Any) -> Iterator[Rows]:
    """Shares of reporters that an auditor is asked for and has not given yet."""
    if user.holds((Role.AUDITOR,)):
        asked, listed = asked_of(user, only_open=True), reverse("warnings:recoveries")
        label = _("shares to give")
        yield Rows("share", Role.AUDITOR, _("share"), label, "key", asked, listed, unit="", is_one=True)
