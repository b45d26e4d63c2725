"""Pages of reorganisations: say what shall happen to a unit, see what it would change, do it, undo it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ground.lifecycle.machine import NotAllowed
from ground.lifecycle.roles import Role
from ground.pages.requests import SignedInRequest
from ground.pages.views import ListPage, Page, RolePage
from oversight.reorganisations.changes import carry_out, preview, undo
from oversight.reorganisations.filters import ReorganisationFilter
from oversight.reorganisations.forms import TICKED, ChangeForm, SplitForm
from oversight.reorganisations.models import Reorganisation, ReorganisationKind
from oversight.reorganisations.splits import posts_used_only_by
from oversight.reorganisations.tables import ReorganisationTable
from units.models import Unit

ADMINISTRATOR = (Role.ADMINISTRATOR,)


class Reorganisations(ListPage):
    roles = ADMINISTRATOR
    model = Reorganisation
    table_class = ReorganisationTable
    filterset_class = ReorganisationFilter
    title = gettext_lazy("Reorganisations")
    intro = gettext_lazy("Units renamed, moved, merged and split. A reorganisation can be undone on the same day.")
    empty = gettext_lazy("Nothing was reorganised yet. Open a unit to rename, move, merge or split it.")


class OfUnit(Page):
    """A page about one unit that the reader administers."""

    roles = ADMINISTRATOR

    def unit(self) -> Unit:
        return get_object_or_404(Unit.objects.reachable_by(self.request.user, self.roles), pk=self.kwargs["pk"])

    def carry_out(self, kind: ReorganisationKind, target: Unit | None, **more: Any) -> HttpResponse:
        """Do it and go to the list. Raises NotAllowed."""
        reason = self.request.POST.get("reason", "")
        change = carry_out(kind, self.unit(), target, by=self.request.user, reason=reason, **more)
        messages.success(self.request, _("Done: %(change)s. It can be undone today.") % {"change": change})
        return redirect("reorganisations:list")


class Reorganise(OfUnit):
    """GET says what a change would bring, POST makes it."""

    template_name = "reorganisations/change.html"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        unit = self.unit()
        asked = self.request.POST or (self.request.GET if "kind" in self.request.GET else None)
        form = ChangeForm(asked, user=self.request.user, initial={"name": unit.name})
        seen, refusal = None, context.pop("refusal", "")
        if asked and form.is_valid():
            kind, target = ReorganisationKind(form.cleaned_data["kind"]), form.cleaned_data["target"]
            try:
                seen = preview(kind, unit, target, form.cleaned_data["name"], self.request.user)
            except NotAllowed as error:
                refusal = str(error.sentence)
        return super().get_context_data(unit=unit, form=form, seen=seen, refusal=refusal, **context)

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        form = ChangeForm(request.POST, user=request.user)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(), status=422)
        values = form.cleaned_data
        kind = ReorganisationKind(values["kind"])
        try:
            return self.carry_out(
                kind, values["target"], name=values["name"] if kind == ReorganisationKind.RENAME else ""
            )
        except NotAllowed as error:
            return self.render_to_response(self.get_context_data(refusal=str(error.sentence)), status=409)


class Split(OfUnit):
    """Tick what goes, POST it to see what it would change, POST it again with a reason to make it."""

    template_name = "reorganisations/split.html"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        unit = self.unit()
        form = context.pop("form", None) or SplitForm(unit=unit, user=self.request.user)
        reason = self.request.POST.get("reason", "")
        return super().get_context_data(unit=unit, form=form, reason=reason, **context)

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        unit = self.unit()
        if "suggest" in request.POST:
            wanted = {name: set(request.POST.getlist(name)) for name in TICKED}
            own = {name: getattr(unit, name).values_list("pk", flat=True) for name in TICKED}
            ticked = {name: [pk for pk in own[name] if str(pk) in wanted[name]] for name in TICKED}
            ticked["posts"] += posts_used_only_by(unit, ticked["powers"])
            kept = {name: request.POST.get(name, "") for name in ("target", "name", "code", "with_roles")}
            form = SplitForm(initial=kept | ticked, unit=unit, user=request.user)
            return self.render_to_response(self.get_context_data(form=form))
        form = SplitForm(request.POST, unit=unit, user=request.user)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        target, seen = form.cleaned_data["target"], None
        try:
            if "look" not in request.POST:
                return self.carry_out(ReorganisationKind.SPLIT, target, chosen=form.chosen)
            seen = preview(ReorganisationKind.SPLIT, unit, target, "", request.user, form.chosen)
        except NotAllowed as error:
            context = self.get_context_data(form=form, refusal=str(error.sentence))
            return self.render_to_response(context, status=409)
        return self.render_to_response(self.get_context_data(form=form, seen=seen))


class Undo(RolePage):
    roles = ADMINISTRATOR

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        change = get_object_or_404(Reorganisation.objects.visible_to(request.user), pk=pk)
        undo(change, by=request.user)
        messages.success(request, _("Undone: %(change)s.") % {"change": change})
        return redirect("reorganisations:list")
