"""Imports on their pages, by the command, and what becomes of old ones."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.utils import timezone

from exchange.workbooks import retention
from exchange.workbooks.incoming import import_work, requests
from exchange.workbooks.incoming.files import open_workbook
from exchange.workbooks.models import HeadingWord, Import
from ground.lifecycle.roles import Role
from riskpoints.models import RiskPoint
from tests.factories import make_unit, make_user
from tests.import_files import counts, read, written
from tests.test_import import (
    HEAD,
    line,
    office,  # noqa: F401  a fixture
    sheet,
)

pytestmark = [pytest.mark.any_database, pytest.mark.usefixtures("own_files")]


def test_a_column_nobody_knows_is_assigned_and_remembered_for_the_unit(office):
    content = sheet([*line(office)[:8], "封存底价"], head=[*HEAD[:8], "控权之策"])
    source = read(content, by=office.liaison, unit=office.unit)
    assert source.sheets[0]["unplaced"] == ["控权之策"] and source.sheets[0]["lacks"] == ["measures"]
    requests.place(source, "risk_points", {"控权之策": "measures"})
    import_work.go_on(source.pk)
    source.refresh_from_db()
    assert counts(source) == (1, 0, 0, 0)
    assert counts(read(content, by=office.liaison, unit=office.unit)) == (1, 0, 0, 0)
    other = make_unit(office.county)
    stranger = make_user(Role.LIAISON, other)
    assert read(content, by=stranger, unit=other).sheets[0]["lacks"] == ["measures"]


def test_the_pages_show_mend_and_bring_in(office, signed_in):
    client = signed_in(office.liaison)
    file = SimpleUploadedFile("表.xlsx", sheet(line(office, 风险等级="特高")))
    answer = client.post("/imports/new/", {"file": file, "make_missing": "on"})
    source = Import.objects.get()
    assert answer.url == source.get_absolute_url()
    assert client.get(f"/imports/{source.pk}/progress/").status_code == 200
    import_work.go_on(source.pk)
    assert client.get(f"/imports/{source.pk}/progress/")["HX-Refresh"] == "true"
    assert "特高" in client.get(source.get_absolute_url()).content.decode()
    row = source.rows.get()
    assert "特高" in client.get(f"/imports/rows/{row.pk}/").content.decode()
    assert client.post(f"/imports/rows/{row.pk}/", row.values | {"grade": "很高"}).status_code == 422
    row.refresh_from_db()
    assert row.values["grade"] == "很高"
    assert client.post(f"/imports/rows/{row.pk}/", row.values | {"grade": "高"}).url == source.get_absolute_url()
    client.post(f"/imports/{source.pk}/write/", {})
    import_work.go_on(source.pk)
    assert RiskPoint.objects.get().grade == "high"
    marked = client.get(f"/imports/{source.pk}/marked/")
    [back] = open_workbook(b"".join(marked.streaming_content), "回.xlsx")
    assert "泄露底价" in back.rows[1]
    assert signed_in(office.head).get(source.get_absolute_url()).status_code == 403
    stranger = make_user(Role.LIAISON, office.county)
    assert signed_in(stranger).get(source.get_absolute_url()).status_code == 404


def test_the_administrator_extends_the_headings(office, signed_in):
    client = signed_in(office.administrator)
    given = {"words": "控 权之策", "meaning": "risk_points.measures"}
    assert client.post("/imports/headings/new/", given).status_code == 302
    assert client.post("/imports/headings/new/", given).status_code == 422
    word = HeadingWord.objects.get()
    assert (word.unit, word.words) == (None, "控权之策")
    content = sheet([*line(office)[:8], "封存底价"], head=[*HEAD[:8], "控权之策"])
    assert counts(read(content, by=office.liaison, unit=office.unit)) == (1, 0, 0, 0)
    assert "控权之策" in client.get("/imports/headings/").content.decode()
    assert client.post(f"/imports/headings/{word.pk}/delete/").status_code == 302
    assert not HeadingWord.objects.exists()


def test_the_command_tells_what_it_understood_and_brings_it_in(office, capsys, tmp_path):
    file = tmp_path / "表.xlsx"
    file.write_bytes(sheet(line(office), line(office, 风险点="")))
    given = {"user": "liaison", "unit": office.unit.code}
    call_command("import_register", str(file), dry_run=True, **given)
    told = capsys.readouterr().out
    assert "1 new, 0 changed, 0 unchanged, 1 refused" in told and "row 3 name" in told
    assert not RiskPoint.objects.exists()
    with pytest.raises(CommandError):
        call_command("import_register", str(file), whole=True, **given)
    call_command("import_register", str(file), filed=True, **given)
    assert RiskPoint.objects.get().status == "filed"
    for wrong in ({"user": "nobody"}, {"unit": "none"}, {"user": "head"}):
        with pytest.raises(CommandError):
            call_command("import_register", str(file), **given | wrong)
    with pytest.raises(CommandError):
        call_command("import_register", str(tmp_path / "none.xlsx"), **given)


def test_old_files_and_rows_are_dropped(office):
    source = written(read(sheet(line(office)), by=office.liaison, unit=office.unit))
    assert retention.forget() == 0
    Import.objects.update(at=timezone.now() - timedelta(days=31))
    assert retention.forget() == 1
    source.refresh_from_db()
    assert not source.file and not source.rows.exists() and RiskPoint.objects.count() == 1
