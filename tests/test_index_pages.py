"""The index on its pages, and in the form that is given out and brought in."""

import io
from decimal import Decimal

import pytest
from python_calamine import CalamineWorkbook

from ground.lifecycle.machine import NotAllowed
from oversight.coverage import maps
from oversight.index import drawings, editions, surveys
from oversight.index.models import Adjustment, SurveyScore, Use
from tests.factories import (
    compute,
)
from tests.test_index import (
    give,
    office,  # noqa: F401  a fixture
)

pytestmark = pytest.mark.any_database


def filled(office, change):
    """The form of the period, changed by `change(rows)`, as a file."""
    import xlsxwriter

    content = surveys.blank_form(office.period, office.inspector)
    rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    change(rows)
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return file.getvalue()


def test_the_form_of_a_period_is_given_out_and_brought_in(office, signed_in):
    client, address = signed_in(office.inspector), f"/index/periods/{office.period.pk}"
    answer = client.get(f"{address}/form/")
    assert answer["Content-Disposition"].endswith('.xlsx"')

    def fill(rows):
        assert rows[0] == ["单位编码", "单位名称", "群众评议", "群众评议答卷数", "民主管理", "民主管理答卷数"]
        assert len(rows) == 1 + len(office.units)
        for number, row in enumerate(rows[1:]):
            row[2:] = [80 + number, 10, "", ""] if number % 2 else [80.5, 20, 70, 12]

    content = filled(office, fill)
    brought = surveys.bring(office.period, content, "表.xlsx", by=office.inspector)
    assert (brought.written, brought.same, brought.wrong) == (8, 0, [])
    again = surveys.bring(office.period, content, "表.xlsx", by=office.inspector)
    assert (again.written, again.same) == (0, 8)

    def spoil(rows):
        rows[1][2], rows[2][3], rows[3][0] = 101, 2.5, "没有的"
        rows[5][0] = rows[4][0]

    file = io.BytesIO(filled(office, spoil))
    file.name = "表.xlsx"
    page = client.post(f"{address}/survey/", {"file": file})
    assert page.status_code == 422
    assert [row for row, _sentence in page.context["brought"].wrong] == [2, 3, 4, 6]
    assert SurveyScore.objects.filter(score__gt=100).count() == 0
    for wrong in (b"no spreadsheet", b""):
        file = io.BytesIO(wrong)
        file.name = "表.xlsx"
        assert client.post(f"{address}/survey/", {"file": file}).status_code == 422
    compute(office.period, office.inspector)
    with pytest.raises(NotAllowed):
        surveys.bring(office.period, content, "表.xlsx", by=office.inspector)


def test_scores_are_read_as_every_form_is_that_comes_in(office):
    """Under a title, in another order, under headings of two rows, with a line of totals and a note."""
    import xlsxwriter

    first, second = (unit.code for unit in office.units[:2])
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet()
        sheet.merge_range(0, 0, 0, 4, "2011年群众评议汇总表")
        sheet.write_row(1, 0, ["序号", "单位 代码", "民主管理答卷数", "民主管理", "经办人"])
        for number, row in enumerate([["1", first, 12, 71.5, "甲"], ["2", second, "同上", 80, "乙"]], 2):
            sheet.write_row(number, 0, row)
        sheet.write_row(4, 0, ["合计", "", 24])
        sheet.write_row(5, 0, ["备注：由县纪委汇总"])
    brought = surveys.bring(office.period, file.getvalue(), "表.xlsx", by=office.inspector)
    assert (brought.written, brought.wrong) == (2, [])
    entered = SurveyScore.objects.order_by("score").values_list("unit__code", "part__name", "score", "answers")
    assert list(entered) == [(first, "民主管理", Decimal("71.5"), 12), (second, "民主管理", Decimal(80), 12)]


