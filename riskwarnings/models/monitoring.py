"""Where it is watched: monitoring points (监测点、预警直报点) and the teams of observers who report from them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ground.lifecycle.addresses import row_address
from ground.lifecycle.changelog import tracked
from ground.lifecycle.roles import REGISTER_READERS, Role
from units.models import Unit
from units.text_search import search_index

if TYPE_CHECKING:
    from accounts.models import User


class ObserverTeamQuerySet(models.QuerySet["ObserverTeam"]):
    def visible_to(self, user: User) -> ObserverTeamQuerySet:
        """Teams that work for a unit which the user inspects or checks, and those that one belongs to."""
        return self.filter(user.where_holds((Role.INSPECTOR, Role.CHECKER), "unit__path") | Q(observers__user=user))


@tracked()
class ObserverTeam(models.Model):
    """A team of integrity observers (廉情观察员队伍), kept by the inspectors of an area or a unit."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="observer_teams", verbose_name=_("works for"))
    name = models.CharField(_("name"), max_length=60)
    is_active = models.BooleanField(_("active"), default=True)

    objects = ObserverTeamQuerySet.as_manager()

    class Meta:
        verbose_name = _("observer team")
        verbose_name_plural = _("observer teams")
        ordering = ["unit__path", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "name"],
                name="team_once_per_unit",
                violation_error_message=_("There is a team of that name already."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return row_address("warnings:team", self.pk)


class MonitoringPointQuerySet(models.QuerySet["MonitoringPoint"]):
    def visible_to(self, user: User) -> MonitoringPointQuerySet:
        return self.filter(user.where_holds(REGISTER_READERS, "unit__path") | Q(pk__in=self._watched_by(user)))

    def watched_by(self, user: User) -> MonitoringPointQuerySet:
        """The points from which `user` reports now: active ones of the teams that the user belongs to."""
        return self.filter(pk__in=self._watched_by(user), is_active=True)

    @staticmethod
    def _watched_by(user: User) -> models.QuerySet:
        own = Observer.objects.in_force().filter(user=user)
        return MonitoringPoint.objects.filter(team__in=own.values("team")).order_by().values("pk")

    def for_list(self) -> MonitoringPointQuerySet:
        return self.select_related("unit", "team")


@tracked()
class MonitoringPoint(models.Model):
    """A monitoring or direct-report point: a place at a unit from which observers report."""

    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="monitoring_points", verbose_name=_("unit"), db_index=False
    )
    team = models.ForeignKey(
        ObserverTeam, models.PROTECT, null=True, blank=True, related_name="points", verbose_name=_("observer team")
    )
    code = models.CharField(_("code"), max_length=20)
    name = models.CharField(_("monitoring point"), max_length=60)
    place = models.CharField(
        _("where it stands"), max_length=100, blank=True, help_text=_("Where it is found, e.g. a counter.")
    )
    is_active = models.BooleanField(_("active"), default=True)

    objects = MonitoringPointQuerySet.as_manager()

    class Meta:
        verbose_name = _("monitoring point")
        verbose_name_plural = _("monitoring points")
        ordering = ["code"]
        indexes = [search_index("name", "code", name="monitoring_search")]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "code"],
                name="monitoring_code_once",
                violation_error_message=_("This unit already has a monitoring point with that code."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("warnings:points")


class ObserverQuerySet(models.QuerySet["Observer"]):
    def in_force(self) -> ObserverQuerySet:
        return self.filter(until=None)


@tracked(named_by=("user", "team"), named_with=("team", "user"), place="team__unit__path")
class Observer(models.Model):
    """An account that belongs to a team, from a day to a day."""

    team = models.ForeignKey(
        ObserverTeam, models.PROTECT, related_name="observers", verbose_name=_("observer team"), db_index=False
    )
    user = models.ForeignKey("accounts.User", models.PROTECT, related_name="observer_of", verbose_name=_("account"))
    since = models.DateField(_("from"), default=timezone.localdate)
    until = models.DateField(_("until"), null=True, blank=True)

    objects = ObserverQuerySet.as_manager()

    class Meta:
        verbose_name = _("observer")
        verbose_name_plural = _("observers")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["team", "user"],
                condition=Q(until=None),
                name="observer_once",
                violation_error_message=_("The account belongs to this team already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.team} · {self.user}"
