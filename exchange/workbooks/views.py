"""Pages of imports: bring a file, see what was understood, mend it, have it written."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse_lazy
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from exchange.workbooks.arranging import asking, choices_of
from exchange.workbooks.choices import ImportStatus, RowOutcome
from exchange.workbooks.fields import label
from exchange.workbooks.filters import HeadingFilter, ImportFilter
from exchange.workbooks.forms import BringForm, HeadingForm, RowForm
from exchange.workbooks.incoming import answers, requests
from exchange.workbooks.incoming.forms import INCOMING_FORMS
from exchange.workbooks.incoming.headings import known_forms
from exchange.workbooks.incoming.questions import common_notes, lacks_powers, questions_of
from exchange.workbooks.incoming.requests import WHO
from exchange.workbooks.models import HeadingWord, Import, ImportRow
from exchange.workbooks.outgoing import marked_rows
from exchange.workbooks.tables import HeadingTable, ImportTable, RowTable
from ground.lifecycle.changelog import recorded
from ground.lifecycle.machine import NotAllowed
from ground.lifecycle.roles import Role
from ground.pages.paging import counted, paged
from ground.pages.pickers import PickPage
from ground.pages.requests import SignedInRequest
from ground.pages.views import DetailPage, EditPage, ListPage, Page, RolePage
from units.models import Unit

ADMINISTRATOR = (Role.ADMINISTRATOR,)
# What a row of a sheet is that is none of the form (incoming.row_kinds).
KINDS_OF_ROWS = {
    "section": gettext_lazy("section"),
    "title": gettext_lazy("title"),
    "signature": gettext_lazy("signature"),
    "blank": gettext_lazy("empty row"),
    "line": gettext_lazy("line without content of the form"),
}


class Imports(ListPage):
    template_name = "workbooks/imports.html"
    roles = WHO
    model = Import
    table_class = ImportTable
    filterset_class = ImportFilter
    title = gettext_lazy("Imports")
    intro = gettext_lazy("Spreadsheets you uploaded. Nothing is written before you have reviewed every row.")
    empty = gettext_lazy("No imports yet. Start with the spreadsheet your unit already has.")
    create_url = reverse_lazy("workbooks:bring")
    create_label = gettext_lazy("Import a spreadsheet")
    create_roles = WHO

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("unit")

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        return super().get_context_data(keeps_headings=self.request.user.holds(ADMINISTRATOR), **context)


class Bring(Page):
    """Choose the file."""

    roles = WHO
    template_name = "workbooks/bring.html"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        form = context.pop("form", None) or BringForm(user=self.request.user)
        return super().get_context_data(form=form, titles=self.titles(), **context)

    def titles(self) -> list[tuple[str, str]]:
        """The forms that the person may bring in."""
        return [
            (form.name, form.title)
            for form in known_forms()
            if self.request.user.holds(INCOMING_FORMS[form.name].roles)
        ]

    def post(self, request: SignedInRequest) -> HttpResponse:
        form = BringForm(request.POST, request.FILES, user=request.user)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        values = form.cleaned_data
        file = values["file"]
        source = requests.bring(
            file,
            file.name,
            by=request.user,
            unit=form.only or values.get("unit"),
            make_missing=values["make_missing"],
        )
        return redirect(source)


class OfImport(RolePage):
    """What is done with one import of the person."""

    roles = WHO

    def source(self) -> Import:
        imports = Import.objects.visible_to(self.request.user).select_related("unit", "by")
        return get_object_or_404(imports, pk=self.kwargs["pk"])


class ImportDetail(DetailPage):
    roles = WHO
    model = Import
    template_name = "workbooks/import.html"
    context_object_name = "source"

    def get_queryset(self) -> Any:
        return Import.objects.visible_to(self.request.user).select_related("unit", "by")

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        source = self.object
        shown = self.request.GET.get("outcome", "")
        if not shown and source.is_ready and source.refused:
            shown = RowOutcome.REFUSED.value
        rows = source.rows.filter(outcome=shown) if shown in RowOutcome.values else source.rows.all()
        rows = rows.select_related("source")
        table, common, given = None, [], []
        if not source.is_at_work and source.total:
            table = paged(
                self.request, RowTable, rows, ("sheet", "number", "pk"), total=counted(rows), empty_text=_("No rows.")
            )
            common = common_notes(source)
            given = answers.given(source)
            table.said_above = {(note.field, note.code) for note in common} | {
                (answer.question.field, code) for answer in given for code in (answers.NOW, answers.BEFORE)
            }
        asks = asking(source.sheets)
        can_arrange = source.status in (ImportStatus.READY, ImportStatus.REFUSED) and bool(source.sheets)
        return super().get_context_data(
            table=table,
            shown=shown,
            outcomes=[(o, getattr(source, o.value)) for o in RowOutcome],
            sheets=[
                self._understood(sheet) | {"choices": choices_of(n, sheet, self.request.user), "asks": asks[n]}
                for n, sheet in enumerate(source.sheets)
            ],
            can_arrange=can_arrange,
            asks_columns=can_arrange and any(asks),
            questions=questions_of(source) if source.is_ready and source.refused else [],
            coming=source.new + source.changed if source.is_ready else 0,
            common=[note for note in common if note.code not in (answers.NOW, answers.BEFORE)],
            given=given,
            lacks_powers=source.is_ready and lacks_powers(source),
            percent=source.percent,
            files=self.request.user.holds((Role.LIAISON,))
            and "risk_points" in {sheet["form"] for sheet in source.sheets},
            uninvited=self._uninvited(source),
            **context,
        )

    def _uninvited(self, source: Import) -> int:
        """How many accounts, these and others, nobody was invited to yet; asked where the file brought some."""
        brought = source.status == ImportStatus.DONE and "accounts" in {sheet["form"] for sheet in source.sheets}
        return User.objects.visible_to(self.request.user).uninvited().count() if brought else 0

    @staticmethod
    def _understood(sheet: dict[str, Any]) -> dict[str, Any]:
        """A sheet with the words for its fields, and what a column without a meaning may be."""
        if not sheet["form"]:
            return sheet
        how = sheet.get("how", {})
        fields = [
            (capfirst(str(label(name, sheet["form"]))), heading, how.get(name, "known"))
            for name, heading in sheet["fields"].items()
        ]
        return sheet | {
            "carried": [(label(name, sheet["form"]), n) for name, n in sheet.get("carried", {}).items()],
            "known": fields,
            "lacking": [capfirst(str(label(name, sheet["form"]))) for name in sheet["lacks"]],
            "passed": [row | {"kind": KINDS_OF_ROWS[row["kind"]]} for row in sheet.get("passed", [])],
        }


class Progress(OfImport):
    """How far it is; tells the page to come again when it is over."""

    def get(self, request: SignedInRequest, pk: int) -> HttpResponse:
        source = self.source()
        answer = render(request, "workbooks/_progress.html", {"row": source, "percent": source.percent})
        if not source.is_at_work:
            answer["HX-Refresh"] = "true"
        return answer


class Write(OfImport):
    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        source = self.source()
        requests.write(source, whole="whole" in request.POST, file_at_once="file_at_once" in request.POST)
        return redirect(source)


class Cancel(OfImport):
    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        source = self.source()
        requests.cancel(source)
        messages.success(request, _("“%(file)s” was not imported.") % {"file": source})
        return redirect(source)


class Marked(OfImport):
    """The rows as a workbook with the cells marked that something is remarked of."""

    def get(self, request: SignedInRequest, pk: int) -> FileResponse:
        source = self.source()
        return FileResponse(marked_rows.workbook(source), as_attachment=True, filename=marked_rows.name_of(source))


class RowEdit(Page):
    """The words of one row, to be mended here instead of in the file."""

    roles = WHO
    template_name = "workbooks/row.html"

    def row(self) -> ImportRow:
        rows = ImportRow.objects.filter(source__in=Import.objects.visible_to(self.request.user))
        row = get_object_or_404(rows.select_related("source__unit", "source__by"), pk=self.kwargs["pk"])
        if not row.source.is_ready:
            raise NotAllowed(requests.NOT_READY)
        return row

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        row = context.pop("row", None) or self.row()
        form = RowForm(row.values, row=row)
        form.show_problems()
        notes = [problem for problem in row.remarks if not problem.refuses]
        return super().get_context_data(row=row, form=form, notes=notes, **context)

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        row = self.row()
        form = RowForm(request.POST, row=row)
        form.full_clean()
        requests.mend(row, row.values | {name: form.cleaned_data[name] for name in form.fields})
        row.refresh_from_db()
        if row.outcome == RowOutcome.REFUSED:
            return self.render_to_response(self.get_context_data(row=row), status=422)
        facts = {"row": row.number, "outcome": row.get_outcome_display()}
        messages.success(request, _("Row %(row)s is now %(outcome)s.") % facts)
        following = row.source.rows.filter(outcome=RowOutcome.REFUSED).first()
        return (
            redirect("workbooks:row", following.pk) if following and "next" in request.POST else redirect(row.source)
        )


class UnitPick(PickPage):
    """Units for which the person enters things, by words of their name or code."""

    roles = WHO
    key = "code"

    def rows(self, wanted: str) -> Any:
        units = Unit.objects.worked_for_by(self.request.user, self.roles)
        return units.named(wanted).order_by("path")


class Headings(ListPage):
    roles = ADMINISTRATOR
    model = HeadingWord
    table_class = HeadingTable
    filterset_class = HeadingFilter
    title = gettext_lazy("Headings of spreadsheets")
    intro = gettext_lazy("Additional column headings that offices use.")
    empty = gettext_lazy("No headings yet. Add one that several offices use.")
    create_url = reverse_lazy("workbooks:heading_create")
    create_label = gettext_lazy("New heading")
    create_roles = ADMINISTRATOR

    def get_queryset(self) -> Any:
        return HeadingWord.objects.visible_to(self.request.user).select_related("unit")


class HeadingEdit(EditPage):
    roles = ADMINISTRATOR
    model = HeadingWord
    form_class = HeadingForm
    title_new = gettext_lazy("New heading")

    def find(self, pk: int | None) -> HttpResponse | None:
        return None

    def next_url(self, row: Any) -> str:
        return str(reverse_lazy("workbooks:headings"))


class HeadingDelete(RolePage):
    roles = ADMINISTRATOR

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        word = get_object_or_404(HeadingWord.objects.visible_to(request.user), pk=pk)
        with transaction.atomic(), recorded(request.user, action="headingword.delete"):
            word.delete()
        messages.success(request, _("“%(row)s” was deleted.") % {"row": word.words})
        return redirect("workbooks:headings")
