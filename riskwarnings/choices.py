"""The closed lists of signals and warnings (DOMAIN section 5)."""

from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ground.lifecycle.state_marks import set_marks


class SignalSource(models.TextChoices):
    """Where information comes from: the five of the report, monitoring points, inspections, the register itself."""

    COMPLAINT = "complaint", _("complaints and reports")
    AUDIT = "audit", _("audit of economic responsibility")
    CASE = "case", _("analysis of cases")
    REVIEW = "review", _("review of officials")
    ACCOUNT = "account", _("accounts given of duties and honesty")
    DIRECT = "direct", _("direct report")
    INSPECTION = "inspection", _("inspection finding")
    INDICATOR = "indicator", _("automatic indicator")


# What inspectors take in by hand; direct reports come from their senders, indicators from the register.
TAKEN_IN = (
    SignalSource.COMPLAINT,
    SignalSource.AUDIT,
    SignalSource.CASE,
    SignalSource.REVIEW,
    SignalSource.ACCOUNT,
    SignalSource.INSPECTION,
)


class Secrecy(models.TextChoices):
    INTERNAL = "internal", _("internal")
    CONFIDENTIAL = "confidential", _("confidential: the handler alone")


class SignalStatus(models.TextChoices):
    RECEIVED = "received", _("to be triaged")
    HANDLING = "handling", _("being handled")
    CONCLUDED = "concluded", _("concluded")
    DUPLICATE = "duplicate", _("duplicate")
    REOPENING = "reopening", _("reopening asked for")


set_marks(
    open=(SignalStatus.RECEIVED,),
    half=(SignalStatus.HANDLING,),
    back=(SignalStatus.REOPENING,),
    proven=(SignalStatus.CONCLUDED,),
    struck=(SignalStatus.DUPLICATE,),
)

# States in which a signal still waits for somebody.
UNDECIDED = (SignalStatus.RECEIVED, SignalStatus.HANDLING)


class Finding(models.TextChoices):
    """What the handler found; about the matter, never a verdict on a person."""

    TRUE = "true", _("borne out")
    PARTLY = "partly", _("borne out in part")
    NOT = "not", _("not borne out")
    OPEN = "open", _("cannot be verified")


class WarningLevel(models.TextChoices):
    BLUE = "blue", _("blue: reminder")
    YELLOW = "yellow", _("yellow: warning and correction")
    RED = "red", _("red: disposal")


LEVELS = (WarningLevel.BLUE, WarningLevel.YELLOW, WarningLevel.RED)


class Handling(models.TextChoices):
    REMINDER = "reminder", _("reminder talk")
    INQUIRY = "inquiry", _("letter of inquiry")
    WARNING = "warning", _("warning talk")
    ADMONITION = "admonition", _("admonition talk")
    CORRECTION = "correction", _("correction notice")
    TRANSFER = "transfer", _("transfer")


# Working days for the answer (practice): five after a talk, ten for a notice, a letter, or what is passed on.
DAYS_TO_ANSWER = {
    Handling.REMINDER: 5,
    Handling.INQUIRY: 10,
    Handling.WARNING: 5,
    Handling.ADMONITION: 5,
    Handling.CORRECTION: 10,
    Handling.TRANSFER: 10,
}
YEAR = timedelta(days=365)  # the past year, of figures and of lists
DAYS_AGAIN = 5  # after an escalation, an answer that came back, a warning opened anew


class WarningStatus(models.TextChoices):
    PROPOSED = "proposed", pgettext_lazy("warning", "proposed")
    ISSUED = "issued", _("issued")
    ACKNOWLEDGED = "acknowledged", _("acknowledged")
    ESCALATED = "escalated", _("escalated")
    ANSWERED = "answered", _("answered")
    VERIFIED = "verified", _("verified")
    CLOSED = "closed", pgettext_lazy("warning", "closed")
    WITHDRAWN = "withdrawn", pgettext_lazy("warning", "withdrawn")


set_marks(
    open=(WarningStatus.PROPOSED,),
    quarter=(WarningStatus.ISSUED,),
    half=(WarningStatus.ACKNOWLEDGED,),
    raised=(WarningStatus.ESCALATED,),
    most=(WarningStatus.ANSWERED,),
    proven=(WarningStatus.VERIFIED,),
    struck=(WarningStatus.CLOSED, WarningStatus.WITHDRAWN),
)

# While a warning is in one of these, the same grounds propose no second one.
OPEN = (
    WarningStatus.PROPOSED,
    WarningStatus.ISSUED,
    WarningStatus.ACKNOWLEDGED,
    WarningStatus.ESCALATED,
    WarningStatus.ANSWERED,
    WarningStatus.VERIFIED,
)
# The unit or the official has to act.
UNANSWERED = (WarningStatus.ISSUED, WarningStatus.ACKNOWLEDGED, WarningStatus.ESCALATED)
