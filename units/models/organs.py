"""Who issues documents: the organ of an area, and the series by which its documents are numbered (文号)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ground.lifecycle.changelog import tracked
from ground.lifecycle.roles import Role
from units.choices import SeriesKind, UnitLevel
from units.models.units import Unit
from units.subtrees import paths_above

if TYPE_CHECKING:
    from accounts.models import User


class IssuingOrganQuerySet(models.QuerySet["IssuingOrgan"]):
    def visible_to(self, user: User) -> IssuingOrganQuerySet:
        """Administrators keep the organs of the areas that they administer."""
        return self.filter(user.where_holds((Role.ADMINISTRATOR,), "unit__path"))

    def of(self, unit: Unit) -> IssuingOrgan:
        """The organ of the area in which `unit` lies, made with the usual names where nobody has named it yet."""
        areas = list(Unit.objects.filter(path__in=paths_above(unit.path), is_area=True).order_by("path"))
        organ, _made = self.get_or_create(unit=areas[-1], defaults=usual_names(areas))
        return organ


def usual_names(areas: list[Unit]) -> dict[str, str]:
    """How the organ of the last of these areas is called: with the city before a county, never with the province.

    areas: from the province down. The sign (代字) is the first character of the area and 纪.
    """
    own = areas[-1]
    city = areas[-2].name if len(areas) > 1 and areas[-2].level == UnitLevel.CITY else ""
    return {"name": f"中共{city}{own.name}纪律检查委员会", "sign": f"{own.name[:1]}纪"}


@tracked()
class IssuingOrgan(models.Model):
    """The organ that issues the documents of an area. name: in full, as it stands in red; sign: the 代字 of its
    document numbers; office: who prints and sends (印发机关), the organ's office where empty."""

    unit = models.OneToOneField(Unit, models.PROTECT, related_name="organ", verbose_name=_("area"))
    name = models.CharField(_("full name"), max_length=60)
    sign = models.CharField(_("sign in document numbers"), max_length=10)
    office = models.CharField(_("issued by the office"), max_length=60, blank=True)
    phone = models.CharField(_("supervision phone"), max_length=40, blank=True)

    objects = IssuingOrganQuerySet.as_manager()

    class Meta:
        verbose_name = _("issuing organ")
        verbose_name_plural = _("issuing organs")
        ordering = ["unit__path"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("units:organs")

    @property
    def printing_office(self) -> str:
        return self.office or f"{self.name}办公室"


class DocumentSeriesQuerySet(models.QuerySet["DocumentSeries"]):
    def draw(self, organ: IssuingOrgan, kind: SeriesKind, year: int, n: int = 1) -> tuple[DocumentSeries, int]:
        """The series and the first of its next `n` numbers, which are the caller's.

        Within the transaction that issues: until its end nobody else draws, and where it fails the numbers were never
        given. So a series has no gap and no number twice.
        """
        key = {"organ": organ, "kind": kind, "year": year}
        self.get_or_create(**key, defaults={"prefix": f"{organ.sign}{kind.sign}"})
        series = self.select_for_update().get(**key)
        first = series.next_number
        self.filter(pk=series.pk).update(next_number=first + n)
        return series, first


class DocumentSeries(models.Model):
    """The numbers of one kind of document of an organ in a year. prefix: as it was when the year began."""

    organ = models.ForeignKey(IssuingOrgan, models.PROTECT, related_name="series", verbose_name=_("issuing organ"))
    kind = models.CharField(_("kind"), max_length=10, choices=SeriesKind)
    year = models.PositiveSmallIntegerField(_("year"))
    prefix = models.CharField(_("prefix"), max_length=12)
    next_number = models.PositiveIntegerField(_("next number"), default=1)

    objects = DocumentSeriesQuerySet.as_manager()

    class Meta:
        verbose_name = _("document series")
        verbose_name_plural = _("document series")
        constraints = [models.UniqueConstraint(fields=["organ", "kind", "year"], name="series_once")]

    def __str__(self) -> str:
        return f"{self.prefix}〔{self.year}〕"

    def number(self, serial: int) -> str:
        """A document number in full, such as 黄纪预〔2026〕31号."""
        return f"{self}{serial}号"
