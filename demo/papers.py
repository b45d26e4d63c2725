"""Files of the demo: the text of a rule, the evidence of an answer. Small, and of a kind that offices send."""

from __future__ import annotations

from io import BytesIO

from django.core.files.base import ContentFile
from docx import Document


def paper(name: str, title: str, *lines: str) -> ContentFile:
    """A document of Word with a title and one paragraph a line, to be kept under `name`."""
    document, content = Document(), BytesIO()
    document.add_heading(title, level=1)
    for line in lines:
        document.add_paragraph(line)
    document.save(content)
    return ContentFile(content.getvalue(), name=f"{name}.docx")
