"""What power: power items, their versioned flows, and the steps and transitions of a flow."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from ground.lifecycle.addresses import row_address
from ground.lifecycle.changelog import recorded, tracked
from ground.lifecycle.machine import Stateful
from ground.lifecycle.roles import REGISTER_READERS
from powers.choices import FlowStatus, PowerKind, PowerStatus, WayKind
from powers.lifecycle import FLOW_LIFECYCLE, POWER_LIFECYCLE
from units.models import Post, Unit
from units.text_search import search_index

if TYPE_CHECKING:
    from accounts.models import User

TO_ITSELF = _("A step cannot lead to itself.")


class Domain(models.Model):
    """A domain (领域) in which powers are exercised; key domains carry tighter rules."""

    code = models.SlugField(_("code"), max_length=30, unique=True)
    name = models.CharField(_("name"), max_length=30)
    name_en = models.CharField(_("English name"), max_length=60)
    is_key = models.BooleanField(_("key domain"), default=False)

    class Meta:
        ordering = ["-is_key", "pk"]
        verbose_name = _("domain")
        verbose_name_plural = _("domains")

    def __str__(self) -> str:
        from django.utils.translation import get_language

        return self.name_en if (get_language() or "").startswith("en") else self.name


class PowerItemQuerySet(models.QuerySet["PowerItem"]):
    def visible_to(self, user: User) -> PowerItemQuerySet:
        return self.filter(user.where_holds(REGISTER_READERS, "unit__path"))

    def with_draft_flow(self) -> PowerItemQuerySet:
        """Those whose flow is being drawn."""
        return self.filter(Exists(Flow.objects.filter(power_item=OuterRef("pk"), status=FlowStatus.DRAFT)))

    def in_use(self) -> PowerItemQuerySet:
        """Those that are not abolished."""
        return self.exclude(status=PowerStatus.ABOLISHED)

    def without_flow(self) -> PowerItemQuerySet:
        """Not abolished, and without a flow that is confirmed or published."""
        current = Flow.objects.current().filter(power_item=OuterRef("pk"))
        return self.in_use().filter(~Exists(current))

    def not_published(self) -> PowerItemQuerySet:
        """Not abolished, and their current flow is to be open to all and is not."""
        to_publish = self.in_use().filter(is_public=True)
        newest = Flow.objects.current().filter(power_item=OuterRef("pk")).values("status")[:1]
        return to_publish.alias(newest=Subquery(newest)).filter(newest=FlowStatus.CONFIRMED)

    def current_flows(self) -> models.QuerySet[Flow]:
        """The flow in force of each that is not abolished and has one."""
        newest = Flow.objects.current().filter(power_item=OuterRef("power_item")).values("pk")[:1]
        powers = self.in_use().order_by().values("pk")
        return Flow.objects.filter(power_item__in=powers, pk=Subquery(newest))

    def with_current_flow(self) -> PowerItemQuerySet:
        """Adds `current_flow_id` and `current_flow_status`: the newest confirmed or published version."""
        flows = Flow.objects.current().filter(power_item=OuterRef("pk"))
        return self.annotate(
            current_flow_id=Subquery(flows.values("pk")[:1]),
            current_flow_status=Subquery(flows.values("status")[:1]),
        )


@tracked(labels={"confirmed_by": _("confirmed by whom")})
class PowerItem(Stateful):
    """A power (权力事项) that a unit exercises."""

    lifecycle = POWER_LIFECYCLE
    transition_route = "powers:transition"

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="powers", verbose_name=_("unit"), db_index=False)
    code = models.CharField(_("power code"), max_length=40)
    name = models.CharField(_("power item"), max_length=120)
    kind = models.CharField(_("kind"), max_length=20, choices=PowerKind)
    legal_basis = models.TextField(
        _("legal basis"), blank=True, help_text=_("Law, regulation or document, with the article.")
    )
    domain = models.ForeignKey(
        Domain, models.PROTECT, null=True, blank=True, related_name="powers", verbose_name=_("domain")
    )
    exercising_post = models.ForeignKey(
        Post,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("exercising post"),
        db_index=False,
    )
    is_public = models.BooleanField(
        _("to be published"), default=True, help_text=_("Whether its flow and board go to the public pages.")
    )
    status = models.CharField(_("state"), max_length=10, choices=PowerStatus, default=PowerStatus.DRAFT)
    confirmed_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, editable=False, related_name="+", db_index=False
    )
    confirmed_at = models.DateTimeField(_("confirmed on"), null=True, editable=False)

    objects = PowerItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("power item")
        verbose_name_plural = _("power items")
        ordering = ["unit_id", "code"]
        indexes = [search_index("name", "code", name="power_search")]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "code"],
                name="power_code_once_per_unit",
                violation_error_message=_("This unit already has a power item with that code."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return row_address("powers:detail", self.pk)

    @property
    def is_editable(self) -> bool:
        return self.status == PowerStatus.DRAFT


class FlowQuerySet(models.QuerySet["Flow"]):
    def visible_to(self, user: User) -> FlowQuerySet:
        return self.filter(user.where_holds(REGISTER_READERS, "power_item__unit__path"))

    def current(self) -> FlowQuerySet:
        """Versions in force, newest first; the first one of a power item is its current flow."""
        in_force = (FlowStatus.CONFIRMED, FlowStatus.PUBLISHED)
        return self.filter(status__in=in_force).order_by("-version")

    def open_to_all(self) -> FlowQuerySet:
        """Flows that anybody may read without signing in."""
        return self.filter(
            status=FlowStatus.PUBLISHED, power_item__is_public=True, power_item__status=PowerStatus.CONFIRMED
        )


@tracked(
    labels={"confirmed_by": _("confirmed by whom"), "published_by": _("published by whom")},
    named_by=("power_item", "version"),
    named_with=("power_item",),
    place="power_item__unit__path",
)
class Flow(Stateful):
    """One version of the way a power is exercised (权力运行流程)."""

    lifecycle = FLOW_LIFECYCLE
    transition_route = "powers:flow_transition"

    power_item = models.ForeignKey(
        PowerItem, models.CASCADE, related_name="flows", verbose_name=_("power item"), db_index=False
    )
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    status = models.CharField(_("state"), max_length=12, choices=FlowStatus, default=FlowStatus.DRAFT)
    confirmed_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, editable=False, related_name="+", db_index=False
    )
    confirmed_at = models.DateTimeField(_("confirmed on"), null=True, editable=False)
    published_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, editable=False, related_name="+", db_index=False
    )
    published_at = models.DateTimeField(_("published on"), null=True, editable=False)
    edited_at = models.DateTimeField(_("edited on"), null=True, editable=False)  # its steps, see powers.outlines

    objects = FlowQuerySet.as_manager()

    class Meta:
        verbose_name = _("flow")
        verbose_name_plural = _("flows")
        ordering = ["power_item_id", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["power_item", "version"], name="flow_version_once"),
            models.UniqueConstraint(
                fields=["power_item"], condition=Q(status=FlowStatus.DRAFT), name="flow_one_draft"
            ),
        ]

    def __str__(self) -> str:
        return _("%(power)s, version %(version)s") % {"power": self.power_item, "version": self.version}

    def get_absolute_url(self) -> str:
        return row_address("riskpoints:flow", self.pk)

    @property
    def unit(self) -> Unit:
        return self.power_item.unit

    @property
    def is_editable(self) -> bool:
        return self.status == FlowStatus.DRAFT

    def new_version(self, *, by: User) -> Flow:
        """A draft with the same steps under the next version number; the steps keep their lineage."""
        with transaction.atomic(), recorded(by, action="flow.new_version"):
            last = self.power_item.flows.aggregate(n=models.Max("version"))["n"]
            copy = Flow.objects.create(power_item=self.power_item, version=last + 1)
            steps = {step.pk: step for step in self.steps.all()}
            copies = {}
            for old_pk, step in steps.items():
                step.pk, step._state.adding, step.flow = None, True, copy
                copies[old_pk] = step
            Step.objects.bulk_create(copies.values())
            Way.objects.bulk_create(
                Way(source=copies[t.source_id], target=copies[t.target_id], kind=t.kind, condition=t.condition)
                for t in Way.objects.filter(source__flow=self)
            )
        return copy


class StepQuerySet(models.QuerySet["Step"]):
    def visible_to(self, user: User) -> StepQuerySet:
        return self.filter(user.where_holds(REGISTER_READERS, "flow__power_item__unit__path"))

    def key(self) -> StepQuerySet:
        """The key links."""
        return self.filter(is_key=True)

    def current(self) -> StepQuerySet:
        """Steps of the newest version in force of each power that is not abolished."""
        in_force = Flow.objects.current().order_by()
        newer = in_force.filter(power_item=OuterRef("flow__power_item"), version__gt=OuterRef("flow__version"))
        return self.filter(
            ~Q(flow__power_item__status=PowerStatus.ABOLISHED), ~Exists(newer), flow__in=in_force.values("pk")
        )


@tracked(technical=("lineage",), named_by=("number", "name"), place="flow__power_item__unit__path")
class Step(models.Model):
    """A step (环节) of a flow, with who handles it and who watches.

    `lineage` stays the same from version to version, so that risk points stay with their step.
    """

    flow = models.ForeignKey(Flow, models.CASCADE, related_name="steps", verbose_name=_("flow"), db_index=False)
    lineage = models.UUIDField(default=uuid.uuid4, editable=False)
    number = models.PositiveSmallIntegerField(_("number"))
    name = models.CharField(_("step"), max_length=60)
    handler = models.ForeignKey(
        Post, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("handler"), db_index=False
    )
    monitor = models.ForeignKey(
        Post, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("monitor"), db_index=False
    )
    time_limit = models.PositiveSmallIntegerField(_("time limit (working days)"), null=True, blank=True)
    is_end = models.BooleanField(_("ends the flow"), default=False)
    is_key = models.BooleanField(_("key link"), default=False)

    objects = StepQuerySet.as_manager()

    class Meta:
        verbose_name = _("step")
        verbose_name_plural = _("steps")
        ordering = ["flow_id", "number"]
        indexes = [models.Index(fields=["lineage"], name="step_lineage")]
        constraints = [
            models.UniqueConstraint(
                fields=["flow", "number"],
                name="step_number_once",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.UniqueConstraint(fields=["flow", "lineage"], name="step_lineage_once"),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.name}"


@tracked(named_by=("source", "target"), place="source__flow__power_item__unit__path")
class Way(models.Model):
    """The way from one step to the next: onwards, as a branch, or back."""

    source = models.ForeignKey(
        Step, models.CASCADE, related_name="ways_out", verbose_name=_("from step"), db_index=False
    )
    target = models.ForeignKey(Step, models.CASCADE, related_name="ways_in", verbose_name=_("to step"))
    kind = models.CharField(_("kind"), max_length=8, choices=WayKind, default=WayKind.FORWARD)
    condition = models.CharField(_("condition"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("transition")
        verbose_name_plural = _("transitions")
        ordering = ["source__number", "target__number"]
        constraints = [
            models.UniqueConstraint(fields=["source", "target"], name="transition_once"),
            models.CheckConstraint(
                condition=~Q(source=F("target")),
                name="transition_not_to_itself",
                violation_error_message=TO_ITSELF,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} → {self.target}"
