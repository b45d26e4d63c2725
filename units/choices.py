"""The closed lists of the unit tree (DOMAIN section 4)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from ground.lifecycle.state_marks import set_marks


class UnitKind(models.TextChoices):
    PARTY_STATE = "party_state", _("party or state organ")
    INSTITUTION = "institution", _("public institution")
    ENTERPRISE = "enterprise", _("state-owned enterprise")
    MASS = "mass", _("mass organisation")
    OTHER = "other", _("other unit with public power")


class UnitLevel(models.TextChoices):
    PROVINCE = "province", _("province")
    CITY = "city", _("city")
    COUNTY = "county", _("county")
    TOWNSHIP = "township", _("township")


class Industry(models.TextChoices):
    DISCIPLINE = "discipline", _("discipline inspection")
    ORGANISATION = "organisation", _("party affairs and personnel")
    HEALTH = "health", _("health")
    EDUCATION = "education", _("education")
    FINANCE = "finance", _("public finance")
    CONSTRUCTION = "construction", _("housing and construction")
    TRANSPORT = "transport", _("transport")
    LAND = "land", _("land and resources")
    SCIENCE = "science", _("science and technology")
    PROCUREMENT = "procurement", _("public resources trading")
    STATE_ASSETS = "state_assets", _("state-owned assets")
    APPROVAL = "approval", _("administrative services")
    CIVIL_AFFAIRS = "civil_affairs", _("civil affairs")
    ENVIRONMENT = "environment", _("environmental protection")
    WATER = "water", _("water resources")
    PUBLIC_SECURITY = "public_security", _("public security and justice")
    GENERAL = "general", _("general administration")


class Discretion(models.TextChoices):
    """How much a post may decide by itself."""

    LARGE = "large", _("large")
    MEDIUM = "medium", _("medium")
    SMALL = "small", _("small")


class UnitStatus(models.TextChoices):
    ACTIVE = "active", _("active")
    CLOSED = "closed", _("closed")


set_marks(full=(UnitStatus.ACTIVE,), struck=(UnitStatus.CLOSED,))


class SeriesKind(models.TextChoices):
    """Documents that are numbered in series of their own."""

    WARNING = "warning", _("warnings")
    LETTER = "letter", _("letters of inquiry")

    @property
    def sign(self) -> str:
        """The character of the kind in a document number."""
        return {"warning": "预", "letter": "函"}[self.value]
