"""What of the risk points waits for a person."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Concat
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.inbox_lines import Entry
from accounts.inbox_sources import Rows, View, what_waits
from accounts.row_kinds import Kind, declare
from ground.lifecycle.roles import Role
from riskpoints.choices import WAITING, RiskPointStatus
from riskpoints.grading import Grade
from riskpoints.models import IN_QUEUE, NoRiskFinding, RiskPoint, review_passed
from riskpoints.templatetags.grades import grade_mark

# First filings of one grade that are not high are much the same work; high ones and revisions are read alone.
EQUAL = Case(
    When(Q(revises=None) & ~Q(grade=Grade.HIGH), then=Concat(F("grade"), Value(""))),
    default=Value(None),
)


# What a line reads of a point, also in desks that tell of one beside rows of their own.
SHOWS = (
    "name",
    "grade",
    "revises",
    "revision",
    "unit__name",
    "post__department",
    "post__name",
    "step__name",
    "step__flow__power_item__name",
)


def entry(point: RiskPoint) -> Entry:
    tag = _("revision %(n)s") % {"n": point.revision} if point.revises_id else ""
    about = f"{point.unit} · {point.place}"
    return Entry(point.name, point.get_absolute_url(), about, grade_mark(point.grade), tag, str(point.unit))


def _returned(point: RiskPoint) -> list[tuple[Any, Any]]:
    return [(_("reason of the return"), point.return_reason), *_facts(point)]


def _facts(point: RiskPoint) -> list[tuple[Any, Any]]:
    return [(_("manifestation"), point.manifestation), (_("managed by"), point.managed_by)]


def _finding(finding: NoRiskFinding) -> Entry:
    step, item = finding.step, finding.step.flow.power_item
    return Entry(str(finding), step.flow.get_absolute_url(), f"{item.unit} · {item} › {step.name}")


declare(
    Kind(RiskPoint, gettext_lazy("risk point"), entry, label=gettext_lazy("risk points"), icon="alert-triangle"),
    Kind(
        NoRiskFinding,
        gettext_lazy("no-risk finding"),
        _finding,
        ("step__flow__power_item__unit",),
        "step__flow__power_item__unit",
    ),
)


@what_waits
def of_liaisons(user: Any) -> Iterator[Rows]:
    role = Role.LIAISON
    if not user.holds((role,)):
        return
    own = RiskPoint.objects.filter(user.where_holds((role,), "path"))
    work, register = reverse("riskpoints:worklist"), reverse("riskpoints:list")
    yield Rows(
        "returned",
        role,
        _("mend"),
        _("returned filings to fix"),
        "arrow-back-up",
        own.filter(status=RiskPointStatus.RETURNED),
        work,
        entry,
        shows=SHOWS,
        due="act_by",
        since="returned_at",
        facts=_returned,
    )
    yield Rows(
        "draft",
        role,
        _("draft"),
        _("drafts to finish and file"),
        "pencil",
        own.filter(status=RiskPointStatus.DRAFT),
        work,
        entry,
        shows=SHOWS,
        since="created_at",
        facts=_facts,
    )
    yield Rows(
        "review",
        role,
        _("review"),
        _("risk points whose review date has passed"),
        "calendar-due",
        own.filter(review_passed()),
        f"{register}?overdue=true",
        entry,
        shows=SHOWS,
        due="review_on",
        since="registered_at",
    )
    yield Rows(
        "filed",
        role,
        _("filing"),
        _("filings that wait for others"),
        "hourglass",
        own.filter(status__in=WAITING),
        work,
        entry,
        shows=SHOWS,
        due="act_by",
        since="filed_at",
        view=View.OTHERS,
    )


@what_waits
def of_the_queue(user: Any) -> Iterator[Rows]:
    words = {"endorse": _("endorse"), "register": _("register")}
    labels = {"endorse": _("filings to endorse"), "register": _("filings to register")}
    queue = reverse("riskpoints:queue")
    for state, role, verb in IN_QUEUE:
        if not user.holds((role,)):
            continue
        rows = RiskPoint.objects.filter(user.where_holds((role,), "path"), status=state)
        taken = RiskPoint.lifecycle.where_taken(RiskPoint, verb, user) | Q(filed_by=user)
        since = "filed_at" if verb == "endorse" else "endorsed_at"
        own = rows.exclude(taken)
        common: dict[str, Any] = {"entry": entry, "shows": SHOWS, "due": "act_by", "since": since}
        pane: dict[str, Any] = {"pane": "measures:decision", "pane_together": "measures:decisions"}
        yield Rows(
            verb,
            role,
            words[verb],
            labels[verb],
            "inbox",
            own,
            queue,
            late_url=f"{queue}?late=true",
            alike=EQUAL,
            **common,
            **pane,
        )
        yield Rows(
            f"{verb}-given",
            role,
            words[verb],
            _("of them given to you"),
            "user-check",
            own.filter(assigned_to=user),
            f"{queue}?assigned=me",
            view=View.GIVEN,
            **common,
            **pane,
        )
        yield Rows(
            f"{verb}-others",
            role,
            words[verb],
            _("filings that someone else must deal with, because you had a part in them"),
            "hourglass",
            rows.filter(taken),
            f"{queue}?whose=others",
            view=View.OTHERS,
            **common,
        )
