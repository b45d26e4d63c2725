"""A wrong value gets a sentence in the user's language, is kept, and never a 500."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from measures.models import Evidence, Rule
from riskpoints.models import RiskPoint
from tests.factories import make_flow, make_measure, make_point, make_post, make_power, make_user
from units.models import Unit

pytestmark = pytest.mark.any_database

POINT = {
    "name": "量身定制招标条件",
    "manifestation": "在资质上设置门槛",
    "risk_class": "process",
    "found_by": "self",
    "likelihood": 3,
    "harm": 3,
    "importance": 3,
    "frequency": 3,
}


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": ""}, "该字段是必填项"),
        ({"likelihood": 9}, "9"),
        ({"likelihood": "很高"}, "整数"),
        ({"risk_class": "无"}, "无"),
        ({"review_on": "2026-13-45"}, "日期"),
        ({"grade": "high"}, "请填写采用其他等级的理由"),
        ({"grade": "low", "grade_reason": "x", "three_majors": "on"}, "三重一大"),
        ({"step": 999999}, "step"),
        ({"name": "长" * 101}, "100"),
    ],
)
def test_a_wrong_risk_point_is_told_and_kept(world, signed_in, changes, sentence):
    answer = signed_in(world.liaison).post("/riskpoints/new/", POINT | changes)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in text and POINT["manifestation"] in text
    assert not RiskPoint.objects.exists()


def test_both_a_step_and_a_post_as_place_are_refused(world, signed_in):
    data = POINT | {"step": world.steps[0].pk, "post": make_post(world.unit).pk}
    answer = signed_in(world.liaison).post("/riskpoints/new/", data)
    assert answer.status_code == 422 and "不能两项都选" in answer.content.decode()


def test_sentences_come_in_english_too(world, signed_in):
    client = signed_in(world.liaison)
    client.cookies["django_language"] = "en"
    text = client.post("/riskpoints/new/", POINT | {"grade": "high"}).content.decode()
    assert "Give the reason for another grade" in text


def test_a_wrong_credit_code_is_told(world, signed_in):
    data = {
        "parent": world.county.code,
        "name": "新局",
        "code": "N1",
        "kind": "party_state",
        "level": "county",
        "division": "331003",
        "industry": "general",
        "credit_code": "11331003MB00000011",
        "must_be_covered": "on",
    }
    client = signed_in(world.administrator)
    answer = client.post("/units/new/", data)
    assert answer.status_code == 422 and "校验码" in answer.content.decode()
    assert client.post("/units/new/", data | {"credit_code": ""}).status_code == 302
    assert world.county.contains(Unit.objects.get(code="N1"))
    assert "已存在" in client.post("/units/new/", data | {"credit_code": ""}).content.decode()


def test_a_faulty_flow_is_not_confirmed_and_the_step_is_named(world, signed_in):
    flow = make_flow(make_power(world.unit))
    flow.steps.filter(number=2).update(monitor=None)
    client = signed_in(world.head)
    answer = client.post(flow.transition_url("confirm"), follow=True)
    flow.refresh_from_db()
    assert flow.status == "draft" and "环节2" in answer.content.decode()


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("run.exe", b"MZ" + b"0" * 100, "不接受"),
        ("page.html", b"<script>alert(1)</script>", "不接受"),
        ("fake.pdf", b"<script>alert(1)</script>", "不符"),
        ("fake.png", b"%PDF-1.7 something", "不符"),
        ("fake.docx", b"%PDF-1.7 something", "不符"),
        ("empty.pdf", b"", "空"),
    ],
)
def test_an_unfit_file_is_refused(world, signed_in, name, content, sentence):
    measure = make_measure(make_point(world.unit))
    data = {"title": "台账", "file": SimpleUploadedFile(name, content)}
    answer = signed_in(world.liaison).post(measure.get_absolute_url(), data)
    assert answer.status_code == 422 and sentence in answer.content.decode()
    assert not Evidence.objects.exists()


def test_a_file_too_large_is_refused(world, signed_in, settings):
    settings.UPLOAD_MAX_BYTES = 1024 * 1024
    measure = make_measure(make_point(world.unit))
    data = {"title": "台账", "file": SimpleUploadedFile("a.pdf", b"%PDF-1.7" + b"0" * 1024 * 1024)}
    assert "1 MB" in signed_in(world.liaison).post(measure.get_absolute_url(), data).content.decode()


def test_a_file_is_kept_outside_the_web_root_and_given_to_those_who_may(world, signed_in, settings, tmp_path):
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path)},
        }
    }
    data = {
        "title": "办法",
        "number": "1号",
        "issuer": "局",
        "enacted_on": "2011-03-01",
        "file": SimpleUploadedFile("办法.pdf", b"%PDF-1.7 x"),
    }
    assert signed_in(world.liaison).post("/measures/rules/new/", data).status_code == 302
    rule = Rule.objects.get(number="1号")
    answer = signed_in(world.checker).get(f"/measures/rules/{rule.pk}/file/")
    assert b"".join(answer.streaming_content) == b"%PDF-1.7 x"
    assert "attachment" in answer["Content-Disposition"]
    assert signed_in(world.administrator).get(f"/measures/rules/{rule.pk}/file/").status_code == 403
    assert "办法" not in rule.file.name


@pytest.mark.parametrize(
    "address",
    [
        "/riskpoints/?below=abc",
        "/riskpoints/?below=99999999999999999999999",
        "/riskpoints/?status=nonsense&grade=x&page=-3&sort=;drop",
        "/riskpoints/?page=999999",
        "/riskpoints/new/?unit=abc&step=x",
        "/measures/new/?point=abc",
        "/coverage/?missing=nonsense",
        "/boards/?page=x",
        "/riskpoints/grade/?likelihood=9&harm=a",
        "/api/v1/risk-points/?below=abc&cursor=zzz",
    ],
)
def test_a_wrong_address_never_breaks_the_page(world, signed_in, address):
    assert signed_in(world.liaison).get(address).status_code in (200, 400, 404)


def test_a_broken_bulk_choice_is_told(world, signed_in):
    client = signed_in(world.head)
    for data in (
        {},
        {"verb": "endorse"},
        {"verb": "retire", "point": "1"},
        {"verb": "endorse", "point": "abc"},
    ):
        assert "请先选择" in client.post("/riskpoints/queue/", data, follow=True).content.decode()
    point = world.filed()
    answer = client.post("/riskpoints/queue/", {"verb": "return", "point": point.pk}, follow=True)
    point.refresh_from_db()
    assert point.status == "filed" and "请填写原因" in answer.content.decode()


def test_no_address_on_a_page_has_thousands_separated(world, signed_in):
    from django.db import connection

    with connection.cursor() as cursor:
        for table in ("riskpoints_riskpoint", "powers_flow", "powers_step", "measures_measure", "units_unit"):
            cursor.execute(f"ALTER SEQUENCE {table}_id_seq RESTART WITH 1234567")
    unit = Unit.objects.add_child(
        Unit.objects.get(pk=world.county.pk),
        {"code": "BIG", "name": "大局", "level": "county", "division": world.county.division},
    )
    point = make_point(unit)
    flow = make_flow(make_power(unit))
    client = signed_in(make_user("liaison", unit))
    for row in (unit, point, make_measure(point), flow):
        text = client.get(row.get_absolute_url()).content.decode()
        assert "1234567" in text and "1,234" not in text


@pytest.mark.parametrize(
    ("person", "address", "sentence"),
    [
        ("head", "/riskpoints/queue/", "没有等待你处理的申报"),
        ("checker", "/riskpoints/", "还没有登记风险点"),
        ("checker", "/measures/", "还没有防控措施"),
        ("checker", "/powers/?q=无此职权", "没有符合这些条件的内容"),
        ("checker", "/powers/?q=无此职权&status=draft", "去掉“无此职权”"),
        ("checker", "/powers/?status=abolished", "去掉状态"),
        ("liaison", "/riskpoints/", 'href="/riskpoints/new/"'),
        ("liaison", "/riskpoints/work/", "没有待办事项"),
        ("nobody", "/boards/?q=无此图板", "没有符合条件的图板"),
    ],
)
def test_an_empty_page_says_so_and_what_to_do(world, signed_in, client, person, address, sentence):
    visitor = client if person == "nobody" else signed_in(getattr(world, person))
    assert sentence in visitor.get(address).content.decode()
