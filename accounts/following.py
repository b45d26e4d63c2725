"""What a person follows: rows of the register that they want to know about, whoever has to do with them next.

What changed since they last looked is asked of the change log: `seen` is the newest entry of the row that they know,
and what they did themselves is no news.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import F, Max, OuterRef, QuerySet, Subquery, Window
from django.db.models.functions import RowNumber
from django.utils import timezone
from django.utils.translation import gettext as _

from ground.lifecycle.changelog import event_model, metadata_of
from ground.lifecycle.machine import NotAllowed

if TYPE_CHECKING:
    from accounts.models import User
    from accounts.row_kinds import Kind

MOST = 100  # rows that one person follows; more nobody reads
NEWS = 9  # entries of a row that are told; one more stands for all others


class Following(models.Model):
    """That a person follows a row. kind: of the row (accounts.row_kinds). seen: the newest entry of its log that they
    know."""

    user = models.ForeignKey("accounts.User", models.CASCADE, related_name="following", db_index=False)
    kind = models.CharField(max_length=20)
    key = models.BigIntegerField()
    seen = models.BigIntegerField(default=0)
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "following"
        constraints = [models.UniqueConstraint(fields=["user", "kind", "key"], name="following_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


def followed(user: User, kind: Kind) -> QuerySet:
    """The rows that `user` follows and still sees, with the moment of their newest change as `changed_at`."""
    keys = Following.objects.filter(user=user, kind=kind.name).values("key")
    entries = event_model(kind.model)._default_manager.filter(pgh_obj_id=OuterRef("pk")).order_by("-pgh_id")
    rows: QuerySet = kind.model.objects.visible_to(user).filter(pk__in=keys)
    return rows.annotate(changed_at=Subquery(entries.values("pgh_created_at")[:1]))


def follow(user: User, kind: Kind, key: int) -> None:
    """Follow a row from now on. Raises NotAllowed where the person follows as many as anybody may."""
    mine = Following.objects.filter(user=user)
    if mine.count() >= MOST and not mine.filter(kind=kind.name, key=key).exists():
        raise NotAllowed(_("You follow %(n)d rows already. Stop following one of them first.") % {"n": MOST})
    Following.objects.get_or_create(user=user, kind=kind.name, key=key, defaults={"seen": newest_entry(kind, key)})


def stop_following(user: User, kind: Kind, key: int) -> None:
    Following.objects.filter(user=user, kind=kind.name, key=key).delete()


def look(user: User, kind: Kind, key: int) -> None:
    """`user` has seen what became of the row until now."""
    Following.objects.filter(user=user, kind=kind.name, key=key).update(seen=newest_entry(kind, key))


def newest_entry(kind: Kind, key: int) -> int:
    """The number of the newest entry of the log of a row."""
    entries = event_model(kind.model)._default_manager.filter(pgh_obj_id=key)
    return int(entries.aggregate(newest=Max("pgh_id"))["newest"] or 0)


def news_of(user: User, kind: Kind, keys: Iterable[int]) -> dict[int, list[Any]]:
    """What others did to these rows since `user` last looked: entries of the log by row, newest first, of a row at
    most NEWS + 1. Two queries."""
    seen = Following.objects.filter(user=user, kind=kind.name, key=OuterRef("pgh_obj_id")).values("seen")
    log = event_model(kind.model)._default_manager
    place = Window(RowNumber(), partition_by=F("pgh_obj_id"), order_by=F("pgh_id").desc())
    later = log.filter(pgh_obj_id__in=list(keys), pgh_id__gt=Subquery(seen)).annotate(place=place)
    newest = list(later.filter(place__lte=NEWS + 1).values_list("pgh_id", flat=True))
    found: dict[int, list[Any]] = defaultdict(list)
    for entry in log.filter(pgh_id__in=newest).select_related("pgh_context").order_by("-pgh_id"):
        if metadata_of(entry).get("user") != user.pk:
            found[entry.pgh_obj_id].append(entry)
    return dict(found)
