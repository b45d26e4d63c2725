"""The measures of a filing, as rows of its workspace: added, changed and taken off with the point itself."""

from __future__ import annotations

import re
from copy import copy
from functools import cached_property
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ground.lifecycle.versions import CHANGED_MEANWHILE, stale, versions_of
from ground.pages.forms import RegisterForm
from ground.pages.widgets import TokenInput
from measures.choices import MeasureStatus
from measures.filing_requirements import has_leader_of_raised_grade, has_needed_measures
from measures.forms import MeasureForm, check_unlinked
from measures.models import Measure, MeasureLink
from measures.plan_gaps import asked_of_point
from riskpoints.filings import TOLD, Item, Judgement, Part, State, Told, works_in_workspace
from riskpoints.models import RiskPoint

ROW = re.compile(r"measure-(\d{1,3})-text")
MOST = 50  # rows of one form
BLANK = "__n__"  # stands for the number in the row that scripts copy

TOLD[has_needed_measures] = Told(
    "measures", gettext_lazy("Its measures have a responsible post, and a leader if high")
)
TOLD[has_leader_of_raised_grade] = Told("measures")


class LeaderRow(RegisterForm):
    """The accountable leader of a measure in force, who is asked for again where a revision raises the grade."""

    of_unit = ("accountable_post",)
    version = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Measure
        fields = ["accountable_post"]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["accountable_post"].required = self.instance.accountable_post_id is not None  # none is taken away

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "accountable_post" in self.changed_data and stale(Measure, {self.instance.pk: cleaned.get("version", "")}):
            self.add_error(None, str(CHANGED_MEANWHILE))
        return cleaned


class MeasureRow(MeasureForm):
    """A row: a new measure, or a planned one of the point. `measure` and `version` name what is changed."""

    measure = forms.CharField(required=False, widget=forms.HiddenInput)
    version = forms.CharField(required=False, widget=forms.HiddenInput)
    off = forms.BooleanField(required=False, label=gettext_lazy("take off"))

    class Meta(MeasureForm.Meta):
        fields = [name for name in MeasureForm.Meta.fields if name != "points"]

    @property
    def is_off(self) -> bool:
        return bool(self["off"].value())

    @property
    def is_empty(self) -> bool:
        """A new row in which nothing was written."""
        return self.instance.pk is None and not self.has_changed()

    @property
    def others(self) -> int:
        """How many other points the measure holds."""
        return len(self.instance.links.all()) - 1 if self.instance.pk else 0

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        seen = cleaned.get("version")
        if self.instance.pk and self.has_changed() and seen and stale(Measure, {self.instance.pk: seen}):
            self.add_error(None, str(CHANGED_MEANWHILE))
        return cleaned


class JoinedMeasures(forms.Form):
    """Measures that the unit has already and that shall hold this point, too."""

    measures = forms.ModelMultipleChoiceField(
        Measure.objects.none(),
        required=False,
        widget=TokenInput,
        label=gettext_lazy("other measures of the unit for this point"),
    )

    def __init__(self, point: RiskPoint, data: Any = None, initial: Any = None) -> None:
        super().__init__(data, prefix="joined", initial=initial)
        measures = Measure.objects.filter(unit=point.unit).exclude(status=MeasureStatus.ENDED)
        if point.root_id:
            measures = measures.exclude(links__point=point.root_id)
        self.fields["measures"].queryset = measures.order_by("text", "pk")  # type: ignore[attr-defined]


