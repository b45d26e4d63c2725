"""Pages of risk points: register, one point, its form, work list and queue."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from lifecycle.roles import REGISTER_READERS, Role
from pages.paging import counted, fetched, paged
from pages.requests import SignedInRequest
from pages.views import DetailPage, EditPage, ListPage, Page, RolePage, TransitionPage, safe_next
from powers.models import Step
from riskpoints import counts
from riskpoints.choices import OPEN, PAST, WAITING, Status
from riskpoints.filing import difference, revise
from riskpoints.filters import RiskPointFilter
from riskpoints.forms import RiskPointForm
from riskpoints.grading import SCALE, Grade, grade
from riskpoints.models import RiskPoint, review_passed
from riskpoints.tables import QueueTable, RiskPointTable

WORK_ROWS = 25  # of each section; the register lists the others
BULK = ("endorse", "register", "return")


class RiskPoints(ListPage):
    model = RiskPoint
    table_class = RiskPointTable
    filterset_class = RiskPointFilter
    title = gettext_lazy("Risk points")
    intro = gettext_lazy("The register: where power can be abused, how gravely, and in which state the filing is.")
    empty = gettext_lazy("No risk point matches. Clear the filters, or file the unit's first one.")
    create_url = reverse_lazy("riskpoints:create")
    create_label = gettext_lazy("New risk point")

    def get_queryset(self) -> Any:
        return super().get_queryset().exclude(status__in=PAST)

    def total(self, rows: Any) -> int | None:
        filters = dict(getattr(self.filterset.form, "cleaned_data", {}))
        top = filters.pop("below", None)
        if top == "":  # no such unit
            return 0
        chosen = {name: value for name, value in filters.items() if value}
        known = None
        if chosen.keys() <= set(counts.CELLS):
            paths = self.request.user.paths_below(REGISTER_READERS, top or "")
            known = counts.total(paths, exclude=PAST, **chosen)
        return super().total(rows) if known is None else known


class RiskPointDetail(DetailPage):
    model = RiskPoint
    template_name = "riskpoints/detail.html"
    context_object_name = "point"

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("endorsed_by", "registered_by", "returned_by", "revises")

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        point, user = self.object, self.request.user
        files = user.holds((Role.LIAISON,), at=point.unit)
        measures = point.root.measures.for_list().order_by("pk")
        revisions = point.root.revisions.select_related("filed_by", "registered_by").order_by("-pk")
        return super().get_context_data(
            measures=measures,
            revisions=revisions,
            open_revision=next((r for r in revisions if r.status in OPEN and r.pk != point.pk), None),
            difference=difference(point) if point.revises else None,
            may_edit=files and point.is_editable,
            may_revise=files and point.is_in_force,
            may_measure=files and (point.is_editable or point.is_in_force),
            **context,
        )


class RiskPointEdit(EditPage):
    model = RiskPoint
    form_class = RiskPointForm
    template_name = "riskpoints/form.html"
    title_new = gettext_lazy("New risk point")
    title_edit = gettext_lazy("Edit risk point")

    def get_initial(self) -> dict[str, Any]:
        initial = super().get_initial()
        step = self.request.GET.get("step", "")
        if not self.object and step.isdecimal():
            initial["step"] = Step.objects.visible_to(self.request.user).filter(pk=step).first()
        return initial

    def save(self, form: Any) -> RiskPoint:
        if not self.object:
            form.instance.created_by = self.request.user
        return form.save()

    def done(self, row: RiskPoint) -> str:
        if row.root.measures.exists():
            return _("“%(row)s” was saved. File it when it is complete.") % {"row": row}
        return _("“%(row)s” was saved as a draft. Add a measure next, then file it.") % {"row": row}


class Revise(RolePage):
    """Start, or go on with, the revision of a registered point."""

    roles = (Role.LIAISON,)

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        point = get_object_or_404(RiskPoint.objects.visible_to(request.user), pk=pk)
        revision = revise(point, by=request.user)
        if revision.is_editable:
            return redirect("riskpoints:edit", revision.pk)
        return redirect(revision)


class RiskPointTransition(TransitionPage):
    model = RiskPoint


class GradePreview(RolePage):
    """The grade that the rule gives for the values in the form, for display while typing."""

    def get(self, request: SignedInRequest) -> HttpResponse:
        values = {name: request.GET.get(name, "") for name in ("likelihood", "harm", "importance", "frequency")}
        found = None
        if all(value.isdecimal() and int(value) in SCALE for value in values.values()):
            likelihood, harm, importance, frequency = (int(value) for value in values.values())
            majors = "three_majors" in request.GET
            found = grade(likelihood, harm, importance, frequency, three_majors=majors)
        context = {
            "grade": found,
            "managed_by": None if found is None else RiskPoint(grade=Grade(found)).managed_by,
        }
        return render(request, "riskpoints/_grade.html", context)


class WorkList(Page):
    """What a liaison has to do: returned with the reason, drafts to finish, and what waits for others."""

    roles = (Role.LIAISON,)
    template_name = "riskpoints/worklist.html"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        user = self.request.user
        mine = RiskPoint.objects.filter(user.where_holds((Role.LIAISON,), "path"))
        # What a section holds, its order, and where the register lists all of it.
        sections: dict[str, tuple[Q, tuple[str, ...], str]] = {
            "returned": (Q(status=Status.RETURNED), ("returned_at", "pk"), "status=returned"),
            "drafts": (Q(status=Status.DRAFT), ("-pk",), "status=draft"),
            "review": (review_passed(), ("review_on", "pk"), "overdue=true"),
            "waiting": (Q(status__in=WAITING), ("filed_at", "pk"), "status=filed"),
        }
        counts = mine.aggregate(
            **{name: Count("pk", filter=which) for name, (which, _order, _all) in sections.items()}
        )
        rows = mine.for_list().select_related("returned_by")
        keys = {
            name: list(mine.filter(which).order_by(*order).values_list("pk", flat=True)[:WORK_ROWS])
            for name, (which, order, _all) in sections.items()
            if counts[name]
        }
        found = {row.pk: row for row in fetched(rows, [key for part in keys.values() for key in part])}
        shown = {
            name: {
                "rows": [found[key] for key in keys.get(name, ())],
                "count": counts[name],
                "all": f"{reverse('riskpoints:list')}?{query}" if counts[name] > WORK_ROWS else "",
            }
            for name, (_which, _order, query) in sections.items()
        }
        return super().get_context_data(sections=shown, is_empty=not any(counts.values()), **context)


class Queue(Page):
    """What waits for a unit head or an inspector; many at once, with one reason."""

    roles = (Role.UNIT_HEAD, Role.INSPECTOR)
    template_name = "riskpoints/queue.html"

    def rows(self) -> Any:
        return RiskPoint.objects.waiting_for(self.request.user).for_list()

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        filterset = RiskPointFilter(self.request.GET, queryset=self.rows())
        rows = filterset.qs
        table = paged(
            self.request,
            QueueTable,
            rows,
            ("filed_at", "pk"),
            total=counted(rows),
            empty_text=_("Nothing is waiting for you."),
        )
        heads = self.request.user.holds((Role.UNIT_HEAD,))
        inspects = self.request.user.holds((Role.INSPECTOR,))
        return super().get_context_data(
            table=table, filter=filterset, may_endorse=heads, may_register=inspects, **context
        )

    def post(self, request: SignedInRequest) -> HttpResponse:
        verb = request.POST.get("verb", "")
        chosen = [pk for pk in request.POST.getlist("point") if pk.isdecimal()]
        if verb not in BULK or not chosen:
            messages.warning(request, _("Choose at least one filing first."))
            return redirect(safe_next(request) or "riskpoints:queue")
        rows = RiskPoint.objects.visible_to(request.user).filter(pk__in=chosen)
        outcome = RiskPoint.lifecycle.attempt(rows, verb, by=request.user, reason=request.POST.get("reason", ""))
        if outcome.done:
            count = len(outcome.done)
            messages.success(
                request,
                ngettext("%(count)d filing was dealt with.", "%(count)d filings were dealt with.", count)
                % {"count": count},
            )
        for sentence in sorted({str(s) for s in outcome.refused.values()}):
            names = [
                str(p)
                for p in RiskPoint.objects.filter(pk__in=outcome.refused)
                if str(outcome.refused[p.pk]) == sentence
            ]
            messages.error(request, f"{'、'.join(names[:5])}{'…' if len(names) > 5 else ''}：{sentence}")
        return redirect(safe_next(request) or "riskpoints:queue")
