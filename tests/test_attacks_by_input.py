"""What comes from outside to do harm: it meets a sentence of four hundred and something, and the register goes on."""

import io
import time
import zipfile

import pytest
from django.core.exceptions import ValidationError
from docx import Document

from exchange.documents import office_templates
from exchange.documents.register_form import sample
from exchange.workbooks.incoming.files import Unreadable, open_workbook
from tests.bringing import workbook

pytestmark = pytest.mark.any_database

ENDLESS = "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}"
VAST = "{{ ('x' * 90000000) ~ ('y' * 90000000) ~ ('z' * 900000000) ~ ('w' * 900000000) }}"
DOCTYPE = '<!DOCTYPE x [<!ENTITY secret SYSTEM "file:///etc/hostname">]>'


def template(text: str) -> bytes:
    document, file = Document(), io.BytesIO()
    document.add_paragraph(text)
    document.save(file)
    return file.getvalue()


def with_part(archive: bytes, name: str, change) -> bytes:
    """The archive with one part changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.infolist():
            content = old.read(part)
            new.writestr(part.filename, change(content) if part.filename == name else content)
    return out.getvalue()


def with_entity(xml: bytes, encoding: str = "utf-8") -> bytes:
    """A part that asks its reader for a file of the machine."""
    _declaration, _end, rest = xml.decode().partition("?>")
    text = f'<?xml version="1.0" encoding="{encoding}"?>{DOCTYPE}{rest}'
    return text.replace("victim", "&secret;").encode(encoding)


@pytest.mark.parametrize(("text", "within"), [(ENDLESS, 40), (VAST, 40)])
def test_a_template_that_takes_all_time_or_memory_ends_a_process_of_its_own(monkeypatch, text, within):
    monkeypatch.setattr(office_templates, "SECONDS", 2)
    begun = time.monotonic()
    with pytest.raises(ValidationError) as refused:
        office_templates.check(template(text), sample())
    assert time.monotonic() - begun < within
    assert str(office_templates.TOO_MUCH) in refused.value.messages


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_template_that_asks_for_a_file_of_the_machine_is_refused(encoding):
    attack = with_part(template("victim"), "word/document.xml", lambda xml: with_entity(xml, encoding))
    for deed in (office_templates.check, office_templates.fill):
        with pytest.raises(ValidationError) as refused:
            deed(attack, sample())
        assert str(office_templates.ENTITIES) in refused.value.messages


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml"])
def test_a_spreadsheet_that_asks_for_a_file_of_the_machine_is_refused(part):
    with pytest.raises(Unreadable) as refused:
        open_workbook(with_part(workbook((["序号"], [["1"]])), part, with_entity), "a.xlsx")
    assert refused.value.reason["code"] == "entities"
