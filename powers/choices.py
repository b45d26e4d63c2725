"""The closed lists of powers and flows (DOMAIN section 4)."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ground.lifecycle.state_marks import set_marks


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
    PARTY = "party", _("power within the Party")
    INTERNAL = "internal", _("internal power")
    PERSONNEL = "personnel", _("personnel")
    FINANCE = "finance", _("finance")
    PROCUREMENT = "procurement", _("procurement")
    WORKS = "works", _("works")
    ASSETS = "assets", _("assets")


class PowerStatus(models.TextChoices):
    DRAFT = "draft", _("draft")
    CONFIRMED = "confirmed", _("confirmed")
    ABOLISHED = "abolished", pgettext_lazy("power", "abolished")


set_marks(begun=(PowerStatus.DRAFT,), full=(PowerStatus.CONFIRMED,), struck=(PowerStatus.ABOLISHED,))


class FlowStatus(models.TextChoices):
    DRAFT = "draft", _("draft")
    CONFIRMED = "confirmed", _("confirmed")
    PUBLISHED = "published", _("published")
    SUPERSEDED = "superseded", _("superseded")


set_marks(
    begun=(FlowStatus.DRAFT,),
    full=(FlowStatus.CONFIRMED,),
    proven=(FlowStatus.PUBLISHED,),
    struck=(FlowStatus.SUPERSEDED,),
)


class WayKind(models.TextChoices):
    FORWARD = "forward", _("onwards")
    BACK = "back", _("returns")
