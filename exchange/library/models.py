"""The risk library by industry (分行业廉政风险库), and what units have adopted from it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from exchange.library.choices import EntryStatus
from exchange.library.lifecycle import ENTRY_LIFECYCLE
from ground.lifecycle.addresses import row_address
from ground.lifecycle.changelog import tracked
from ground.lifecycle.machine import Stateful
from ground.lifecycle.roles import REGISTER_READERS
from measures.choices import Method
from powers.choices import PowerKind
from powers.models import Domain, PowerItem
from riskpoints.choices import RiskClass
from riskpoints.grading import Grade, grade
from riskpoints.models import RiskPoint
from units.choices import Industry
from units.models import Unit
from units.subtrees import paths_above
from units.text_search import search_index

if TYPE_CHECKING:
    from accounts.models import User

ENTRY_THERE = _("The library has this risk point on that step already.")


class OfAreaQuerySet(models.QuerySet):
    """Entries of an area's library: read by everybody whose role lies at, above or below that area."""

    def visible_to(self, user: User) -> Any:
        above = {path for held in user.paths_below(REGISTER_READERS) for path in paths_above(held)}
        return self.filter(Q(unit__path__in=above) | user.where_holds(REGISTER_READERS, "unit__path"))

    def for_unit(self, unit: Unit) -> Any:
        """Those of the areas that `unit` lies in."""
        return self.filter(unit__path__in=paths_above(unit.path))


def flow_in_words(flow: list[dict[str, Any]]) -> list[str]:
    """The steps of a pattern, in the change log: a line a step."""
    return [_step_in_words(number, step) for number, step in enumerate(flow, 1)]


def _step_in_words(number: int, step: dict[str, Any]) -> str:
    posts = [
        f"{_(label)} {step[key]}" for key, label in (("handler", "handler"), ("monitor", "monitor")) if step.get(key)
    ]
    return " · ".join([f"{number} {step['name']}", *posts])


def measures_in_words(measures: list[dict[str, Any]]) -> list[str]:
    """The measures of an entry, in the change log: a line a measure."""
    return [f"{Method(measure['method']).label}：{measure['text']}" for measure in measures]


def step_in_words(index: int) -> str:
    """The step on which an entry lies, as it is numbered on paper."""
    return str(index + 1)


class LibraryPowerQuerySet(OfAreaQuerySet):
    def for_list(self) -> Any:
        offered = models.Count("entries", filter=Q(entries__status=EntryStatus.OFFERED))
        return self.select_related("unit", "domain").annotate(offered=offered)

    def with_proposals(self) -> Any:
        """Those with an entry that somebody proposed and nobody decided on."""
        proposed = LibraryEntry.objects.filter(power=models.OuterRef("pk"), status=EntryStatus.PROPOSED)
        return self.filter(models.Exists(proposed))


