"""Duties in one hand: at a unit that has too few people, the level above may allow it for a time."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import connection, models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ground.lifecycle.changelog import recorded, tracked
from ground.lifecycle.machine import NotAllowed
from ground.lifecycle.refusals import NO_REASON
from ground.lifecycle.roles import Role
from units.models import Unit
from units.subtrees import paths_above

if TYPE_CHECKING:
    from accounts.models import User

LONGEST_DAYS = 366
NOT_ABOVE = _("Only an inspector of a level above the unit may allow this.")
TOO_LONG = _("An allowance ends within a year; it can be given again.")

# All accounts that were ever linked to an official to whom this one was ever linked.
ACCOUNTS_OF_PERSON = """
    SELECT DISTINCT e.pgh_obj_id FROM accounts_userevent e
    WHERE e.official_id IN (
        SELECT o.official_id FROM accounts_userevent o WHERE o.pgh_obj_id = %(user)s AND o.official_id IS NOT NULL)
"""

# SQL: whether the account {account} is of the same person as one of those in the array {people}.
SAME_PERSON = """({account} = ANY ({people}) OR EXISTS (
    SELECT FROM accounts_userevent mine JOIN accounts_userevent theirs USING (official_id)
    WHERE mine.pgh_obj_id = {account} AND theirs.pgh_obj_id = ANY ({people})))"""


class DutyAllowanceQuerySet(models.QuerySet["DutyAllowance"]):
    def in_force(self) -> DutyAllowanceQuerySet:
        return self.filter(withdrawn_at=None, until__gte=timezone.localdate())

    def visible_to(self, user: User) -> DutyAllowanceQuerySet:
        return self.filter(user.where_holds((Role.INSPECTOR,), "unit__path"))


@tracked(named_by=("unit",))
class DutyAllowance(models.Model):
    """One person may take several duties at `unit` and everything below it, until a day. Withdrawn, never deleted."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="duty_allowances", verbose_name=_("unit"))
    reason = models.CharField(_("reason"), max_length=200)
    until = models.DateField(_("until"))
    given_by = models.ForeignKey(
        "accounts.User", models.PROTECT, related_name="+", verbose_name=_("allowed by"), editable=False
    )
    given_at = models.DateTimeField(_("allowed on"), default=timezone.now, editable=False)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, editable=False)

    objects = DutyAllowanceQuerySet.as_manager()

    class Meta:
        verbose_name = _("allowance of duties in one hand")
        verbose_name_plural = _("allowances of duties in one hand")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.unit} · {self.until}"

    def clean(self) -> None:
        today = timezone.localdate()
        if self.until and not today <= self.until <= today + timedelta(days=LONGEST_DAYS):
            raise ValidationError({"until": TOO_LONG})

    def withdraw(self, *, by: User, reason: str) -> None:
        """End it now. Raises NotAllowed without a reason, or where `by` is no inspector above the unit."""
        _check_above(self.unit, by)
        if not reason.strip():
            raise NotAllowed(NO_REASON)
        with recorded(by, reason, "dutyallowance.withdraw"):
            self.withdrawn_at = timezone.now()
            self.save(update_fields=["withdrawn_at"])


def _check_above(unit: Unit, by: User) -> None:
    above = unit.path[: -Unit.steplen]
    if not above or not by.holds_at_path((Role.INSPECTOR,), above):
        raise NotAllowed(NOT_ABOVE)


def allow(unit: Unit, *, by: User, reason: str, until: Any) -> DutyAllowance:
    """Let one person take several duties there. Raises NotAllowed, and ValidationError for a day too far."""
    _check_above(unit, by)
    if not reason.strip():
        raise NotAllowed(NO_REASON)
    allowance = DutyAllowance(unit=unit, given_by=by, reason=reason.strip(), until=until)
    allowance.full_clean()
    with recorded(by, reason, "dutyallowance.give"):
        allowance.save()
    return allowance


def accounts_of_person(user: User) -> list[int]:
    """The account itself, and all others of the same person, of today and of before."""
    with connection.cursor() as cursor:
        cursor.execute(ACCOUNTS_OF_PERSON, {"user": user.pk})
        return sorted({user.pk, *(row[0] for row in cursor.fetchall())})


def paths_of_shared_duties(user: User) -> list[str]:
    """Of units at and below which the level above lets `user` take several duties; nobody profits of what they
    allowed themselves."""
    allowances = DutyAllowance.objects.in_force().exclude(given_by__in=user.accounts_of_person)
    return sorted(set(allowances.values_list("unit__path", flat=True)))


def is_barred(account: str, people: str, path: str) -> str:
    """SQL of the same as `Lifecycle.where_taken`, for queries over many people at once.

    account: of who would act; people: the array of those with an earlier duty (`Lifecycle.people_before`); path: that
    of the row. The query names %(today)s.
    """
    of_their_own = SAME_PERSON.format(account=account, people="ARRAY[allowed.given_by_id]")
    return f"""({SAME_PERSON.format(account=account, people=people)} AND NOT EXISTS (
        SELECT FROM accounts_dutyallowance allowed JOIN units_unit place ON place.id = allowed.unit_id
        WHERE allowed.withdrawn_at IS NULL AND allowed.until >= %(today)s AND starts_with({path}, place.path)
          AND NOT {of_their_own}))"""


def allowances_over(path: str) -> DutyAllowanceQuerySet:
    """Those that were ever given for the unit at this path or above it, the newest first."""
    return DutyAllowance.objects.filter(unit__path__in=paths_above(path)).select_related("unit", "given_by")
