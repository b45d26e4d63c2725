"""The pages that every app builds on: a list, an object, a form, a state change.

Each starts from `.visible_to(user)`, so that a row outside a person's scope does not exist for them.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.generic import DetailView, TemplateView, View
from django.views.generic.edit import FormMixin
from django_filters.views import FilterView

from ground.lifecycle.changelog import recorded
from ground.lifecycle.keys import is_key
from ground.lifecycle.machine import NotAllowed
from ground.lifecycle.refusals import NO_REASON, NOT_EDITABLE, NOT_YOUR_PAGE
from ground.lifecycle.roles import REGISTER_READERS, Role
from ground.lifecycle.versions import StaleVersion, stale, version_of
from ground.pages.columns import choices, hidden
from ground.pages.conflicts import Conflict
from ground.pages.csv_lists import answer as exported
from ground.pages.forms import TransitionForm
from ground.pages.last_filters import query_of, remember
from ground.pages.paging import counted, paged
from ground.pages.requests import SignedInRequest

OFFERED = 20  # units to choose from at a glance; of more the person types part of the name


class RolePage(LoginRequiredMixin, View):
    """A page for those who hold one of `roles` anywhere; everybody else gets 403, nobody signed in the sign-in."""

    roles: ClassVar[tuple[Role, ...]] = REGISTER_READERS
    # Whether the part of the tree that is looked at narrows what it shows.
    is_narrowed: ClassVar[bool] = False
    request: Any

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        if request.user.is_authenticated and self.roles and not request.user.holds(self.roles):
            raise PermissionDenied(NOT_YOUR_PAGE)
        return super().dispatch(request, *args, **kwargs)


class Page(RolePage, TemplateView):
    """A page of its own kind."""


class ListPage(RolePage, FilterView):
    """A filtered table of rows. Subclasses name model, table_class, filterset_class, order and titles."""

    template_name = "pages/list.html"
    is_narrowed = True
    strict = False
    table_class: Any
    # The list's own order, see pages.paging.paged.
    order: ClassVar[tuple[str, ...]] = ("-pk",)
    title: Any = ""
    intro: Any = ""
    empty: Any = ""
    # Whether the list is given out as CSV; lists of people are not.
    as_csv: ClassVar[bool] = False
    # The form (workbooks.outgoing.forms) in which the rows are given out as a spreadsheet.
    form_of: ClassVar[str] = ""
    create_url: Any = ""
    create_label: Any = ""
    create_roles: ClassVar[tuple[Role, ...]] = (Role.LIAISON,)

    def get_filterset_class(self) -> Any:
        # Without one, django-filter would make one of all columns, and offer in it the rows that they refer to.
        assert self.filterset_class, self
        return self.filterset_class

    def get_queryset(self) -> Any:
        rows = self.model.objects.visible_to(self.request.user)  # type: ignore[union-attr]
        return rows.for_list() if hasattr(rows, "for_list") else rows

    def get(self, request: SignedInRequest, *args: Any, **kwargs: Any) -> Any:
        if not self.as_csv or request.GET.get("format") != "csv":
            return super().get(request, *args, **kwargs)
        rows = self.get_filterset(self.get_filterset_class()).qs
        without = hidden(self.table_class, request.GET)
        _sorted_by, sorting = self.table_class.sorting(request.GET.get("sort", ""))
        return exported(self.model._meta.model_name, self.table_class, rows, (*sorting, *self.order), without)

    def total(self, rows: Any) -> int | None:
        """How many rows the list has; None where there are too many to count them for every page."""
        return counted(rows)

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        rows = self.object_list
        remember(self.request)
        return super().get_context_data(
            table=paged(
                self.request, self.table_class, rows, self.order, total=self.total(rows), empty_text=self.empty
            ),
            title=self.title,
            intro=self.intro,
            create_url=self.create_url,
            create_label=self.create_label,
            may_create=bool(self.create_url) and self.request.user.holds(self.create_roles),
            columns=choices(self.table_class, self.request.GET),
            as_csv=self.as_csv,
            form_of=self.form_of,
            query=query_of(self.request),
            **context,
        )


class DetailPage(RolePage, DetailView):
    """One row with its facts, what may be done with it, and its change log."""

    def get_queryset(self) -> Any:
        rows = self.model.objects.visible_to(self.request.user)
        return rows.for_list() if hasattr(rows, "for_list") else rows


class EditPage(RolePage, FormMixin, TemplateView):
    """A form that makes or changes one row of a unit.

    With `pk` in the address it changes that row, otherwise it makes one for the unit named by ?unit=, or for
    the only unit of the person, or asks which.
    """

    roles: ClassVar[tuple[Role, ...]] = (Role.LIAISON,)
    template_name = "pages/form.html"
    model: Any
    form_class: Any
    title_new: Any = ""
    title_edit: Any = ""
    hint: Any = ""

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        self.object: Any = None
        self.unit: Any = None
        if request.user.is_authenticated and request.user.holds(self.roles):
            answer = self.find(kwargs.get("pk"))
            if answer:
                return answer
        return super().dispatch(request, *args, **kwargs)

    def find(self, pk: int | None) -> HttpResponse | None:
        """Set the row and its unit; returns a page only where the unit has to be chosen first."""
        if pk is not None:
            self.object = get_object_or_404(self.model.objects.visible_to(self.request.user), pk=pk)
            self.unit = self.unit_of(self.object)
            if not self.request.user.holds(self.roles, at=self.unit):
                raise Http404
            if not getattr(self.object, "is_editable", True):
                raise NotAllowed(NOT_EDITABLE % {"state": self.object.get_status_display()})
            return None
        return self.choose_unit()

    def units(self) -> Any:
        """The units for which this person makes such rows."""
        from django.apps import apps

        return apps.get_model("units", "Unit").objects.worked_for_by(self.request.user, self.roles)

    def choose_unit(self) -> HttpResponse | None:
        units = self.units()
        wanted = self.request.GET.get("unit") or self.request.POST.get("unit")
        if wanted:
            self.unit = get_object_or_404(units, pk=wanted) if is_key(wanted) else None
            if self.unit is None:
                raise Http404
            return None
        find = self.request.GET.get("find", "").strip()
        choices = list((units.named(find) if find else units).order_by("path")[: OFFERED + 1])
        if len(choices) == 1 and not find:
            self.unit = choices[0]
            return None
        offered = {"units": choices[:OFFERED], "title": self.title_new, "find": find}
        offered["are_many"] = bool(find) or len(choices) > OFFERED
        offered["are_more"] = len(choices) > OFFERED
        return render(self.request, "pages/choose_unit.html", offered)

    def unit_of(self, row: Any) -> Any:
        return row.unit

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {
            "instance": self.object,
            "unit": self.unit,
            "user": self.request.user,
        }

    def post(self, request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.get_form()
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        kind = self.model._meta.model_name
        try:
            with (
                transaction.atomic(),
                recorded(request.user, action=f"{kind}.{'edit' if self.object else 'create'}"),
            ):
                if self.object:
                    self.refuse_stale()
                row = self.save(form)
        except StaleVersion:
            return self.show_conflict()
        messages.success(request, self.done(row))
        return redirect(self.next_url(row))

    def refuse_stale(self) -> None:
        """Lock the row; raises StaleVersion where it is not the version that the form was opened with."""
        rows = self.model._base_manager.select_for_update(of=("self",))
        row = rows.get(pk=self.object.pk)
        if stale(self.model, {row.pk: self.request.POST.get("version", "")}):
            raise StaleVersion(row)

    def show_conflict(self) -> HttpResponse:
        """Both versions side by side, and the form with what was typed merged into the row as it is now."""
        conflict = Conflict(self.form_class, self.get_form_kwargs(), self.request.POST.get("version", ""))
        return self.render_to_response(self.get_context_data(form=conflict.form, conflict=conflict), status=409)

    def save(self, form: Any) -> Any:
        return form.save()

    def done(self, row: Any) -> str:
        return _("“%(row)s” was saved.") % {"row": row}

    def next_url(self, row: Any) -> str:
        return row.get_absolute_url()

    def back(self) -> str:
        """Where Cancel leads: to the page of the row, else to where the form was opened."""
        page_of_row = getattr(self.object, "get_absolute_url", None)
        return page_of_row() if page_of_row else came_from(self.request)

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        return super().get_context_data(
            title=self.title_edit if self.object else self.title_new,
            hint=self.hint,
            unit=self.unit,
            object=self.object,
            version=version_of(self.object) if self.object else "",
            back=self.back(),
            **context,
        )


class TransitionPage(LoginRequiredMixin, View):
    """POST only: take one row through a state change, then go back to where the person came from."""

    model: Any = None

    def post(self, request: SignedInRequest, pk: int, verb: str) -> HttpResponse:
        row = get_object_or_404(self.model.objects.visible_to(request.user), pk=pk)
        step = row.lifecycle.transitions.get(verb)
        if step is None:
            raise Http404
        form = TransitionForm(step, request.POST)
        if not form.is_valid():
            wrong = [str(e) for name, errors in form.errors.items() if name != "reason" for e in errors]
            raise NotAllowed(wrong[0] if wrong else NO_REASON)
        row.perform(verb, by=request.user, seen=request.POST.get("version", ""), **form.cleaned_data)
        say_state(request, row)
        return HttpResponseRedirect(safe_next(request) or row.get_absolute_url())


def say_state(request: SignedInRequest, row: Any) -> None:
    """Tell the person where the row stands after their step."""
    messages.success(request, _("“%(row)s” is now %(state)s.") % {"row": row, "state": row.get_status_display()})


def came_from(request: SignedInRequest) -> str:
    """Where a form was opened from: the page before it on this site, else the first page."""
    here = request.build_absolute_uri(request.path)
    for wanted in (request.POST.get("back", ""), request.headers.get("Referer", "")):
        if wanted.partition("?")[0] != here and url_has_allowed_host_and_scheme(wanted, {request.get_host()}):
            return wanted
    return reverse("home")


def safe_next(request: SignedInRequest) -> str:
    """The address in `next`, where it is a path of this site; anything else might be taken for the name of a view."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, {request.get_host()})
    return wanted if is_ours else ""
