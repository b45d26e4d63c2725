from typing import Any

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from powers.models import Domain, PowerItem, Step
from riskpoints.assessed_steps import has_finding, has_points, not_assessed
from riskpoints.choices import FindingStatus, KeyMark, RiskClass, RiskPointStatus
from riskpoints.grading import Grade
from riskpoints.key_marks import marked_as
from riskpoints.models import NoRiskFinding, RiskPoint, at_post
from units.choices import Industry
from units.filters import OnlyFilter, SearchFilter, SubtreeFilter
from units.models import Post, Unit


class RiskPointFilter(filters.FilterSet):
    q = SearchFilter("name", "manifestation", indexed=True)
    status = filters.ChoiceFilter(choices=RiskPointStatus, empty_label=_("all"))
    grade = filters.ChoiceFilter(choices=Grade, empty_label=_("all"))
    risk_class = filters.ChoiceFilter(choices=RiskClass, empty_label=_("all"))
    domain = filters.ModelChoiceFilter(queryset=Domain.objects.all(), empty_label=_("all"), label=_("domain"))
    industry = filters.ChoiceFilter(choices=Industry, empty_label=_("all"), label=_("industry"))
    key = filters.ChoiceFilter(choices=KeyMark, empty_label=_("all"), label=_("key mark"), method="only_key")
    overdue = OnlyFilter("review_passed", label=_("review overdue"))
    below = SubtreeFilter("path")

    class Meta:
        model = RiskPoint
        fields = ["q", "status", "grade", "risk_class", "domain", "industry", "key", "overdue", "below"]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        # Filter sets built on this one offer what they name, and no more.
        for name in set(self.filters) - set(self.Meta.fields):
            del self.filters[name]

    def only_key(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(marked_as(KeyMark(value)))


class PointOfUnitFilter(RiskPointFilter):
    """The points of one unit: as the register, and by the power and the post where they lie."""

    power = filters.ModelChoiceFilter(
        field_name="step__flow__power_item",
        queryset=PowerItem.objects.none(),
        empty_label=_("all"),
        null_label=_("outside of flows"),
        label=_("power item"),
    )
    post = filters.ModelChoiceFilter(
        queryset=Post.objects.none(), empty_label=_("all"), label=_("post"), method="at_post"
    )

    class Meta(RiskPointFilter.Meta):
        fields = ["q", "status", "grade", "risk_class", "power", "post", "key", "overdue"]

    def __init__(self, *args: Any, unit: Unit, **options: Any) -> None:
        super().__init__(*args, **options)
        self.filters["power"].queryset = PowerItem.objects.filter(unit=unit)
        self.filters["post"].queryset = Post.objects.filter(unit=unit)

    def at_post(self, rows: Any, name: str, value: Post) -> Any:
        return rows.filter(at_post(value))


class QueueFilter(RiskPointFilter):
    """The queue of `user`: as the register, and by who is to act and whether the day has passed."""

    assigned = filters.ChoiceFilter(
        choices=[("me", _("me")), ("nobody", _("nobody yet")), ("others", _("colleagues"))],
        empty_label=_("all"),
        label=_("assigned to"),
        method="only_assigned",
    )
    late = OnlyFilter("late", label=_("day passed"))
    whose = filters.ChoiceFilter(
        choices=[("others", _("someone else's: I had a part in them"))],
        empty_label=_("mine"),
        label=_("whose step"),
        method="only_theirs",
    )

    class Meta(RiskPointFilter.Meta):
        fields = ["q", "assigned", "late", "whose", "grade", "risk_class", "domain", "below"]

    def __init__(self, *args: Any, user: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.user = user

    def only_theirs(self, rows: Any, name: str, value: str) -> Any:
        return rows  # the queue begins with these (queue.waiting)

    def only_assigned(self, rows: Any, name: str, value: str) -> Any:
        if value == "others":
            return rows.exclude(assigned_to=None).exclude(assigned_to=self.user)
        return rows.filter(assigned_to=self.user if value == "me" else None)


class RiskPointApiFilter(RiskPointFilter):
    class Meta(RiskPointFilter.Meta):
        fields = [*RiskPointFilter.Meta.fields, "unit", "step", "post", "revises"]


class StepOfUnitFilter(filters.FilterSet):
    """The steps of one unit, by what was found on them."""

    q = SearchFilter("name", "flow__power_item__name")
    found = filters.ChoiceFilter(
        choices=[("nothing", _("not assessed yet")), ("points", _("risk points")), ("none", _("no risk found"))],
        empty_label=_("all"),
        label=_("found"),
        method="by_finding",
    )
    is_key = OnlyFilter("key", label=_("key link"))

    class Meta:
        model = Step
        fields = ["q", "found", "is_key"]

    def by_finding(self, rows: Any, name: str, value: str) -> Any:
        if value == "nothing":
            return not_assessed(rows)
        return rows.filter(has_points()) if value == "points" else rows.filter(~has_points(), has_finding())


class FindingFilter(filters.FilterSet):
    status = filters.ChoiceFilter(choices=FindingStatus, empty_label=_("all"))
    below = SubtreeFilter("step__flow__power_item__unit__path")

    class Meta:
        model = NoRiskFinding
        fields = ["step", "status", "below"]