@works_in_workspace
class MeasureRows(Part):
    name = "measures"
    template = "measures/_workspace.html"
    fragment = "measures/_workspace_plan.html"

    @cached_property
    def _standing(self) -> list[Measure]:
        """The measures of the point that have not ended."""
        root = self.point.root_id
        if root is None:
            return []
        rows = Measure.objects.filter(points=root).exclude(status=MeasureStatus.ENDED)
        return list(rows.for_list().prefetch_related("rules", "links").order_by("pk"))

    @property
    def fixed(self) -> list[Measure]:
        """Measures in force, which are changed on their own pages."""
        return [measure for measure in self._standing if not measure.is_editable]

    @cached_property
    def leaders(self) -> dict[int, LeaderRow]:
        """Of a revision the leaders of its measures in force, by measure: raising the grade asks for them again."""
        if not self.point.revises_id:
            return {}
        sent = self.data if self.data is not None else self.kept
        versions = versions_of(Measure, [measure.pk for measure in self.fixed])
        rows = {}
        for measure in self.fixed:
            prefix, version = f"leader-{measure.pk}", {"version": versions[measure.pk]}
            is_sent = sent is not None and f"{prefix}-accountable_post" in sent
            data = self.data if is_sent else None
            row = LeaderRow(data, prefix=prefix, instance=measure, unit=self.point.unit, initial=version)
            row.fields["accountable_post"].choices = self._offered["accountable_post"]  # type: ignore[attr-defined]
            if is_sent and self.data is None:
                row.fill(sent)
            rows[measure.pk] = row
        return rows

    @property
    def held_by(self) -> list[tuple[Measure, LeaderRow | None]]:
        """The measures in force, each with the form of its leader where it has one."""
        return [(measure, self.leaders.get(measure.pk)) for measure in self.fixed]

    @property
    def _changed_leaders(self) -> list[LeaderRow]:
        return [row for row in self.leaders.values() if row.is_bound and "accountable_post" in row.changed_data]

    @cached_property
    def rows(self) -> list[MeasureRow]:
        """As they were sent or kept; else those of the register, and an empty one where there is none at all."""
        planned = {str(m.pk): m for m in self._standing if m.is_editable}
        sent = self.data if self.data is not None else self.kept
        numbers = sorted({int(found[1]) for name in sent or () if (found := ROW.fullmatch(name))})[:MOST]
        if numbers:
            rows = [self._sent(number, sent, planned) for number in numbers]
            if sent.get("then") == "row":
                rows.append(self._row(numbers[-1] + 1))
            return rows
        versions = versions_of(Measure, [m.pk for m in planned.values()])
        rows = [
            self._row(number, measure, initial={"measure": key, "version": versions[measure.pk]})
            for number, (key, measure) in enumerate(planned.items())
        ]
        return rows or ([] if self.fixed else [self._row(0)])

    @cached_property
    def joined(self) -> JoinedMeasures:
        if self.data is None and self.kept is not None:
            return JoinedMeasures(self.point, initial={"measures": self.kept.getlist("joined-measures")})
        return JoinedMeasures(self.point, self.data)

    def _join(self, point: RiskPoint) -> None:
        measures = self.joined.cleaned_data.get("measures", ())
        links = [MeasureLink(measure=measure, point=point.root) for measure in measures]
        MeasureLink.objects.bulk_create(links, ignore_conflicts=True)

    @property
    def blank(self) -> MeasureRow:
        return self._row(BLANK)

    def _sent(self, number: int, sent: Any, planned: dict[str, Measure]) -> MeasureRow:
        measure = planned.get(sent.get(f"measure-{number}-measure", ""))
        row = self._row(number, measure, data=self.data)
        if self.data is None:
            row.fill(sent)
        return row

    def _row(self, number: int | str, measure: Measure | None = None, **options: Any) -> MeasureRow:
        new = measure is None
        row = MeasureRow(
            prefix=f"measure-{number}",
            instance=measure,
            unit=self.point.unit,
            user=self.user,
            empty_permitted=new,
            use_required_attribute=False,
            **options,
        )
        for name, choices in self._offered.items():
            row.fields[name].choices = choices  # type: ignore[attr-defined]
        return row

    @cached_property
    def _offered(self) -> dict[str, list[tuple[Any, str]]]:
        """Posts and rules of the unit, read once for all rows."""
        form = MeasureRow(unit=self.point.unit, user=self.user)
        fields: dict[str, Any] = form.fields
        posts = [(post.pk, str(post)) for post in fields["responsible_post"].queryset.filter(is_abolished=False)]
        rules = [(rule.pk, str(rule)) for rule in fields["rules"].queryset]
        offered = [("", "—"), *posts]
        return {"responsible_post": offered, "accountable_post": offered, "rules": rules}

    @property
    def _told(self) -> list[MeasureRow]:
        """The rows that say something."""
        return [row for row in self.rows if not row.is_off and not row.is_empty]

    @property
    def _off(self) -> list[Measure]:
        return [row.instance for row in self.rows if row.is_off and row.instance.pk]

    def is_valid(self) -> bool:
        forms = (*self._told, *self._changed_leaders, self.joined)
        return not [form for form in forms if not form.is_valid()]  # all of them are judged

    def save(self, point: RiskPoint) -> None:
        for row in self._told:
            is_new = row.instance.pk is None
            if is_new or row.has_changed():
                row.save()
            if is_new:
                MeasureLink.objects.create(measure=row.instance, point=point.root)
                if row.cleaned_data["put_in_force"]:
                    row.instance.perform("put_in_force", by=self.user)
        for leader in self._changed_leaders:
            leader.save()
        self._join(point)
        for measure in self._off:
            self._take_off(measure, point.root)

    def _take_off(self, measure: Measure, point: RiskPoint) -> None:
        """A measure that holds other points stays with those; one that holds nothing else ends."""
        others = measure.points.exclude(pk=point.pk)
        if others:
            check_unlinked(measure, others)
            MeasureLink.objects.filter(measure=measure, point=point).delete()
        else:
            measure.perform("end", by=self.user, reason=_("Removed while the filing was being written."))

    def save_tentatively(self, point: RiskPoint) -> None:
        root = point.root_id
        for leader in self._changed_leaders:
            copy(leader.instance).save()
        for row in self._told:
            measure = copy(row.instance)
            measure.save()
            MeasureLink.objects.get_or_create(measure=measure, point_id=root)
        self._join(point)
        MeasureLink.objects.filter(measure__in=self._off, point=root).delete()

    def judge(self, point: RiskPoint, found: Judgement) -> None:
        for row in (*self._told, *self._changed_leaders) if self.data is not None else ():
            for name, errors in row.errors.items():
                label = row.fields[name].label if name in row.fields else _("measure")
                at = f"{row.prefix}-{name}" if name in row.fields else "measures"
                found.items.append(Item(State.MISSING, f"{label}：{errors[0]}", at))
        asked = asked_of_point(point)
        found.shown["asked"] = asked if found.explanation else None
        if not found.explanation:
            return
        for ask in asked.gaps:
            sentence = _("%(what)s: %(asked)s") % {"what": ask.label, "asked": ask.asked}
            found.items.append(Item(State.GAP, sentence, "measures"))
        if asked.gaps:
            state = State.MET if point.plan_gap_reason.strip() else State.MISSING
            said = {
                State.MET: _("It is said why it is filed below the plan"),
                State.MISSING: _("Add what the plan asks for, or say why it is filed below it"),
            }
            found.items.append(Item(state, said[state], "plan_gap_reason"))
        elif asked.asks:
            found.items.append(Item(State.MET, _("What the control plan asks for is there"), "plan"))
