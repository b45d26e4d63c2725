"""The words of the four scales by which a risk point is judged; the rule that makes a grade of them: grading.py."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from riskpoints.grading import SCALE

# From 1 to 5.
WORDS: dict[str, tuple[Promise, ...]] = {
    "likelihood": (_("almost never"), _("a precedent"), _("several cases"), _("likely"), _("often")),
    "harm": (_("slight"), _("moderate"), _("serious"), _("grave"), _("very grave")),
    "importance": (_("minor"), _("of some weight"), _("weighty"), _("very weighty"), _("decisive")),
    "frequency": (_("rarely"), _("yearly"), _("quarterly"), _("monthly"), _("daily")),
}
# What the words are measured by.
ANCHORS: dict[str, Promise] = {
    "likelihood": _("over the last three years, here or in units of the kind"),
    "harm": _("the worst that would follow"),
    "importance": _("what the power decides"),
    "frequency": _("how often the power is used"),
}


def choices_of(name: str) -> list[tuple[int, Promise]]:
    return list(zip(SCALE, WORDS[name], strict=True))
