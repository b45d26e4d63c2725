"""The closed lists of risk points (DOMAIN section 4)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from ground.lifecycle.roles import Role
from ground.lifecycle.state_marks import set_marks


class RiskClass(models.TextChoices):
    IDEOLOGY = "ideology", _("ideology and morals")
    DUTY = "duty", _("post and duties")
    PROCESS = "process", _("business process")
    SYSTEM = "system", _("rules and mechanisms")
    ENVIRONMENT = "environment", _("outside environment")


class FoundBy(models.TextChoices):
    SELF = "self", _("found by oneself")
    PEERS = "peers", _("found by peers")
    LEADER = "leader", _("examined by the leader")
    ORGANISATION = "organisation", _("set by the organisation")


class RiskPointStatus(models.TextChoices):
    DRAFT = "draft", _("draft")
    FILED = "filed", _("filed")
    ENDORSED = "endorsed", _("endorsed")
    REGISTERED = "registered", _("registered")
    RETURNED = "returned", _("returned")
    RETIRED = "retired", _("retired")
    APPLIED = "applied", _("merged into the register")
    DISCARDED = "discarded", _("discarded")


set_marks(
    begun=(RiskPointStatus.DRAFT,),
    quarter=(RiskPointStatus.FILED,),
    half=(RiskPointStatus.ENDORSED,),
    proven=(RiskPointStatus.REGISTERED, RiskPointStatus.APPLIED),
    back=(RiskPointStatus.RETURNED,),
    struck=(RiskPointStatus.RETIRED, RiskPointStatus.DISCARDED),
)

OPEN = (RiskPointStatus.DRAFT, RiskPointStatus.FILED, RiskPointStatus.ENDORSED, RiskPointStatus.RETURNED)
PAST = (RiskPointStatus.APPLIED, RiskPointStatus.DISCARDED)  # kept, and not shown in lists
WAITING = (RiskPointStatus.FILED, RiskPointStatus.ENDORSED)  # for a unit head or an inspector
ACTS_NEXT = {
    RiskPointStatus.DRAFT: Role.LIAISON,
    RiskPointStatus.RETURNED: Role.LIAISON,
    RiskPointStatus.FILED: Role.UNIT_HEAD,
    RiskPointStatus.ENDORSED: Role.INSPECTOR,
}
# What an open one waits for.
WAITS_FOR = {
    RiskPointStatus.DRAFT: _("To be filed"),
    RiskPointStatus.RETURNED: _("To fix after a return"),
    RiskPointStatus.FILED: _("To be endorsed"),
    RiskPointStatus.ENDORSED: _("To be registered"),
}


class KeyMark(models.TextChoices):
    """What tighter rules are for (DOMAIN M16)."""

    OBJECT = "object", _("key post")
    DOMAIN = "domain", _("key domain")
    LINK = "link", _("key link")


class FindingStatus(models.TextChoices):
    SIGNED = "signed", _("signed")
    WITHDRAWN = "withdrawn", _("withdrawn")


set_marks(proven=(FindingStatus.SIGNED,), struck=(FindingStatus.WITHDRAWN,))
