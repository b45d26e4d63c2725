"""Boards and the register form as documents: small ones at once, large ones by a worker; templates of offices."""

from __future__ import annotations

import io
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse_lazy
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from docx import Document

from exchange.documents import register_form, warning_letters
from exchange.documents.board_pdfs import PAPERS, board_pdf, boards_of
from exchange.documents.filters import TemplateFilter
from exchange.documents.forms import TemplateForm
from exchange.documents.models import DocumentKind, FormTemplate
from exchange.documents.office_templates import fill
from exchange.documents.tables import TemplateTable
from exchange.documents.wordings import SAMPLES, TITLES, own
from exchange.workbooks.outgoing import export_work
from ground.lifecycle.changelog import recorded
from ground.lifecycle.keys import is_key
from ground.lifecycle.machine import NotAllowed
from ground.lifecycle.roles import REGISTER_READERS, Role
from ground.pages.downloads import Download
from ground.pages.requests import SignedInRequest
from ground.pages.views import DetailPage, EditPage, ListPage, RolePage
from powers.models import Flow
from riskwarnings.models import Warning
from units.models import Unit


def paper_asked(request: SignedInRequest) -> str:
    """a3 or a4, as ?paper= says."""
    asked = request.GET.get("paper") or request.POST.get("paper") or ""
    return asked if asked in PAPERS else PAPERS[0]


class Board(RolePage):
    """One board; ?paper=a4 for the smaller sheet."""

    def get(self, request: SignedInRequest, pk: int) -> HttpResponse:
        flows = Flow.objects.visible_to(request.user).select_related("power_item__unit", "power_item__domain")
        flow = get_object_or_404(flows, pk=pk)
        answer = HttpResponse(board_pdf([flow], paper_asked(request)), content_type="application/pdf")
        answer["Content-Disposition"] = content_disposition_header(True, f"{flow.power_item}.pdf")
        return answer


class UnitBoards(RolePage):
    """POST: a worker writes all boards of the unit into one file."""

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        unit = get_object_or_404(Unit.objects.reachable_by(request.user, self.roles), pk=pk)
        if not boards_of(unit, request.user).exists():
            raise NotAllowed(_("The unit has no confirmed flow yet, so there is no board."))
        query = f"unit={unit.pk}&paper={paper_asked(request)}"
        return redirect(export_work.ask("boards", query, by=request.user))


class UnitRegister(RolePage):
    """The register form of a unit, of ?point= alone before it is filed; ?format=docx in the wording of the office."""

    def get(self, request: SignedInRequest, pk: int) -> HttpResponse | FileResponse:
        suffix = request.GET.get("format", "pdf")
        if suffix not in register_form.MADE:
            raise Http404
        units = Unit.objects.reachable_by(request.user, self.roles).filter(is_area=False)
        unit = get_object_or_404(units, pk=pk)
        wanted = request.GET.get("point", "")
        if wanted and not is_key(wanted):
            raise Http404
        point = int(wanted) if wanted else None
        n = register_form.rows_of(unit, request.user, point).count()
        if point and not n:
            raise Http404
        if not n:
            raise NotAllowed(_("The unit has no registered risk point yet, so the form would be empty."))
        if n > register_form.FEW:
            return redirect(export_work.ask(f"register_{suffix}", f"unit={unit.pk}", by=request.user))
        try:
            content = register_form.MADE[suffix](unit, request.user, point)
        except ValidationError as error:
            raise NotAllowed(error.messages[0]) from error
        name = f"{unit}{register_form.FORM.title}.{suffix}"
        return FileResponse(io.BytesIO(content), as_attachment=True, filename=name)


