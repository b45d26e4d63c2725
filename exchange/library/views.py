"""Pages of the library: browse it, take over from it, stay in step with it, and add to it."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exchange.library import adoptions
from exchange.library.filters import AdoptionFilter, LibraryPowerFilter
from exchange.library.forms import AdoptForm, EntryForm
from exchange.library.models import Adoption, LibraryEntry, LibraryPower, PowerAdoption
from exchange.library.tables import AdoptionTable, LibraryPowerTable
from ground.lifecycle.keys import is_key
from ground.lifecycle.machine import NotAllowed
from ground.lifecycle.roles import Role
from ground.pages.requests import SignedInRequest
from ground.pages.views import DetailPage, EditPage, ListPage, RolePage, TransitionPage
from powers.drawing import draw_steps
from powers.models import Step, Way
from riskpoints.grading import ORDER
from riskpoints.models import RiskPoint
from riskpoints.same_elsewhere import kin_of
from units.choices import UnitLevel
from units.models import Unit
from units.subtrees import paths_above

LIAISON = (Role.LIAISON,)
INSPECTOR = (Role.INSPECTOR,)
SHOWN = 5


class Powers(ListPage):
    template_name = "library/powers.html"
    model = LibraryPower
    as_csv = True
    table_class = LibraryPowerTable
    filterset_class = LibraryPowerFilter
    order = ("code", "pk")
    title = gettext_lazy("Risk library")
    intro = gettext_lazy("Powers by industry with flows, risk points and measures, ready to adopt.")
    empty = gettext_lazy("The library is empty. Province and city fill it.")


class PowerDetail(DetailPage):
    model = LibraryPower
    template_name = "library/power.html"
    context_object_name = "power"

    def get_queryset(self) -> Any:
        return LibraryPower.objects.visible_to(self.request.user).select_related("unit", "domain")

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        power, user = self.object, self.request.user
        entries: dict[int, list[LibraryEntry]] = {}
        rows = power.entries.visible_to(user).select_related("unit").order_by("step", "pk")
        if not user.holds(INSPECTOR):
            rows = rows.offered()
        for entry in rows:
            entry.power = power
            entries.setdefault(entry.step, []).append(entry)
        units = units_of(user)
        taken = PowerAdoption.objects.filter(library_power=power, power_item__unit__in=units)
        return super().get_context_data(
            steps=[(number + 1, step, entries.get(number, [])) for number, step in enumerate(power.flow)],
            drawing=drawing_of(power, entries),
            units=units,
            kept={entry.pk for found in entries.values() for entry in found if user.holds(INSPECTOR, at=entry.unit)},
            taken=taken.select_related("power_item__unit"),
            **context,
        )


def units_of(user: Any) -> list[Unit]:
    """The units for which `user` adopts, at most a screenful."""
    return list(Unit.objects.worked_for_by(user, LIAISON).order_by("path")[:50])


def drawing_of(power: LibraryPower, entries: dict[int, list[LibraryEntry]]) -> Any:
    """The flow of a library power as SVG, with the highest grade found on each step."""
    if not power.flow:
        return ""
    steps = [SimpleNamespace(pk=number, number=number + 1, **step) for number, step in enumerate(power.flow)]
    ways = [
        Way(source_id=number, target_id=way["to"], kind=way["kind"], condition=way["condition"])
        for number, step in enumerate(power.flow)
        for way in step["ways"]
    ]
    marks = {n: max((entry.grade for entry in found), key=ORDER.index) for n, found in entries.items()}
    return draw_steps(str(power), steps, ways, marks=marks)


def unit_asked(request: SignedInRequest) -> Unit:
    """The unit that the person adopts for: named by ?unit=, or their only one."""
    units = Unit.objects.worked_for_by(request.user, LIAISON)
    wanted = request.POST.get("unit") or request.GET.get("unit") or ""
    if is_key(wanted):
        return get_object_or_404(units, pk=wanted)
    found = list(units[:2])
    if len(found) != 1:
        raise NotAllowed(_("Choose a unit."))
    return found[0]


class AdoptPower(RolePage):
    roles = LIAISON

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        power = get_object_or_404(LibraryPower.objects.visible_to(request.user), pk=pk)
        item = adoptions.adopt_power(power, unit_asked(request), by=request.user)
        messages.success(
            request, _("“%(power)s” was taken over as a draft, with its flow and risk points.") % {"power": item}
        )
        return redirect(item)


class AdoptEntry(EditPage):
    """Onto which step a single entry is adopted."""

    model = LibraryEntry
    form_class = AdoptForm
    title_new = gettext_lazy("Adopt from the library")

    def find(self, pk: int | None) -> HttpResponse | None:
        entries = LibraryEntry.objects.visible_to(self.request.user).offered().select_related("power")
        self.entry = get_object_or_404(entries, pk=pk)
        self.hint = f"{self.entry.power} · {self.entry.step_name} · {self.entry}"
        return self.choose_unit()

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_form_kwargs()
        return {name: kwargs[name] for name in kwargs if name in ("data", "initial", "prefix")} | {
            "unit": self.unit,
            "entry": self.entry,
        }

    def save(self, form: AdoptForm) -> RiskPoint:
        return adoptions.adopt_entry(self.entry, self.unit, form.cleaned_data["step"], by=self.request.user)

    def done(self, row: Any) -> str:
        return _("“%(point)s” was taken over as a draft.") % {"point": row}


class EntryEdit(EditPage):
    roles = INSPECTOR
    model = LibraryEntry
    form_class = EntryForm
    title_edit = gettext_lazy("Edit library entry")


class EntryTransition(TransitionPage):
    model = LibraryEntry


class Adoptions(ListPage):
    model = Adoption
    table_class = AdoptionTable
    filterset_class = AdoptionFilter
    title = gettext_lazy("Adopted from the library")
    intro = gettext_lazy("What units adopted, how they adapted it, and what has changed in the library since.")
    empty = gettext_lazy("Nothing adopted yet. Open the risk library and adopt a power item or a risk point.")


class AdoptionDetail(DetailPage):
    """The comparison; the liaison accepts the library's change or keeps the unit's own."""

    model = Adoption
    template_name = "library/adoption.html"
    context_object_name = "adoption"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        adoption = self.object
        return super().get_context_data(
            rows=adoptions.comparison(adoption),
            may_decide=adoption.is_outrun and self.request.user.holds(LIAISON, at=adoption.point.unit),
            **context,
        )

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        adoption = self.get_object()
        if "accept" in request.POST:
            point = adoptions.accept(adoption, by=request.user)
            messages.success(request, _("The library's content was taken into “%(point)s”.") % {"point": point})
            return redirect(point)
        adoptions.keep(adoption, by=request.user)
        messages.success(request, _("Your unit's own content stays."))
        return redirect(adoption)


class Related(DetailPage):
    """Beside a risk point: what the library has of the same kind, and how this point stands to it."""

    model = RiskPoint
    template_name = "library/_related.html"
    context_object_name = "point"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        point, user = self.object, self.request.user
        adoption = Adoption.objects.filter(point=point.root).select_related("entry__power").first()
        return super().get_context_data(
            adoption=adoption,
            related=related(point, user, adoption),
            may_propose=not adoption and point.is_in_force and point.step and user.holds(INSPECTOR, at=point.unit),
            **context,
        )


def related(point: RiskPoint, user: Any, adoption: Adoption | None) -> list[LibraryEntry]:
    """Entries of the same name, or on the same step of the same power; the one that was adopted first."""
    of_kind = Q(name=point.name)
    if point.step:
        of_kind |= Q(power__name=point.step.flow.power_item.name)
    rows = LibraryEntry.objects.visible_to(user).offered().filter(of_kind).for_list()
    step = point.step.name if point.step else ""

    def nearness(entry: LibraryEntry) -> tuple[bool, bool, bool, int]:
        own = bool(adoption and adoption.entry_id == entry.pk)
        return (not own, entry.name != point.name, entry.step_name != step, entry.pk)

    return sorted(rows[:60], key=nearness)[:SHOWN]


class Beside(RolePage):
    """Beside a filing that is being written: what the library has for its step, and the same risk in other units."""

    roles = LIAISON

    def get(self, request: SignedInRequest) -> HttpResponse:
        unit, step = unit_asked(request), request.GET.get("step", "")
        point = RiskPoint(unit=unit, path=unit.path, name=request.GET.get("name", "").strip()[:100])
        if is_key(step):
            steps = Step.objects.filter(flow__power_item__unit=unit).select_related("flow__power_item")
            point.step = steps.filter(pk=step).first()
        found = related(point, request.user, None) if point.step or point.name else []
        context = {
            "unit": unit,
            "entries": [(entry, _as_taken(entry)) for entry in found],
            "adopted": set(adoptions.adopted_by(unit).filter(entry__in=found).values_list("entry", flat=True)),
            "kin": kin_of(point, request.user) if len(point.name) > 1 else [],
        }
        return render(request, "library/_beside.html", context)


def _as_taken(entry: LibraryEntry) -> str:
    """What the workspace puts into its fields, as JSON."""
    content = entry.content()
    measures = content.pop("measures")
    return json.dumps({"fields": content | {"adopted": entry.pk}, "measures": measures})


class Propose(RolePage):
    roles = INSPECTOR

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        point = get_object_or_404(RiskPoint.objects.visible_to(request.user).for_list(), pk=pk)
        areas = Unit.objects.filter(
            path__in=paths_above(point.path), is_area=True, level__in=(UnitLevel.CITY, UnitLevel.PROVINCE)
        )
        area = areas.order_by("-path").first()
        assert area is not None  # the top of the tree is the province
        entry = adoptions.propose(point, area, by=request.user)
        messages.success(
            request, _("“%(entry)s” is proposed for the library of %(area)s.") % {"entry": entry, "area": area}
        )
        return redirect(entry.power)
