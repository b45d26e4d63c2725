"""Rules and regulations (规章制度) that measures rest on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from ground.lifecycle.addresses import row_address
from ground.lifecycle.changelog import tracked
from ground.lifecycle.machine import Stateful
from ground.lifecycle.roles import REGISTER_READERS
from ground.pages.attachments import stored_as
from ground.pages.uploads import validate_upload
from measures.choices import RuleStatus
from measures.lifecycle import RULE_LIFECYCLE
from powers.models import Domain
from units.models import Unit
from units.text_search import search_index

if TYPE_CHECKING:
    from accounts.models import User


class RuleQuerySet(models.QuerySet["Rule"]):
    def visible_to(self, user: User) -> RuleQuerySet:
        return self.filter(user.where_holds(REGISTER_READERS, "unit__path"))


@tracked(technical=("file",))
class Rule(Stateful):
    """A rule or regulation (规章制度) of a unit."""

    lifecycle = RULE_LIFECYCLE
    transition_route = "measures:rule_transition"

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="rules", verbose_name=_("unit"), db_index=False)
    number = models.CharField(_("document number"), max_length=60)
    title = models.CharField(_("title"), max_length=150)
    issuer = models.CharField(_("issuer"), max_length=100)
    domain = models.ForeignKey(Domain, models.PROTECT, null=True, blank=True, verbose_name=_("domain"))
    enacted_on = models.DateField(_("enacted on"))
    replaces = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="successor",
        verbose_name=_("replaces"),
        help_text=_("The rule that this one revises, if any."),
    )
    status = models.CharField(_("state"), max_length=10, choices=RuleStatus, default=RuleStatus.IN_FORCE)
    file = models.FileField(_("file"), upload_to=stored_as, max_length=120, blank=True, validators=[validate_upload])
    file_name = models.CharField(_("file name"), max_length=150, blank=True, editable=False)

    objects = RuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("rule")
        verbose_name_plural = _("rules and regulations")
        ordering = ["-enacted_on", "-pk"]
        indexes = [
            models.Index(fields=["enacted_on", "id"], name="rule_newest"),
            search_index("title", "number", name="rule_search"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "number"],
                name="rule_number_once_per_unit",
                violation_error_message=_("This unit already has a rule with that document number."),
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return row_address("measures:rule", self.pk)
