"""Which risk points: those in force, those that wait for somebody, those that a person may see."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Func, Q, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from ground.lifecycle.roles import REGISTER_READERS, Role
from riskpoints.choices import OPEN, RiskPointStatus

if TYPE_CHECKING:
    from accounts.models import User
    from riskpoints.models.risk_points import RiskPoint  # noqa: F401  named in a base class


# Of a filing that waits: its state, who acts on it, and how.
IN_QUEUE = (
    (RiskPointStatus.FILED, Role.UNIT_HEAD, "endorse"),
    (RiskPointStatus.ENDORSED, Role.INSPECTOR, "register"),
)
# Registered points; revisions that were merged into them do not count again.
IN_FORCE = Q(Func("status", "revises", function="point_in_force", output_field=models.BooleanField()))
# The point itself, of a revision the one that it revises: measures hang on it.
ROOT = Coalesce("revises_id", "pk", output_field=models.BigIntegerField())


def review_passed() -> Q:
    """Points in force whose date of the next review is over."""
    columns, today = ("status", "revises", "review_on"), Value(timezone.localdate())
    return Q(Func(*columns, today, function="point_review_passed", output_field=models.BooleanField()))


# The post at which a point lies: its own, of a point on a step the one that handles the step.
POST = Coalesce("post_id", "step__handler_id", output_field=models.BigIntegerField())


def at_post(post: Any) -> Q:
    """Points that lie at this post."""
    return Q(post=post) | Q(post=None, step__handler=post)


# What names unit and place of a point.
SHOWN_OF_OTHERS = (
    *("unit__name", "unit__path", "post__name", "post__department", "post__unit_id"),
    *("step__name", "step__flow_id", "step__flow__power_item_id", "step__flow__power_item__name"),
)


class RiskPointQuerySet(models.QuerySet["RiskPoint"]):
    def visible_to(self, user: User) -> RiskPointQuerySet:
        """Rows in the subtrees where `user` holds a role that reads the register."""
        return self.filter(user.where_holds(REGISTER_READERS, "path"))

    def in_force(self) -> RiskPointQuerySet:
        """Registered points; revisions that were merged into them do not count again."""
        return self.filter(IN_FORCE)

    def open(self) -> RiskPointQuerySet:
        """On their way into the register: drafts, filed, endorsed, returned."""
        return self.filter(status__in=OPEN)

    def waiting_for(self, user: User) -> RiskPointQuerySet:
        """Filings that `user` may endorse or register, without those in which they had a part."""
        return self._in_queue(user, lambda taken: ~taken).exclude(filed_by=user)

    def left_to_others(self, user: User) -> RiskPointQuerySet:
        """Filings of the queue of `user` that somebody else must deal with, because they had a part in them."""
        return self._in_queue(user, lambda taken: taken | Q(filed_by=user))

    def _in_queue(self, user: User, narrowed: Callable[[Q], Q]) -> RiskPointQuerySet:
        steps = Q(pk__in=[])
        for state, role, verb in (one for one in IN_QUEUE if user.holds((one[1],))):
            taken = self.model.lifecycle.where_taken(self.model, verb, user)
            steps |= Q(status=state) & user.where_holds((role,), "path") & narrowed(taken)
        return self.filter(steps)

    def late(self) -> RiskPointQuerySet:
        """Waiting for somebody who has let the day pass."""
        return self.filter(act_by__lt=timezone.localdate())

    def review_passed(self) -> RiskPointQuerySet:
        """In force, and the date of the next review is over."""
        return self.filter(review_passed())

    def for_list(self) -> RiskPointQuerySet:
        """With everything that a row of a list shows, so that no row costs a query."""
        return self.select_related("unit", "post", "step__flow__power_item", "filed_by")

    def for_register(self, *people: str) -> RiskPointQuerySet:
        """With what the list of the register shows of other rows, and nothing else of them: half of the columns that
        a page reads are theirs. people: who of `filed_by`, `assigned_to` is shown."""
        own = [field.attname for field in self.model._meta.concrete_fields]
        names = [f"{who}__{name}" for who in people for name in ("name", "username")]
        related = self.select_related(None).select_related("unit", "post", "step__flow__power_item", *people)
        return related.only(*own, *SHOWN_OF_OTHERS, *names)
