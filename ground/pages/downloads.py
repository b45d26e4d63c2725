"""Stored files, handed to those who may see their row."""

from typing import Any

from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404

from ground.pages.requests import SignedInRequest
from ground.pages.views import RolePage


class Download(RolePage):
    """A stored file, for those who may see its row; always as an attachment."""

    model: Any = None

    def get(self, request: SignedInRequest, pk: int) -> FileResponse:
        row = get_object_or_404(self.model.objects.visible_to(request.user), pk=pk)
        if not row.file:
            raise Http404
        try:
            return FileResponse(row.file.open("rb"), as_attachment=True, filename=row.file_name)
        except FileNotFoundError as error:
            raise Http404 from error
