"""Changes of accounts that two people make: how they are proposed, and what is done once they are confirmed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.access import end_access
from accounts.account_changes import AccountChange
from accounts.change_notices import tell_of_proposal
from accounts.choices import WATCHED, ChangeKind
from accounts.handover import check_successor, hand_over
from accounts.invitations import give_credential, has_come_by_one_alone, tell_old_address
from accounts.models import User, grant_role
from accounts.refusals import NOT_ALL_YOURS, NOT_OF_ONESELF, NOT_TO_ONESELF, PROPOSED_ALREADY
from ground.lifecycle.changelog import recorded
from ground.lifecycle.machine import NotAllowed
from ground.lifecycle.refusals import NO_REASON
from ground.lifecycle.roles import Role
from units.models import Unit
from units.subtrees import STEP

if TYPE_CHECKING:
    from units.models import Official

TAKEN = _("The official has an account already.")


def smallest_unit(paths: Iterable[str]) -> Unit | None:
    """The lowest unit at or above all units of these paths; None without one."""
    shared = list(paths)
    common = min(shared, default="")
    while common and not all(path.startswith(common) for path in shared):
        common = common[:-STEP]
    return Unit.objects.filter(path=common).first() if common else None


def unit_of(account: User, by: User) -> Unit:
    """Where a change is decided: the smallest unit above all roles of the account, without one that of `by`."""
    paths = account.grants.standing().values_list("unit__path", flat=True)
    found = smallest_unit(paths) or smallest_unit(by.paths_below((Role.ADMINISTRATOR,))[:1])
    if found is None:
        raise NotAllowed(NOT_ALL_YOURS)
    return found


def propose(
    kind: ChangeKind,
    account: User,
    *,
    by: User,
    reason: str,
    role: Role | str = "",
    unit: Unit | None = None,
    official: Official | None = None,
    successor: User | None = None,
    **facts: Any,
) -> AccountChange:
    """A change that waits for a second person. Raises NotAllowed, and ValidationError where it could not be done.

    role, unit: of a role to give. facts: JSON, e.g. email="…"; of a role valid_from and valid_until as dates.
    """
    if by.pk in (account.pk, successor.pk if successor else None):
        raise NotAllowed(NOT_TO_ONESELF if kind == ChangeKind.ROLE else NOT_OF_ONESELF)
    if not reason.strip():
        raise NotAllowed(NO_REASON)
    if kind == ChangeKind.ROLE:
        assert unit is not None
        grant_role(user=account, role=Role(role), unit=unit, by=by, reason=reason, is_tried=True, **facts)
    elif not User.objects.kept_by(by).filter(pk=account.pk).exists():
        raise NotAllowed(NOT_ALL_YOURS)
    if official is not None and User.objects.filter(official=official).exclude(pk=account.pk).exists():
        raise ValidationError({"official": TAKEN})
    if successor is not None:
        check_successor(account, successor, by)
    change = AccountChange(
        kind=kind,
        account=account,
        unit=unit or unit_of(account, by),
        role=role,
        official=official,
        successor=successor,
        facts={name: value.isoformat() if isinstance(value, date) else value for name, value in facts.items()},
        is_watched=role in WATCHED or account.grants.filter(role__in=WATCHED).exists(),
        reason=reason.strip()[:200],
        proposed_by=by,
    )
    try:
        with transaction.atomic(), recorded(by, reason, "accountchange.propose"):
            change.save()
            tell_of_proposal(AccountChange.objects.filter(pk=change.pk), by=by)
    except IntegrityError as error:
        raise NotAllowed(PROPOSED_ALREADY) from error
    return change


def carry_out(change: AccountChange, *, confirmed_by: User) -> None:
    """Do what was proposed; in the log it stands with its reason and as of who proposed it. Raises NotAllowed."""
    account, by = change.account, change.proposed_by
    if not by.is_active or not by.holds((Role.ADMINISTRATOR,), at=change.unit):
        raise NotAllowed(_("Who proposed this does not administer the account any more; refuse it."))
    if change.kind != ChangeKind.ROLE:
        kept = User.objects.kept_by(by).filter(pk=account.pk).exists()
        if not kept or not unit_of(account, by).path.startswith(change.unit.path):
            raise NotAllowed(
                _("The roles of the account have changed meanwhile; refuse this and have it proposed anew.")
            )
    try:
        DEEDS[ChangeKind(change.kind)](change, by, confirmed_by)
    except ValidationError as error:
        raise NotAllowed(error.messages[0]) from error


def _give_role(change: AccountChange, by: User, second: User) -> None:
    account = change.account
    alone = not account.is_critical and has_come_by_one_alone(account)
    period: dict[str, Any] = {name: date.fromisoformat(day) for name, day in change.facts.items() if day}
    grant_role(
        user=account,
        role=Role(change.role),
        unit=change.unit,
        by=by,
        reason=change.reason,
        confirmed_by=second,
        **period,
    )
    if alone:
        # So far one person could have signed in as this account: from now on nobody but its own.
        give_credential(account, by=by, second=second)


def _new_password(change: AccountChange, by: User, second: User) -> None:
    with recorded(by, change.reason, "user.invite"):
        give_credential(change.account, by=by, second=second)


def _take_factors_off(change: AccountChange, by: User, second: User) -> None:
    with recorded(by, change.reason, "user.reset_factors"):
        Authenticator.objects.filter(user=change.account).delete()
        _set(change.account, must_change_password=True)
    end_access(change.account, by=by)


def _change_sign_in(change: AccountChange, by: User, second: User) -> None:
    account, address = change.account, change.account.email
    for name, value in change.facts.items():
        setattr(account, name, value)
    account.full_clean(exclude=["password"])
    with recorded(by, change.reason, "user.edit"):
        _set(account, **change.facts)
    if account.email != address:
        tell_old_address(account, address)
    end_access(account, by=by)


def _link_official(change: AccountChange, by: User, second: User) -> None:
    if User.objects.filter(official=change.official).exclude(pk=change.account_id).exists():
        raise NotAllowed(TAKEN)
    with recorded(by, change.reason, "user.edit"):
        _set(change.account, official=change.official)
    end_access(change.account, by=by)


def _hand_over(change: AccountChange, by: User, second: User) -> None:
    assert change.successor is not None
    close = bool(change.facts.get("close"))
    hand_over(change.account, change.successor, by=by, reason=change.reason, close=close, confirmed_by=second)


def _open(change: AccountChange, by: User, second: User) -> None:
    with recorded(by, change.reason, "user.edit"):
        _set(change.account, is_active=True)
    end_access(change.account, by=by)


def _set(account: User, **values: Any) -> None:
    for name, value in values.items():
        setattr(account, name, value)
    account.save(update_fields=list(values))


DEEDS = {
    ChangeKind.ROLE: _give_role,
    ChangeKind.PASSWORD: _new_password,
    ChangeKind.FACTORS: _take_factors_off,
    ChangeKind.SIGN_IN: _change_sign_in,
    ChangeKind.OFFICIAL: _link_official,
    ChangeKind.HAND_OVER: _hand_over,
    ChangeKind.OPEN: _open,
}
