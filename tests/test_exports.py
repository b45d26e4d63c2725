"""Forms given out: what goes out and comes back is unchanged, and no cell is a formula."""

import io

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from exchange.workbooks import retention
from exchange.workbooks.choices import ExportStatus
from exchange.workbooks.incoming.ditto import is_begun, is_ditto, row_meant
from exchange.workbooks.models import Export
from exchange.workbooks.outgoing import export_work, files
from exchange.workbooks.outgoing.forms import OUTGOING_FORMS
from ground.lifecycle.names import plain
from ground.lifecycle.roles import Role
from measures.models import Measure, MeasureLink
from riskpoints.models import RiskPoint
from riskpoints.revisions import revise
from tests.factories import make_measure, make_point, make_post, make_power, make_unit, make_user
from tests.import_files import counts, read, told

pytestmark = pytest.mark.usefixtures("own_files")

RISK_POINTS = OUTGOING_FORMS["risk_points"]
TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn", "Co")), min_size=1, max_size=40
).filter(lambda text: plain(text) and not (is_ditto(text) or row_meant(text) or is_begun(text)))  # what stands above


def workbook(form, user, query="", **options):
    file = io.BytesIO()
    given = OUTGOING_FORMS[form]
    files.as_workbook(given, file, given.rows(user, QueryDict(query)), **options)
    return file.getvalue()


def csv(form, user, *, few=True):
    given = OUTGOING_FORMS[form]
    return b"".join(files.as_csv(given, given.rows(user, QueryDict("")), few=few))


@pytest.fixture
def office(world):
    world.leader = make_post(world.unit, name="局长", is_main_leader=True)
    first = world.registered(world.steps[0], name="在册的")
    make_measure(first, text="第二条措施；分两步，2.5万元以上的另报", method="openness")
    make_point(world.unit, step=world.steps[1], name="草稿的", review_on="2027-01-31")
    make_point(world.unit, post=world.leader, name="岗位上的", three_majors=True)
    make_point(world.unit, name="单位的", grade="high", grade_reason="历年多发")
    world.filed(name="申报的")
    changed = revise(world.registered(world.steps[0], name="修订中的"), by=world.liaison)
    changed.manifestation = "修订后的表现形式"
    changed.save()
    return world


def test_a_form_goes_out_where_statements_are_noted_as_with_debug(office):
    with CaptureQueriesContext(connection):
        assert "在册的".encode() in csv("risk_points", office.liaison)
        assert workbook("risk_points", office.liaison).startswith(b"PK")


@pytest.mark.parametrize("few", [True, False])
@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_what_goes_out_and_comes_back_is_unchanged(office, kind, few):
    if kind == "csv":
        content = csv("risk_points", office.liaison, few=few)
    else:
        content = workbook("risk_points", office.liaison, unit=office.unit, few=few)
    source = read(content, f"表.{kind}", by=office.liaison, unit=office.unit)
    assert counts(source) == (0, 0, 6, 0), told(source)
    assert source.sheets[0]["unplaced"] == []


@given(
    st.lists(
        st.tuples(TEXT, TEXT, st.lists(TEXT, min_size=1, max_size=4), st.tuples(*[st.integers(1, 5)] * 4)),
        min_size=1,
        max_size=4,
    )
)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_point_that_goes_out_comes_back_unchanged(world, rows):
    for model in (MeasureLink, Measure, RiskPoint):
        model.objects.all().delete()
    for name, manifestation, measures, factors in rows:
        given = dict(zip(("likelihood", "harm", "importance", "frequency"), factors, strict=True))
        point = make_point(world.unit, name=name, manifestation=manifestation, grade="", **given)
        for text in measures:
            make_measure(point, text=text)
    source = read(workbook("risk_points", world.liaison), by=world.liaison, unit=world.unit)
    assert counts(source) == (0, 0, len(rows), 0), told(source)


def test_powers_and_posts_come_back_unchanged_too(office):
    make_power(office.unit, name="公车采购", kind="procurement", is_public=False)
    for form, n in (("power_items", 2), ("posts", office.unit.posts.count())):
        content = workbook(form, office.liaison, f"unit={office.unit.pk}")
        source = read(content, by=office.liaison, unit=office.unit)
        assert (source.changed, source.new, source.refused) == (0, 0, 0), told(source)
        assert source.unchanged == n


def test_cells_that_look_like_formulas_are_none(world):
    for text in ("=1+1", "+1", "-1", "@SUM(A1)", "＝1"):
        make_measure(make_point(world.unit, name=text, manifestation=text), text=text)
    told_of = csv("risk_points", world.liaison).decode()
    assert told_of.count("'=1+1") == 3 and ",=1" not in told_of
    source = read(workbook("risk_points", world.liaison), by=world.liaison, unit=world.unit)
    assert counts(source) == (0, 0, 5, 0), told(source)


def test_only_what_the_list_shows_goes_out(office, signed_in):
    other = make_unit(office.county)
    make_point(other, name="别处的")
    assert "别处的" not in csv("risk_points", office.liaison).decode()
    county = make_user(Role.LIAISON, office.county)
    assert "别处的" in csv("risk_points", county).decode()
    page = signed_in(office.liaison).get("/imports/forms/risk_points/?status=draft&format=csv")
    lines = b"".join(page.streaming_content).decode("utf-8-sig").splitlines()
    assert len(lines) == 4 and lines[0].startswith("序号,单位,科室,岗位,职权,环节,风险类别,风险点,表现形式,风险等级")
    answer = signed_in(office.liaison).get("/imports/forms/risk_points/")
    assert (
        office.unit.name in answer.headers["Content-Disposition"] or "utf-8" in answer.headers["Content-Disposition"]
    )
    assert signed_in(office.liaison).get("/imports/forms/none/").status_code == 404
    assert signed_in(office.administrator).get("/imports/forms/risk_points/").status_code == 403


def test_a_blank_form_offers_the_posts_of_the_unit_and_is_a_form(office, signed_in):
    answer = signed_in(office.liaison).get(f"/imports/forms/risk_points/blank/?unit={office.unit.pk}")
    content = b"".join(answer.streaming_content)
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    offered = [cell for row in book.get_sheet_by_name("选项").to_python() for cell in row]
    assert {"高", "业务流程", "局长"} <= set(offered)
    source = read(content, by=office.liaison, unit=office.unit)
    assert source.sheets[0]["form"] == "risk_points" and source.total == 0
    elsewhere = signed_in(office.liaison).get(f"/imports/forms/posts/blank/?unit={office.elsewhere.pk}")
    assert elsewhere.status_code == 404


def test_a_large_form_is_written_by_a_worker_and_fetched_by_its_person(office, signed_in, monkeypatch):
    monkeypatch.setattr("exchange.workbooks.export_views.FEW", 2)
    client = signed_in(office.liaison)
    address = client.get("/imports/forms/risk_points/?status=draft").url
    export = Export.objects.get()
    assert client.get(address).status_code == 200
    assert client.get(f"{address}file/").status_code == 404
    export_work.go_on(export.pk)
    assert client.get(f"{address}progress/")["HX-Refresh"] == "true"
    export.refresh_from_db()
    assert (export.status, export.rows) == (ExportStatus.DONE, 3)
    content = b"".join(client.get(f"{address}file/").streaming_content)
    source = read(content, by=office.liaison, unit=office.unit)
    assert counts(source) == (0, 0, 3, 0)
    assert signed_in(make_user(Role.LIAISON, office.unit)).get(address).status_code == 404
    Export.objects.update(at="2020-01-01T00:00Z")
    retention.forget()
    assert not Export.objects.exists() and not default_storage.exists(export.file.name)
