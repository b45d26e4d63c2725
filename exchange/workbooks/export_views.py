"""Pages that give the forms out: filled with what a list shows, or blank."""

from __future__ import annotations

import tempfile
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import get_language

from accounts.access_records import AccessKind, record
from accounts.audit_filters import AUDITOR, asked, in_words
from exchange.workbooks.choices import ExportStatus
from exchange.workbooks.models import Export
from exchange.workbooks.outgoing import audit_files, export_work
from exchange.workbooks.outgoing.files import as_csv, as_workbook
from exchange.workbooks.outgoing.forms import FEW, OUTGOING_FORMS, OutgoingForm
from ground.lifecycle.keys import is_key
from ground.lifecycle.refusals import NOT_YOUR_PAGE
from ground.lifecycle.roles import UNIT_READERS
from ground.pages.paging import counted
from ground.pages.requests import SignedInRequest
from ground.pages.views import DetailPage, RolePage
from units.models import Unit

IN_MEMORY = 5 * 2**20


class OfForm(RolePage):
    """A page about one of the forms, for those who may read what it holds."""

    roles = UNIT_READERS

    def outgoing(self) -> OutgoingForm:
        form = OUTGOING_FORMS.get(self.kwargs["form"])
        if form is None:
            raise Http404
        if not self.request.user.holds(form.roles):
            raise PermissionDenied(NOT_YOUR_PAGE)
        return form

    def name(self, form: OutgoingForm, suffix: str, unit: Unit | None = None) -> str:
        return f"{unit or ''}{form.title}-{timezone.localdate():%Y%m%d}.{suffix}"


class Give(OfForm):
    """The form with the rows that match the filters in the address: ?format=csv or .xlsx."""

    def get(self, request: SignedInRequest, form: str) -> Any:
        outgoing = self.outgoing()
        if outgoing.is_blank_only:
            raise Http404
        rows = outgoing.rows(request.user, request.GET)
        few = counted(rows, FEW) is not None
        if request.GET.get("format") == "csv":
            answer = StreamingHttpResponse(as_csv(outgoing, rows, few=few), content_type="text/csv; charset=utf-8")
            answer["Content-Disposition"] = content_disposition_header(True, self.name(outgoing, "csv"))
            return answer
        if not few:
            return redirect(export_work.ask(form, request.GET.urlencode(), by=request.user))
        unit = self._only_unit(rows) if outgoing.of_posts else None
        file = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115  closed when it was sent
        as_workbook(outgoing, file, rows, unit=unit)
        file.seek(0)
        return FileResponse(file, as_attachment=True, filename=self.name(outgoing, "xlsx", unit))

    @staticmethod
    def _only_unit(rows: Any) -> Unit | None:
        """The unit of the rows, where it is one."""
        found = list(rows.order_by("unit").values_list("unit", flat=True).distinct()[:2])
        return Unit.objects.get(pk=found[0]) if len(found) == 1 else None


class Blank(OfForm):
    """The form without rows, with the posts of ?unit= in its drop-downs."""

    def get(self, request: SignedInRequest, form: str) -> FileResponse:
        outgoing = self.outgoing()
        units = Unit.objects.visible_to(request.user)
        asked = request.GET.get("unit", "")
        unit = get_object_or_404(units, pk=asked) if is_key(asked) else None
        file = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115  closed when it was sent
        as_workbook(outgoing, file, unit=unit)
        file.seek(0)
        return FileResponse(file, as_attachment=True, filename=self.name(outgoing, "xlsx", unit))


class AuditFile(RolePage):
    """POST: a worker writes what the filters in the address want, as ?format=; that it is taken is recorded first."""

    roles = AUDITOR

    def post(self, request: SignedInRequest) -> HttpResponse:
        suffix = request.POST.get("format", "xlsx")
        if suffix not in audit_files.MADE:
            raise Http404
        wanted = asked(request.GET, request.user)
        if wanted.wrong:
            return HttpResponse("\n".join(wanted.wrong), status=400, content_type="text/plain; charset=utf-8")
        record(AccessKind.EXPORTED, request.user, request.user, what=in_words(wanted))
        query = request.GET.copy()
        query[audit_files.LANGUAGE] = get_language() or "zh-hans"
        return redirect(export_work.ask(f"audit_{suffix}", query.urlencode(), by=request.user))


class ExportDetail(DetailPage):
    """A large file on its way, then to be fetched."""

    roles = (*UNIT_READERS, *AUDITOR)
    model = Export
    template_name = "workbooks/export.html"
    context_object_name = "export"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        export = self.object
        title = export_work.WRITERS[export.form].title
        return super().get_context_data(title=title, percent=export.percent, **context)


class ExportProgress(ExportDetail):
    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        self.object = self.get_object()
        context = {"row": self.object, "percent": self.object.percent}
        answer = render(request, "workbooks/_progress.html", context)
        if not self.object.is_at_work:
            answer["HX-Refresh"] = "true"
        return answer


class ExportFile(ExportDetail):
    def get(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        export = self.get_object()
        if export.status != ExportStatus.DONE:
            raise Http404
        return FileResponse(export.file.open("rb"), as_attachment=True, filename=export_work.name_of(export))
