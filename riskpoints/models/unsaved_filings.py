"""What a person has typed into the workspace and not saved yet."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from ground.lifecycle.keys import is_key
from riskpoints.models.risk_points import RiskPoint
from units.models import Unit

if TYPE_CHECKING:
    from accounts.models import User

KEPT = 20  # of a person; what is older goes
OWN = ("csrfmiddlewaretoken", "keep", "kept", "then")  # of the page, not of the filing


class UnsavedFilingQuerySet(models.QuerySet["UnsavedFiling"]):
    def visible_to(self, user: User) -> UnsavedFilingQuerySet:
        """Nobody reads what another has not said yet."""
        return self.filter(user=user)


class UnsavedFiling(models.Model):
    """The form of a filing as it stands, whether it is right or not; no word of the register, so in no log.

    point: the draft that it changes, None for a new one. typed: the fields as the browser sent them, each a list.
    """

    user = models.ForeignKey("accounts.User", models.CASCADE, related_name="+")
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="+")
    point = models.ForeignKey(RiskPoint, models.CASCADE, null=True, related_name="+")
    typed = models.JSONField(default=dict)
    kept_at = models.DateTimeField(default=timezone.now)

    objects = UnsavedFilingQuerySet.as_manager()

    class Meta:
        verbose_name = "unsaved filing"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "point"], condition=Q(point__isnull=False), name="unsaved_filing_once"
            )
        ]

    def __str__(self) -> str:
        return next((text for text in self.typed.get("name", []) if text.strip()), str(_("without a name yet")))

    @property
    def data(self) -> QueryDict:
        """As a form takes it."""
        data = QueryDict(mutable=True)
        for name, values in self.typed.items():
            data.setlist(name, values)
        return data

    @property
    def kept_until(self) -> date:
        """The day after which it goes, unless it is gone on with."""
        return timezone.localdate(self.kept_at) + timedelta(days=settings.UNSAVED_FILING_DAYS)

    def keep(self, sent: QueryDict) -> None:
        """Write down what was typed, and let go of what the person has left lying for longest."""
        self.typed = _typed(sent)
        self.kept_at = timezone.now()
        self.save()
        mine = UnsavedFiling.objects.filter(user=self.user_id)
        beyond = mine.order_by("-kept_at").values("pk")[KEPT : KEPT + KEPT]
        mine.filter(pk__in=list(beyond.values_list("pk", flat=True))).delete()


def _typed(sent: QueryDict) -> dict[str, list[Any]]:
    return {name: values for name, values in sent.lists() if name not in OWN}


def is_too_long(sent: QueryDict) -> bool:
    """Whether a form is longer than what is kept of one (`UNSAVED_FILING_KB`)."""
    return len(json.dumps(_typed(sent), ensure_ascii=False).encode()) > settings.UNSAVED_FILING_KB << 10


def forget() -> int:
    """Drop what nobody has typed on for `UNSAVED_FILING_DAYS`; returns how many."""
    since = timezone.now() - timedelta(days=settings.UNSAVED_FILING_DAYS)
    return UnsavedFiling.objects.filter(kept_at__lt=since).delete()[0]


def kept_of(user: Any, unit: Unit, point: RiskPoint | None, key: str) -> UnsavedFiling | None:
    """What `user` has kept of this point, or of the new one of `unit` that has this key."""
    rows: Any = UnsavedFiling.objects.visible_to(user).filter(unit=unit, point=point)
    if point is None:
        rows = rows.filter(pk=key) if is_key(key) else rows.none()
    return rows.first()


def begun_by(user: Any, unit: Unit, point: RiskPoint | None) -> UnsavedFiling:
    """A fresh one; of a draft the one that another window of the person has begun meanwhile."""
    if point is None:
        return UnsavedFiling(user=user, unit=unit)
    return UnsavedFiling.objects.get_or_create(user=user, point=point, defaults={"unit": unit})[0]
