"""The closed lists of powers and flows (DOMAIN section 4)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from ground.lifecycle.tones import set_tones


class PowerKind(models.TextChoices):
    PERMIT = "permit", _("administrative permit")
    PENALTY = "penalty", _("administrative penalty")
    COERCION = "coercion", _("administrative coercion")
    LEVY = "levy", _("administrative levy")
    BENEFIT = "benefit", _("administrative benefit")
    INSPECTION = "inspection", _("administrative inspection")
    CONFIRMATION = "confirmation", _("administrative confirmation")
    REWARD = "reward", _("administrative reward")
    RULING = "ruling", _("administrative ruling")
    OTHER = "other", _("other administrative power")
    PERSONNEL = "personnel", _("personnel")
    FINANCE = "finance", _("finance")
    PROCUREMENT = "procurement", _("procurement")
    WORKS = "works", _("works")
    ASSETS = "assets", _("assets")


class PowerStatus(models.TextChoices):
    DRAFT = "draft", _("draft")
    CONFIRMED = "confirmed", _("confirmed")
    ABOLISHED = "abolished", _("abolished")


set_tones(secondary=(PowerStatus.DRAFT, PowerStatus.ABOLISHED), blue=(PowerStatus.CONFIRMED,))


class FlowStatus(models.TextChoices):
    DRAFT = "draft", _("draft")
    CONFIRMED = "confirmed", _("confirmed")
    PUBLISHED = "published", _("published")
    SUPERSEDED = "superseded", _("superseded")


set_tones(
    secondary=(FlowStatus.DRAFT, FlowStatus.SUPERSEDED), blue=(FlowStatus.CONFIRMED,), green=(FlowStatus.PUBLISHED,)
)


class WayKind(models.TextChoices):
    FORWARD = "forward", _("onwards")
    BACK = "back", _("returns")
