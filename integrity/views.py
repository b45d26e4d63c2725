"""Pages of the officials' files: declarations, points, and the file that holds both."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy

from ground.lifecycle.machine import NotAllowed
from ground.lifecycle.roles import Role
from ground.pages.views import DetailPage, EditPage, ListPage, Page, TransitionPage
from integrity.choices import Opened
from integrity.conflicts import conflicts_of
from integrity.file_looks import record_looks
from integrity.filters import DeclarationFilter, DemeritFilter
from integrity.forms import DeclarationForm, DemeritForm
from integrity.lifecycle import INSPECTORS, NOT_YOURS, OFFICIALS
from integrity.models import Declaration, Demerit, FileLook
from integrity.tables import DeclarationTable, DemeritTable
from units.models import Official, PostPeriod

READERS = (Role.INSPECTOR, Role.OFFICIAL)
SHOWN = 20  # looks at a file that its page names; the newest
NOT_LINKED = gettext_lazy(
    "Your account is not linked to an official of the register yet. Ask your system administrator."
)


class _Recorded(DetailPage):
    """One row of an official's file; opening it is recorded."""

    roles = READERS
    what: Opened

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().get(request, *args, **kwargs)
        record_looks([self.object.official_id], self.what, by=request.user)
        return response


class Declarations(ListPage):
    roles = READERS
    model = Declaration
    table_class = DeclarationTable
    filterset_class = DeclarationFilter
    title = gettext_lazy("Declarations")
    intro = gettext_lazy("Interests declared by officials, compared with the powers of their posts.")
    empty = gettext_lazy("Nothing declared yet.")
    create_url = reverse_lazy("integrity:declaration_create")
    create_label = gettext_lazy("New declaration")
    create_roles = OFFICIALS


class DeclarationDetail(_Recorded):
    model = Declaration
    template_name = "integrity/declaration.html"
    context_object_name = "declaration"
    what = Opened.DECLARATION

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("area", "assessed_by", "declared_by")

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        is_own = self.object.official_id == self.request.user.official_id
        return super().get_context_data(conflicts=conflicts_of(self.object), is_own=is_own, **context)


class DeclarationEdit(EditPage):
    roles = OFFICIALS
    model = Declaration
    form_class = DeclarationForm
    title_new = gettext_lazy("New declaration")
    title_edit = gettext_lazy("Edit declaration")
    hint = gettext_lazy("It is a draft that only you read until you declare it.")

    def find(self, pk: int | None) -> HttpResponse | None:
        if not self.request.user.official_id:
            raise NotAllowed(NOT_LINKED)
        answer = super().find(pk)
        if self.object and self.object.official_id != self.request.user.official_id:
            raise NotAllowed(NOT_YOURS)
        return answer

    def units(self) -> Any:
        return super().units().filter(posts__periods__official=self.request.user.official_id).distinct()


class DeclarationTransition(TransitionPage):
    model = Declaration


class DemeritList(ListPage):
    roles = READERS
    model = Demerit
    table_class = DemeritTable
    filterset_class = DemeritFilter
    order = ("-on", "-pk")
    title = gettext_lazy("Points")
    intro = gettext_lazy("Entries in officials' files; defused and withdrawn entries do not count.")
    empty = gettext_lazy("Nothing recorded yet.")
    create_url = reverse_lazy("integrity:points_create")
    create_label = gettext_lazy("Record points")
    create_roles = INSPECTORS


class DemeritDetail(_Recorded):
    model = Demerit
    template_name = "integrity/points_entry.html"
    context_object_name = "entry"
    what = Opened.POINTS

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("by", "settled_by")

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        recent = Demerit.objects.filter(official=self.object.official_id).recent()
        return super().get_context_data(total=recent.total(), **context)


class DemeritCreate(EditPage):
    roles = INSPECTORS
    model = Demerit
    form_class = DemeritForm
    title_new = gettext_lazy("Record points")
    hint = gettext_lazy("The official reads the entry and can give their view; it decides nothing by itself.")

    def save(self, form: Any) -> Any:
        form.instance.by = self.request.user
        return form.save()


class DemeritTransition(TransitionPage):
    model = Demerit


class File(Page):
    """An official's integrity file: one's own, or that of an official whom one inspects."""

    roles: ClassVar[tuple[Role, ...]] = READERS
    template_name = "integrity/file.html"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        user = self.request.user
        official = self.official(user)
        if official is None:
            return super().get_context_data(official=None, sentence=NOT_LINKED, **context)
        record_looks([official.pk], Opened.FILE, by=user)
        points = Demerit.objects.visible_to(user).filter(official=official).select_related("unit")
        return super().get_context_data(
            official=official,
            is_own=official.pk == user.official_id,
            periods=PostPeriod.objects.filter(official=official).select_related("post__unit"),
            declarations=Declaration.objects.visible_to(user).filter(official=official).for_list(),
            entries=points.order_by("-on", "-pk"),
            total=points.recent().total(),
            looks=FileLook.objects.filter(official=official).select_related("by")[:SHOWN],
            **context,
        )

    def official(self, user: Any) -> Official | None:
        return user.official


class FileOf(File):
    roles = INSPECTORS

    def official(self, user: Any) -> Official | None:
        officials = Official.objects.visible_to(user)
        found: Official = get_object_or_404(officials, pk=self.kwargs["pk"])
        return found
