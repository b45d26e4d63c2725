"""The indicator rules: what each looks for, by which parameters, and how it is explained. No models.

Each is a query of its own (sql/indicators/<code>.sql) that yields the units, posts and officials that it found;
`assessments.py` runs it. The explanation stands on the page of the rules and, by `manage.py indicators`, in
docs/warnings.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ground.work.sql_files import sql
from riskwarnings.choices import WarningLevel


@dataclass(frozen=True)
class Parameter:
    """A whole number that a rule is set by: from `least` to `most`, `default` as it is shipped."""

    name: str
    label: Any
    default: int
    least: int
    most: int

    @property
    def is_switch(self) -> bool:
        """Whether it is a yes or a no, kept as 1 or 0."""
        return (self.least, self.most) == (0, 1)

    @property
    def shipped(self) -> str:
        return self.in_words(self.default)

    def in_words(self, value: int) -> str:
        if self.is_switch:
            return str(_("yes") if value else _("no"))
        return f"{value:,}"


PAUSE = Parameter("pause", _("days of rest after a warning on the same grounds was closed or withdrawn"), 30, 0, 3650)


@dataclass(frozen=True)
class Indicator:
    """A named rule. text: what its warnings say, with {found} and the names of its parameters filled in."""

    code: str
    number: str
    label: Any
    explained: Any
    level: WarningLevel
    text: str
    own: tuple[Parameter, ...]

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        return (*self.own, PAUSE)

    @property
    def defaults(self) -> dict[str, int]:
        return {p.name: p.default for p in self.parameters}

    @property
    def query(self) -> str:
        return sql("riskwarnings", f"indicators/{self.code}")

    def check(self, values: Mapping[str, Any]) -> dict[str, int]:
        """The parameters as whole numbers. Raises ValidationError, by the name of each that makes no sense."""
        wrong: dict[str, Any] = {}
        for p in self.parameters:
            value = values.get(p.name)
            if not isinstance(value, int) or isinstance(value, bool) or not p.least <= value <= p.most:
                wrong[p.name] = OUTSIDE % {"least": p.least, "most": p.most}
        for name in set(values) - {p.name for p in self.parameters}:
            wrong[name] = UNKNOWN
        if wrong:
            raise ValidationError(wrong)
        return {p.name: values[p.name] for p in self.parameters}


OUTSIDE = _("Enter a whole number from %(least)d to %(most)d.")
UNKNOWN = _("The rule has no such parameter.")


def _all() -> Iterable[Indicator]:
    yield Indicator(
        "measures_overdue",
        "W1",
        _("Measures overdue"),
        _(
            "A control measure is planned, its due date passed more than the given number of days ago, and it is "
            "still not in force. Proposed to the unit once it has at least the given number of such measures."
        ),
        WarningLevel.BLUE,
        "有{found}项防控措施超过落实期限{days}天以上仍未落实，请说明原因并尽快落实。",
        (
            Parameter("days", _("days after the due date"), 10, 0, 365),
            Parameter("least", _("measures at least"), 1, 1, 1000),
        ),
    )
    yield Indicator(
        "high_not_held",
        "W2",
        _("High risk point without a live measure"),
        _(
            "A registered high risk point is held by no measure that is in force or was verified as effective, "
            "although it was registered more than the given number of days ago. On a key mark (post of a main "
            "leader, key domain, key link) medium points count too, where the rule is set so."
        ),
        WarningLevel.YELLOW,
        "有{found}个高等级或重点部位的风险点没有正在执行的防控措施，请立即制定并落实。",
        (
            Parameter("days", _("days since it was registered"), 5, 0, 365),
            Parameter("key", _("medium points on key marks too"), 1, 0, 1),
            Parameter("least", _("risk points at least"), 1, 1, 1000),
        ),
    )
    yield Indicator(
        "review_passed",
        "W3",
        _("Review date passed"),
        _(
            "The review date of registered risk points passed more than the given number of days ago; on a key mark "
            "(post of a main leader, key domain, key link) a shorter time holds."
        ),
        WarningLevel.BLUE,
        "有{found}个风险点超过复核日期未复核（一般{days}天、重点部位{key_days}天），请组织复核。",
        (
            Parameter("days", _("days after the review date"), 15, 0, 365),
            Parameter("key_days", _("days after the review date on key marks"), 5, 0, 365),
            Parameter("least", _("risk points at least"), 1, 1, 1000),
        ),
    )
    yield Indicator(
        "signals_cluster",
        "W4",
        _("Signal cluster"),
        _(
            "Within the window, several signals came in about one risk point, about one domain of a unit, or about a "
            "unit as a whole. Duplicates, and signals that were not borne out, do not count; the whole unit is named "
            "only where none of its risk points or domains is named already."
        ),
        WarningLevel.YELLOW,
        "近{window}天内收到{found}条指向相同的廉政风险信息，请自查并说明情况。",
        (
            Parameter("window", _("days of the window"), 90, 7, 730),
            Parameter("point", _("signals about one risk point at least"), 2, 2, 1000),
            Parameter("domain", _("signals about one domain of a unit at least"), 3, 2, 1000),
            Parameter("unit", _("signals about one unit at least"), 5, 2, 1000),
        ),
    )
    yield Indicator(
        "steps_overrun",
        "W5",
        _("Time limit of steps overrun"),
        _(
            "Of the cases that a step handled within the window, more than the given share took longer than the time "
            "limit of the step. The figures are reported by the unit or its systems (API “step-runs”)."
        ),
        WarningLevel.BLUE,
        "有{found}个流程环节近{window}天超时办理比例达到{percent}%以上，请查找原因并改进。",
        (
            Parameter("window", _("days of the window"), 90, 30, 730),
            Parameter("percent", _("percent of the cases"), 20, 1, 100),
            Parameter("least", _("cases at least"), 10, 1, 100000),
        ),
    )
    yield Indicator(
        "post_held_long",
        "W6",
        _("Post held too long"),
        _(
            "A post with much discretion, or that of a main leader, has been held by the same person for longer than "
            "the given number of years. The warning is about the post and names nobody."
        ),
        WarningLevel.BLUE,
        "该岗位同一人员任职超过{years}年，请研究轮岗或加强监督的措施。",
        (Parameter("years", _("years"), 5, 1, 40),),
    )
    yield Indicator(
        "filings_returned",
        "W7",
        _("Filings returned often"),
        _(
            "Of the risk points that a unit filed within the window, more than the given share was returned; fewer "
            "filings than the given number say nothing yet."
        ),
        WarningLevel.BLUE,
        "近{window}天申报的风险点中有{found}件被退回，退回比例达到{percent}%以上，请提高申报质量。",
        (
            Parameter("window", _("days of the window"), 180, 30, 730),
            Parameter("percent", _("percent of the filings"), 30, 1, 100),
            Parameter("least", _("filings at least"), 10, 1, 100000),
        ),
    )
    yield Indicator(
        "interest_declared",
        "W8",
        _("Declared interest against an exercised power"),
        _(
            "An official declared an interest in a domain in which a post of theirs exercises, leads or handles a "
            "power, where that unit has its say, and for more than the given number of days nobody has decided on a "
            "recusal. A new post or power after the decision counts anew. The warning invites the official to "
            "answer; it names the domain, not what was declared."
        ),
        WarningLevel.BLUE,
        "你申报的利害关系中有{found}项与本人行使的职权属于同一领域，请说明情况，并提出回避或者处理意见。",
        (Parameter("days", _("days without a decision"), 10, 0, 365),),
    )
    yield Indicator(
        "points_over",
        "W9",
        _("Points over the threshold"),
        _(
            "The points that inspectors recorded in an official's file within the window reach the threshold; "
            "entries that were defused or withdrawn do not count. The warning invites the official to answer and "
            "decides nothing."
        ),
        WarningLevel.YELLOW,
        "近{window}天内廉政积分累计{found}分，达到预警线{limit}分，请说明情况并提出化解措施。",
        (
            Parameter("window", _("days of the window"), 365, 30, 1095),
            Parameter("limit", _("points at least"), 6, 1, 100),
        ),
    )


INDICATORS: dict[str, Indicator] = {indicator.code: indicator for indicator in _all()}