class WarningForm(RolePage):
    """The notice of an issued warning; ?form=feedback for the feedback form, ?format=docx for Word."""

    roles = (*REGISTER_READERS, Role.OFFICIAL)

    def get(self, request: SignedInRequest, pk: int) -> FileResponse:
        form, suffix = request.GET.get("form", DocumentKind.NOTICE), request.GET.get("format", "pdf")
        if form not in warning_letters.TITLES or suffix not in warning_letters.MADE:
            raise Http404
        issued = Warning.objects.visible_to(request.user).filter(issued_at__isnull=False)
        warning = get_object_or_404(issued.for_list(), pk=pk)
        try:
            content = warning_letters.MADE[suffix](DocumentKind(form), warning)
        except ValidationError as error:
            raise NotAllowed(error.messages[0]) from error
        name = f"{warning_letters.TITLES[DocumentKind(form)]}{warning.pk}.{suffix}"
        return FileResponse(io.BytesIO(content), as_attachment=True, filename=name)


ADMINISTRATOR = (Role.ADMINISTRATOR,)


class Templates(ListPage):
    roles = ADMINISTRATOR
    model = FormTemplate
    template_name = "documents/templates.html"
    table_class = TemplateTable
    filterset_class = TemplateFilter
    order = ("unit__path", "form", "pk")
    title = gettext_lazy("Document templates")
    intro = gettext_lazy(
        "The Word documents by which units write their register form and the notices of warnings, in their own "
        "wording and letterhead."
    )
    empty = gettext_lazy("No template; all units use the product's own.")
    create_url = reverse_lazy("documents:template_create")
    create_label = gettext_lazy("New template")
    create_roles = ADMINISTRATOR

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("unit", "by")

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        return super().get_context_data(forms=[_fields_of(form) for form in DocumentKind], **context)


def _fields_of(form: DocumentKind) -> dict[str, Any]:
    """What a template of the form may name: single fields, and the columns of its lists."""
    fields = SAMPLES[form]()
    lists = {name: list(value[0]) for name, value in fields.items() if isinstance(value, list)}
    return {"form": form, "fields": [name for name in fields if name not in lists], "lists": lists.items()}


class TemplateEdit(EditPage):
    roles = ADMINISTRATOR
    model = FormTemplate
    form_class = TemplateForm
    title_new = gettext_lazy("New template")
    title_edit = gettext_lazy("Replace template")

    def choose_unit(self) -> None:
        return None  # the form asks for it


class TemplateDetail(DetailPage):
    """A template with what it makes of rows that say their own names."""

    roles = ADMINISTRATOR
    model = FormTemplate
    template_name = "documents/template.html"
    context_object_name = "template"

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("unit", "by")

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        blocks, wrong = [], ""
        try:
            filled = Document(io.BytesIO(fill(self.object.content(), SAMPLES[self.object.form]())))
        except ValidationError as error:  # a field of an earlier version of the product
            wrong = error.messages[0]
        else:
            blocks = [_block(block) for block in filled.iter_inner_content()]
        return super().get_context_data(blocks=blocks, wrong=wrong, **context)


def _block(block: Any) -> dict[str, Any]:
    """A paragraph or a table of a document, as the preview shows it."""
    if hasattr(block, "text"):
        return {"text": block.text}
    return {"rows": [[cell.text for cell in row.cells] for row in block.rows]}


class TemplateOwn(RolePage):
    """The product's own template of ?form=, to begin with."""

    roles = ADMINISTRATOR

    def get(self, request: SignedInRequest) -> FileResponse:
        form = request.GET.get("form", DocumentKind.REGISTER)
        if form not in SAMPLES:
            raise Http404
        return FileResponse(own(form).open("rb"), as_attachment=True, filename=f"{TITLES[DocumentKind(form)]}.docx")


class TemplateFile(Download):
    roles = ADMINISTRATOR
    model = FormTemplate


class TemplateDelete(RolePage):
    roles = ADMINISTRATOR

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        template = get_object_or_404(FormTemplate.objects.visible_to(request.user), pk=pk)
        with transaction.atomic(), recorded(request.user, action="formtemplate.delete"):
            template.delete()
        return redirect("documents:templates")