def test_the_pages_open_to_the_inputs(office, signed_in):
    give(office, [(92, 200), (60, 180), (85, 150), (40, 3)])
    Adjustment.objects.create(
        period=office.period, unit=office.unit, kind="praise", points=2, basis="省级表彰〔2011〕3号"
    )
    compute(office.period, office.inspector)
    office.period.perform("publish", by=office.inspector)
    client = signed_in(office.inspector)
    page = client.get(f"/index/{office.unit.pk}/").content.decode()
    assert "省级表彰〔2011〕3号" in page and "200 份答卷" in page
    county = client.get(f"/index/{office.county.pk}/?grade=C")
    assert [row.record.unit for row in county.context["table"].rows] == [
        f.unit
        for f in editions.below(county.context["figure"], office.inspector)
        .filter(grade="C")
        .order_by("group", "rank", "path")
    ]
    recorded = client.post(
        f"/index/uses/new/?unit={office.unit.pk}",
        {"period": office.period.pk, "kind": "talk", "on": "2011-10-20", "text": "约谈班子成员"},
    )
    assert recorded.status_code == 302 and Use.objects.get().by == office.inspector
    assert "约谈班子成员" in client.get(recorded.url).content.decode()
    answer = client.post(f"/index/computations/{office.period.newest.pk}/", follow=True)
    assert "分毫不差" in answer.content.decode()
    assert client.get(f"/index/{office.unit.pk}/?period=999999").status_code == 404


def test_a_sheet_is_made_on_its_page(office, signed_in):
    client = signed_in(office.inspector)
    address = f"/index/sheets/new/?unit={office.county.pk}"
    page = client.get(address)
    assert page.context["part_forms"].initial[0]["name"] == "群众评议"
    facts = {"valid_from": "2012-01-01", "a_from": "85", "b_from": "70", "praise_most": "5", "grave_most": "50",
             "reason": "增加民主管理的权重", "parts-TOTAL_FORMS": "3", "parts-INITIAL_FORMS": "0"}  # fmt: skip
    lines = [("群众评议", "survey", "50"), ("民主管理", "survey", "40"), ("", "survey", "")]
    for number, (name, source, weight) in enumerate(lines):
        facts |= {f"parts-{number}-name": name, f"parts-{number}-source": source, f"parts-{number}-weight": weight}
    refused = client.post(address, facts)
    assert refused.status_code == 422 and "90" in refused.content.decode()
    made = client.post(address, facts | {"parts-0-weight": "60"})
    assert made.status_code == 302, made.context["part_forms"].errors
    assert "增加民主管理的权重" in client.get(made.url).content.decode()


def test_areas_are_looked_at_by_the_index_or_by_a_part(office, signed_in):
    give(office, [(92, 200), (60, 180), (85, 150), (40, 3)])
    compute(office.period, office.inspector)
    office.period.perform("publish", by=office.inspector)
    figure = office.period.newest.figures.get(unit=office.county)
    part = figure.parts[0]
    whole, by_part = drawings.lines([(figure, None)], ""), drawings.lines([(figure, None)], str(part["part"]))
    assert (whole[0].amount, by_part[0].amount) == (figure.score, Decimal(str(part["value"])))
    client = signed_in(office.inspector)
    assert client.get(f"/index/{office.county.pk}/?part={part['part']}").status_code == 200
    assert client.get(f"/index/{office.county.pk}/?part=0").status_code == 404


def test_the_map_of_an_index_is_fitted_to_its_areas():
    scores = {"330100": "82.4", "330200": "86.0", "330300": "90.9", "331000": "94.2"}
    cities = {code: maps.Shown(code, float(score), score, "/") for code, score in scores.items()}
    drawn = maps.area_map(cities)
    tones = {one.outline.code: one.tone for one in drawn.drawn}
    assert tones["330100"] < tones["330200"] < tones["330300"] < tones["331000"]
    assert {one.shown.in_print for one in drawn.drawn} == set(scores.values())
    assert maps.area_map({}) is None


def test_the_curve_of_an_index_begins_with_its_second_period(office):
    give(office, [(92, 200), (60, 180), (85, 150), (40, 3)])
    compute(office.period, office.inspector)
    figure = office.period.newest.figures.select_related("computation__period__sheet").get(unit=office.county)
    assert drawings.curve([figure]) is None
    drawn = drawings.curve([figure, figure])
    assert len(drawn.points) == 2 and [one.words for one in drawn.limits] == ["A", "B"]
    assert all(0 < point.y < drawn.height and 0 < point.x < drawn.width for point in drawn.points)
