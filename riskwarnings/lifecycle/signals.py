"""How signals are triaged: taken on, handed on, concluded with feedback, or set aside as duplicates.

Whoever handles a signal may look who told it, so that no step makes its own taker the handler of what somebody else
handled: handing on is the handler's, reopening takes two and leaves the handler, a gone handler is followed by whom
the level above names.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from ground.lifecycle.machine import Lifecycle, NotAllowed, Problems, Transition, not_by, refuse_where
from ground.lifecycle.roles import Role
from ground.pages.pickers import PickField
from riskwarnings.choices import Finding, SignalStatus

NOT_THE_HANDLER = _("Only its handler takes this step; ask for the signal to be handed on.")
NAMES_NO_UNIT = _("Say first which unit the signal is about: it still lies with the area.")
NO_INSPECTOR = _("“%(person)s” is no discipline inspection officer for this unit.")
ITSELF = _("A signal cannot repeat itself.")
NO_ORIGINAL = _("The other signal is a duplicate itself; name the one that it repeats.")
ASKED_IT_ONESELF = _("You asked for the reopening, so another discipline inspection officer must decide on it.")
STILL_SERVES = _(
    "Its handler still serves and hands it on; only the signals of a closed account are given to another."
)
NOT_ABOVE = _("A discipline inspection officer of the level above the handler decides who handles this signal.")
NOT_TO_ONESELF = _("Name a colleague: nobody makes themselves the handler of what another handled.")
NOT_SEEN = _("There is no signal of that number that you may see.")


def _finding() -> forms.Field:
    return forms.ChoiceField(label=_("finding"), choices=Finding.choices)


def _feedback() -> forms.Field:
    return forms.CharField(
        label=_("feedback to the reporter"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("The reporter reads this; name nobody who gave evidence."),
    )


def _colleague() -> forms.Field:
    from accounts.models import User

    people = User.objects.filter(is_active=True)
    return PickField(people, key="username", route="warnings:handler_pick", label=_("colleague"))


def _original() -> forms.Field:
    from riskwarnings.models import Signal

    return forms.ModelChoiceField(
        Signal.objects.all(), label=_("number of the signal that it repeats"), widget=forms.NumberInput
    )


def _taken_on(rows: QuerySet, by: Any, at: datetime) -> None:
    """Whoever takes the step handles it."""
    rows.update(handler=by)


def _given_to_another(rows: QuerySet, by: Any, at: datetime) -> None:
    """The new handler is somebody else than who decides it. Raises NotAllowed."""
    if rows.filter(handler=by).exists():
        raise NotAllowed(NOT_TO_ONESELF)


def _as_it_was(rows: QuerySet, by: Any, at: datetime) -> None:
    """What repeats another signal stays a duplicate."""
    rows.filter(duplicate_of__isnull=False).update(status=SignalStatus.DUPLICATE)


def _left_to_its_handler(rows: QuerySet, by: Any, at: datetime) -> None:
    """Its handler stays; what nobody had taken on waits for somebody again."""
    rows.filter(handler=None).update(status=SignalStatus.RECEIVED)


def _by_the_level_above(rows: QuerySet, by: Any) -> Problems:
    """The handler's account is closed or no longer inspects, and it is the level above that decides."""
    from riskwarnings.superiors import serves, superiors_of

    for signal in rows.select_related("handler"):
        if serves(signal):
            yield signal.pk, STILL_SERVES
        elif not superiors_of(signal).filter(pk=by.pk).exists():
            yield signal.pk, NOT_ABOVE


def _may_inspect(rows: QuerySet, by: Any, at: datetime) -> None:
    """The new handler must be one who may read the signal. Raises NotAllowed."""
    for signal in rows.select_related("handler"):
        if not signal.handler.holds_at_path((Role.INSPECTOR,), signal.path) or _concerns(signal, signal.handler):
            raise NotAllowed(NO_INSPECTOR % {"person": signal.handler})


def _concerns(signal: Any, person: Any) -> bool:
    return signal.official_id is not None and signal.official_id == person.official_id


def _repeats_another(rows: QuerySet, by: Any, at: datetime) -> None:
    """The other signal must be one that this one can repeat. Raises NotAllowed."""
    for signal in rows.select_related("duplicate_of"):
        other = signal.duplicate_of
        if other.pk == signal.pk:
            raise NotAllowed(ITSELF)
        if not type(signal).objects.visible_to(by).filter(pk=other.pk).exists():
            raise NotAllowed(NOT_SEEN)
        if other.status == SignalStatus.DUPLICATE:
            raise NotAllowed(NO_ORIGINAL)


def _in_an_area(by: Any) -> Q:
    return Q(unit__is_area=True)


own = refuse_where(lambda by: ~Q(handler=by), NOT_THE_HANDLER)

SIGNAL_LIFECYCLE = Lifecycle(
    "signal",
    SignalStatus,
    [
        Transition(
            "take",
            _("Take"),
            (SignalStatus.RECEIVED,),
            SignalStatus.HANDLING,
            (Role.INSPECTOR,),
            stamp="taken",
            then=(_taken_on,),
        ),
        Transition(
            "conclude",
            _("Conclude"),
            (SignalStatus.HANDLING,),
            SignalStatus.CONCLUDED,
            (Role.INSPECTOR,),
            requires=(own, refuse_where(_in_an_area, NAMES_NO_UNIT)),
            stamp="concluded",
            needs_reason=True,
            reason_field="conclusion",
            inputs={"finding": _finding, "feedback": _feedback},
        ),
        Transition(
            "hand_on",
            _("Hand on"),
            (SignalStatus.HANDLING,),
            SignalStatus.HANDLING,
            (Role.INSPECTOR,),
            requires=(own,),
            needs_reason=True,
            inputs={"handler": _colleague},
            then=(_may_inspect,),
            tone="secondary",
        ),
        Transition(
            "assign",
            _("Name another handler"),
            (SignalStatus.HANDLING,),
            SignalStatus.HANDLING,
            (Role.INSPECTOR,),
            requires=(_by_the_level_above,),
            needs_reason=True,
            inputs={"handler": _colleague},
            then=(_may_inspect, _given_to_another),
            tone="secondary",
        ),
        Transition(
            "mark_duplicate",
            _("Mark as duplicate"),
            (SignalStatus.HANDLING,),
            SignalStatus.DUPLICATE,
            (Role.INSPECTOR,),
            requires=(own,),
            stamp="concluded",
            inputs={"duplicate_of": _original},
            then=(_repeats_another,),
            tone="secondary",
        ),
        Transition(
            "ask_reopening",
            _("Ask for the reopening"),
            (SignalStatus.CONCLUDED, SignalStatus.DUPLICATE),
            SignalStatus.REOPENING,
            (Role.INSPECTOR,),
            stamp="reopening",
            needs_reason=True,
            tone="secondary",
        ),
        Transition(
            "reopen",
            _("Reopen"),
            (SignalStatus.REOPENING,),
            SignalStatus.HANDLING,
            (Role.INSPECTOR,),
            requires=(not_by("reopening_by", ASKED_IT_ONESELF),),
            needs_reason=True,
            sets={"finding": "", "duplicate_of": None},
            then=(_left_to_its_handler,),
            tone="secondary",
        ),
        Transition(
            "leave_closed",
            _("Leave it closed"),
            (SignalStatus.REOPENING,),
            SignalStatus.CONCLUDED,
            (Role.INSPECTOR,),
            needs_reason=True,
            then=(_as_it_was,),
            tone="secondary",
        ),
    ],
)
