"""Pages of warnings: the lists, one warning with its way, and how one is proposed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ground.lifecycle.keys import is_key
from ground.lifecycle.machine import NotAllowed
from ground.lifecycle.refusals import NOT_YOUR_STEP
from ground.lifecycle.roles import REGISTER_READERS, Role
from ground.pages.downloads import Download
from ground.pages.requests import SignedInRequest
from ground.pages.tabs import TabbedPage
from ground.pages.views import EditPage, ListPage, TransitionPage
from riskwarnings.filters import WarningFilter
from riskwarnings.forms import WarningFileForm, WarningForm
from riskwarnings.lifecycle.warnings import INSPECTORS
from riskwarnings.models import Signal, Warning, WarningFile
from riskwarnings.proposals import propose
from riskwarnings.tables import WarningTable
from riskwarnings.warning_tabs import ANSWER, WARNING, may_attach

READERS = (*REGISTER_READERS, Role.OFFICIAL)


class Warnings(ListPage):
    roles = READERS
    model = Warning
    table_class = WarningTable
    filterset_class = WarningFilter
    title = gettext_lazy("Warnings")
    intro = gettext_lazy("Early found, early reminded, early corrected: warnings and their answers.")
    empty = gettext_lazy("There is no warning.")
    create_url = reverse_lazy("warnings:create")
    create_label = gettext_lazy("Propose a warning")
    create_roles = INSPECTORS
    template_name = "warnings/list.html"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        return super().get_context_data(by_area=self.request.user.holds(REGISTER_READERS), **context)


class WarningDetail(TabbedPage):
    """A warning in tabs (`warning_tabs.py`); its letter is added by the app that writes documents."""

    roles = READERS
    model = Warning
    tabs_of = WARNING
    template_name = "warnings/detail.html"
    context_object_name = "warning"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        warning, user = self.object, self.request.user
        context.setdefault("file_form", WarningFileForm())
        return super().get_context_data(
            may_edit=user.holds(INSPECTORS, at=warning.unit) and warning.is_editable,
            reads_register=user.holds(REGISTER_READERS, at=warning.unit),
            # An answer that its head has not signed yet is not the inspector's to verify.
            leads_on=not warning.awaits_signature or user.holds((Role.UNIT_HEAD,), at=warning.unit),
            **context,
        )

    def post(self, request: SignedInRequest, pk: int, tab: str = "") -> HttpResponse:
        """Attach a file."""
        self.object = self.get_object()
        if not may_attach(self.object, request.user):
            raise NotAllowed(NOT_YOUR_STEP)
        form = WarningFileForm(request.POST, request.FILES)
        if not form.is_valid():
            self.kwargs["tab"] = ANSWER  # where the form stands
            return self.render_to_response(self.get_context_data(file_form=form), status=422)
        form.instance.warning = self.object
        form.instance.keep(request.user)
        messages.success(request, _("The file was attached."))
        return redirect("warnings:tab", pk, ANSWER)


class WarningEdit(EditPage):
    roles = INSPECTORS
    model = Warning
    form_class = WarningForm
    title_new = gettext_lazy("Propose a warning")
    title_edit = gettext_lazy("Edit the proposal")
    hint = gettext_lazy("It reaches nobody before a discipline inspection officer issues it.")

    def choose_unit(self) -> Any:
        if self.signals:
            self.unit = self.signals[0].unit
            if self.unit.is_area:
                raise Http404
            return None
        return super().choose_unit()

    @property
    def signals(self) -> list[Signal]:
        """The signals named in the address, on which the warning is to rest; all about one unit."""
        keys = [key for key in self.request.GET.getlist("signal") if is_key(key)]
        if not keys:
            return []
        found = list(Signal.objects.visible_to(self.request.user).filter(pk__in=keys).select_related("unit"))
        if len(found) != len(set(keys)) or len({signal.unit_id for signal in found}) != 1:
            raise Http404
        return found

    def get_initial(self) -> dict[str, Any]:
        initial = super().get_initial()
        if not self.object and self.signals:
            first = self.signals[0]
            initial |= {"official": first.official_id} if first.official_id else {"post": first.post_id}
        return initial

    def save(self, form: WarningForm) -> Warning:
        if self.object:
            return form.save()
        return propose(form.save(commit=False), self.signals, by=self.request.user)


class WarningTransition(TransitionPage):
    model = Warning


class WarningFileDownload(Download):
    roles = READERS
    model = WarningFile