@tracked(words={"flow": flow_in_words})
class LibraryPower(models.Model):
    """A power item that many units exercise, with its flow as a pattern.

    unit: the area whose library it stands in. flow: the steps in order, each with name, handler and monitor (names of
    posts), time_limit in working days, is_end, is_key and ways: [{to: index from 0, kind, condition}].
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="library", verbose_name=_("library of"))
    industries = ArrayField(models.CharField(max_length=20, choices=Industry), verbose_name=_("industries"))
    domain = models.ForeignKey(Domain, models.PROTECT, null=True, blank=True, verbose_name=_("domain"))
    code = models.CharField(_("power code"), max_length=40)
    name = models.CharField(_("power item"), max_length=120)
    kind = models.CharField(_("kind"), max_length=20, choices=PowerKind)
    legal_basis = models.TextField(_("legal basis"), blank=True)
    is_public = models.BooleanField(_("to be published"), default=True)
    flow = models.JSONField(_("flow"), default=list)

    objects = LibraryPowerQuerySet.as_manager()

    class Meta:
        verbose_name = _("library power")
        verbose_name_plural = _("library powers")
        ordering = ["code", "pk"]
        indexes = [search_index("name", "code", name="library_power_search")]
        constraints = [models.UniqueConstraint(fields=["unit", "code"], name="library_power_once")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return row_address("library:power", self.pk)

    def industry_names(self) -> list[str]:
        return [str(Industry(industry).label) for industry in self.industries]


class LibraryEntryQuerySet(OfAreaQuerySet):
    def offered(self) -> Any:
        return self.filter(status=EntryStatus.OFFERED)

    def for_list(self) -> Any:
        return self.select_related("unit", "power__unit")


def _scale(label: Any) -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(label, validators=[MinValueValidator(1), MaxValueValidator(5)])


# What a unit takes over of an entry, beside its measures; the same names as on a risk point.
CONTENT = ("risk_class", "name", "manifestation", "likelihood", "harm", "importance", "frequency", "three_majors")


@tracked(words={"measures": measures_in_words, "step": step_in_words})
class LibraryEntry(Stateful):
    """A risk point of the library, on a step of a library power.

    unit: the area that offers it; a city adds entries of its own to the powers of the province. measures: [{method,
    text}]. version: counts the changes of its content, so that units see what came after they adopted it.
    """

    lifecycle = ENTRY_LIFECYCLE
    transition_route = "library:transition"

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="library_entries", verbose_name=_("library of"))
    power = models.ForeignKey(LibraryPower, models.PROTECT, related_name="entries", verbose_name=_("power item"))
    step = models.PositiveSmallIntegerField(_("flow step"))  # its index in the flow, from 0
    risk_class = models.CharField(_("risk class"), max_length=12, choices=RiskClass)
    name = models.CharField(_("risk point"), max_length=100)
    manifestation = models.TextField(_("manifestation"))
    likelihood = _scale(_("likelihood"))
    harm = _scale(_("harm"))
    importance = _scale(_("importance of the power"))
    frequency = _scale(_("frequency of use"))
    three_majors = models.BooleanField(_("three majors and one large"), default=False)
    measures = models.JSONField(_("measures"), default=list)
    status = models.CharField(_("state"), max_length=10, choices=EntryStatus, default=EntryStatus.PROPOSED)
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)
    proposed_from = models.ForeignKey(
        RiskPoint, models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("proposed from")
    )

    objects = LibraryEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("library entry")
        verbose_name_plural = _("library entries")
        ordering = ["power_id", "step", "pk"]
        indexes = [search_index("name", "manifestation", name="library_entry_search")]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "power", "step", "name"],
                name="library_entry_once",
                violation_error_message=ENTRY_THERE,
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"{self.power.get_absolute_url()}#entry-{self.pk}"

    @property
    def grade(self) -> Grade:
        values = (self.likelihood, self.harm, self.importance, self.frequency)
        return grade(*values, three_majors=self.three_majors)

    @property
    def step_name(self) -> str:
        return str(self.power.flow[self.step]["name"]) if self.step < len(self.power.flow) else "–"

    def content(self) -> dict[str, Any]:
        """What a unit takes over."""
        return {name: getattr(self, name) for name in CONTENT} | {"measures": self.measures}


class AdoptionQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Any:
        return self.filter(user.where_holds(REGISTER_READERS, "point__path"))

    def for_list(self) -> Any:
        return self.select_related("point__unit", "point__step__flow__power_item", "entry__power", "by")

    def outrun(self) -> Any:
        """Those whose entry has changed since it was adopted, or since its unit last looked."""
        return self.filter(entry__version__gt=F("version"))


@tracked(technical=("taken",), named_by=("entry",), place="point__unit__path")
class Adoption(models.Model):
    """A risk point that a unit took from the library.

    taken: the content at `version`, as it was adopted or last decided on.
    """

    entry = models.ForeignKey(LibraryEntry, models.PROTECT, related_name="adoptions", verbose_name=_("library entry"))
    point = models.OneToOneField(RiskPoint, models.PROTECT, related_name="adoption", verbose_name=_("risk point"))
    taken = models.JSONField(default=dict)
    version = models.PositiveIntegerField(_("version"))
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("who"), db_index=False)
    at = models.DateTimeField(_("adopted on"), default=timezone.now)

    objects = AdoptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("adoption")
        verbose_name_plural = _("adoptions")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.entry} → {self.point.unit}"

    def get_absolute_url(self) -> str:
        return row_address("library:adoption", self.pk)

    @property
    def is_outrun(self) -> bool:
        return self.entry.version > self.version


@tracked(
    labels={
        "library_power": _("library power"),
        "power_item": _("power item"),
        "by": _("who"),
        "at": _("when"),
    },
    named_by=("power_item",),
    place="power_item__unit__path",
)
class PowerAdoption(models.Model):
    """A power item that a unit took from the library as a whole."""

    library_power = models.ForeignKey(LibraryPower, models.PROTECT, related_name="adoptions")
    power_item = models.OneToOneField(PowerItem, models.PROTECT, related_name="adopted_from")
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("adopted power item")
        verbose_name_plural = _("adopted power items")

    def __str__(self) -> str:
        return f"{self.library_power} → {self.power_item.unit}"
