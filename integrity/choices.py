"""The closed lists of officials' declarations and points (DOMAIN M13 to M15)."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ground.lifecycle.state_marks import set_marks


class Aspect(models.TextChoices):
    """The nine aspects in which conflicts of interest are declared (the first three are named by the report)."""

    BUSINESS = "business", _("running a business")
    PAID_POST = "paid_post", _("paid post in a business")
    FAMILY = "family", _("work of spouse and children")
    SHARES = "shares", _("shares and investments")
    DEALINGS = "dealings", _("dealings and loans with those one manages")
    RELATIVES = "relatives", _("relatives under one's management")
    PROJECTS = "projects", _("relatives in tenders and projects")
    GIFTS = "gifts", _("gifts and hospitality")
    AFTERWARDS = "afterwards", _("work after leaving office")


class Relation(models.TextChoices):
    SELF = "self", _("oneself")
    SPOUSE = "spouse", _("spouse")
    CHILD = "child", _("child")
    CHILDS_SPOUSE = "childs_spouse", _("child's spouse")
    RELATIVE = "relative", _("other relative")
    OTHER = "other", _("other person close to one")


class DeclarationStatus(models.TextChoices):
    DRAFT = "draft", _("draft")
    DECLARED = "declared", _("declared")
    ASSESSED = "assessed", pgettext_lazy("declaration", "assessed")
    ENDED = "ended", _("ended")


set_marks(
    begun=(DeclarationStatus.DRAFT,),
    quarter=(DeclarationStatus.DECLARED,),
    proven=(DeclarationStatus.ASSESSED,),
    struck=(DeclarationStatus.ENDED,),
)


class Conclusion(models.TextChoices):
    NONE = "none", _("no conflict")
    RECUSAL = "recusal", _("recusal in these matters")
    GIVE_UP = "give_up", _("the interest is given up")
    OTHER_POST = "other_post", _("other post or division of work")


class How(models.TextChoices):
    """What an official's post has to do with a power."""

    EXERCISES = "exercises", _("exercises it")
    LEADS = "leads", _("leads the unit")
    WORKS = "works", _("handles or monitors a step")


class DemeritStatus(models.TextChoices):
    RECORDED = "recorded", _("recorded")
    ANSWERED = "answered", _("answered")
    DEFUSED = "defused", _("defused")
    WITHDRAWN = "withdrawn", _("withdrawn")


set_marks(
    quarter=(DemeritStatus.RECORDED,),
    most=(DemeritStatus.ANSWERED,),
    proven=(DemeritStatus.DEFUSED,),
    struck=(DemeritStatus.WITHDRAWN,),
)

COUNTING = (DemeritStatus.RECORDED, DemeritStatus.ANSWERED)


class DemeritBasis(models.TextChoices):
    PROCEDURE = "procedure", _("procedure not kept")
    COMPLAINT = "complaint", _("complaint borne out")
    AUDIT = "audit", _("audit finding")
    INSPECTION = "inspection", _("inspection finding")
    DECLARATION = "declaration", _("declaration late or incomplete")
    OTHER = "other", _("other")


class Opened(models.TextChoices):
    """What was opened of an official's file."""

    FILE = "file", _("integrity file")
    DECLARATION = "declaration", _("declaration")
    POINTS = "points", _("points entry")
