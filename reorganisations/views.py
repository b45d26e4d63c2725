"""Pages of reorganisations: say what shall happen to a unit, see what it would change, do it, undo it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lifecycle.machine import NotAllowed
from lifecycle.roles import Role
from pages.requests import SignedInRequest
from pages.views import ListPage, Page, RolePage
from reorganisations.changing import carry_out, check, preview, undo
from reorganisations.filters import ReorganisationFilter
from reorganisations.forms import ChangeForm
from reorganisations.models import Kind, Reorganisation
from reorganisations.tables import ReorganisationTable
from units.models import Unit

ADMINISTRATOR = (Role.ADMINISTRATOR,)


class Reorganisations(ListPage):
    roles = ADMINISTRATOR
    model = Reorganisation
    table_class = ReorganisationTable
    filterset_class = ReorganisationFilter
    title = gettext_lazy("Reorganisations")
    intro = gettext_lazy("What was renamed, moved and merged. On its own day a reorganisation can be undone.")
    empty = gettext_lazy("Nothing was reorganised yet. Open a unit to rename, move or merge it.")


class Reorganise(Page):
    """GET says what a change would bring, POST makes it."""

    roles = ADMINISTRATOR
    template_name = "reorganisations/change.html"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        unit = self.unit()
        asked = self.request.POST or (self.request.GET if "kind" in self.request.GET else None)
        form = ChangeForm(asked, user=self.request.user, initial={"name": unit.name})
        seen, refusal = None, context.pop("refusal", "")
        if asked and form.is_valid():
            kind, target = Kind(form.cleaned_data["kind"]), form.cleaned_data["target"]
            try:
                check(kind, unit, target, form.cleaned_data["name"], self.request.user)
                seen = preview(kind, unit, target)
            except NotAllowed as error:
                refusal = str(error.sentence)
        return super().get_context_data(unit=unit, form=form, seen=seen, refusal=refusal, **context)

    def unit(self) -> Unit:
        return get_object_or_404(Unit.objects.reachable_by(self.request.user, self.roles), pk=self.kwargs["pk"])

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        form = ChangeForm(request.POST, user=request.user)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(), status=422)
        values = form.cleaned_data
        try:
            change = carry_out(
                Kind(values["kind"]),
                self.unit(),
                values["target"],
                name=values["name"] if values["kind"] == Kind.RENAME else "",
                by=request.user,
                reason=request.POST.get("reason", ""),
            )
        except NotAllowed as error:
            return self.render_to_response(self.get_context_data(refusal=str(error.sentence)), status=409)
        messages.success(request, _("Done: %(change)s. It can be undone today.") % {"change": change})
        return redirect("reorganisations:list")


class Undo(RolePage):
    roles = ADMINISTRATOR

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        change = get_object_or_404(Reorganisation.objects.visible_to(request.user), pk=pk)
        undo(change, by=request.user)
        messages.success(request, _("Undone: %(change)s.") % {"change": change})
        return redirect("reorganisations:list")
