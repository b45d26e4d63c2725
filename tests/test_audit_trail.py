"""What the auditor finds in the audit trail, what stays withheld, and that taking it away is recorded."""

import io
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from django.utils.html import strip_tags
from python_calamine import CalamineWorkbook

from accounts.access_records import AccessKind, AccessRecord
from accounts.audit import STRETCH, Place, trail
from accounts.audit_filters import TrailFilter, asked, tables
from exchange.workbooks.models import Export
from exchange.workbooks.outgoing import audit_files, export_work
from ground.lifecycle.changelog import recorded
from ground.lifecycle.roles import Role
from riskpoints.models import RiskPoint
from tests.factories import PASSWORD, make_point, make_signal, make_unit, make_user


def lines(world, query="", **options):
    from django.http import QueryDict

    return trail(asked(QueryDict(query), world.auditor), None, world.auditor, **options).lines


def text(line):
    told = line.told
    return " ".join([told.change.who, told.verb, told.about, *(strip_tags(part) for part in told.clauses)])


def page(client, query=""):
    answer = client.get(f"/accounts/audit/?{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_old_and_new_and_who_of_a_column_in_a_time(world, signed_in):
    point = world.filed()
    with recorded(world.liaison, "属三重一大事项"):
        RiskPoint.objects.filter(pk=point.pk).update(review_on="2027-03-01")
    with recorded(world.inspector, "另一列"):
        RiskPoint.objects.filter(pk=point.pk).update(act_by="2027-04-01")
    today = timezone.localdate()
    query = f"table=riskpoints.riskpointevent&field=review_on&since={today}&until={today}"
    [line] = lines(world, query)
    assert "李联络" in text(line) and "复核日期" in text(line) and "2027-03-01" in text(line)
    shown = page(signed_in(world.auditor), query)
    assert "属三重一大事项" in shown and "另一列" not in shown
    assert lines(world, query.replace(f"since={today}", f"since={today + timedelta(days=1)}")) == []


def test_by_person_unit_kind_and_table(world):
    other = make_unit(parent=world.county)
    with recorded(world.liaison, "甲"):
        make_point(world.unit, name="本单位的")
    with recorded(world.inspector, "乙"):
        make_point(other, name="别的单位的")
    points = "table=riskpoints.riskpointevent"
    assert len(lines(world, points)) == 2
    assert ["本单位的" in text(line) for line in lines(world, f"{points}&person=李联络")] == [True]
    assert ["别的单位的" in text(line) for line in lines(world, f"{points}&unit={other.code}")] == [True]
    assert len(lines(world, f"{points}&unit={world.county.code}")) == 2
    assert lines(world, f"{points}&kind=delete") == []
    RiskPoint.objects.filter(name="别的单位的").delete()
    found = lines(world, f"{points}&unit={other.code}")
    assert [line.told.change.kind for line in found] == ["delete", "insert"]


def test_what_is_not_there_is_said(world, signed_in):
    shown = page(signed_in(world.auditor), "person=没有这个人&since=昨天")
    assert "没有这个人" in shown and "昨天" in shown


def test_a_batch_is_one_sentence_with_its_count_and_row_by_row_on_request(world):
    with recorded(world.inspector, "整批"):
        RiskPoint.objects.bulk_create([_unsaved(world, n) for n in range(60)])
    query = "table=riskpoints.riskpointevent"
    [line] = lines(world, query)
    assert line.told.count == 60 and line.deed
    single = lines(world, f"{query}&deed={line.deed}", size=100)
    assert len(single) == 60 and {found.told.count for found in single} == {1}


def _unsaved(world, n):
    return RiskPoint(unit=world.unit, post=world.unit.posts.first(), risk_class="duty", name=f"点{n}")


def test_pages_follow_each_other_without_gap_or_repetition(world):
    """All of one test has one time: only table and number tell entries apart."""
    for n in range(9):
        with recorded(world.liaison, f"第{n}次"):
            make_point(world.unit, name=f"点{n}")
    whole = [(line.label, text(line)) for line in lines(world, size=1000)]
    paged, after = [], None
    while True:
        found = trail(TrailFilter(), after, world.auditor, 7)
        paged += [(line.label, text(line)) for line in found.lines]
        after = Place.parsed(found.older)
        if after is None:
            break
    assert paged == whole


def test_a_page_costs_the_same_however_long_the_log_is(world, django_assert_max_num_queries):
    for n in range(30):
        with recorded(world.liaison, f"第{n}次"):
            make_point(world.unit)
    with django_assert_max_num_queries(5 * len(tables())):
        lines(world)


def test_sign_ins_failures_refusals_and_looks_are_in_it(world, signed_in):
    client = Client()
    client.post("/account/login/", {"login": world.liaison.username, "password": "falsch"})
    client.post("/account/login/", {"login": world.liaison.username, "password": PASSWORD})
    assert client.get("/accounts/audit/").status_code == 403
    kinds = list(AccessRecord.objects.filter(user=world.liaison).order_by("pk").values_list("kind", flat=True))
    assert kinds == [AccessKind.FAILED, AccessKind.SIGN_IN, AccessKind.REFUSED]
    shown = page(signed_in(world.auditor), "table=accounts.accessrecordevent")
    for words in ("登录失败", "登录", "被拒绝", "/accounts/audit/"):
        assert words in shown
    client.get("/accounts/audit/")
    assert AccessRecord.objects.filter(kind=AccessKind.REFUSED).count() == 1  # the same within a minute


def test_a_password_typed_as_a_name_is_kept_nowhere(world):
    Client().post("/account/login/", {"login": "geheim-als-name", "password": "x"})
    assert not AccessRecord.objects.exists()


def exported(client, query="", suffix="csv"):
    address = client.post(f"/imports/exports/audit/?{query}", {"format": suffix}).url
    export_work.go_on(Export.objects.latest("pk").pk)
    return b"".join(client.get(f"{address}file/").streaming_content)


def test_an_export_is_itself_recorded(world, signed_in, own_files):
    with recorded(world.liaison, "=1+1"):
        make_point(world.unit, name="要导出的")
    client = signed_in(world.auditor)
    content = exported(client, "table=riskpoints.riskpointevent").decode()
    assert "要导出的" in content and "'=1+1" in content
    kept = AccessRecord.objects.get(kind=AccessKind.EXPORTED)
    assert kept.user == world.auditor and "风险点" in kept.what
    assert "导出审计记录" in page(client, "table=accounts.accessrecordevent")


def test_an_export_holds_all_that_the_filters_want_however_much_it_is(world, signed_in, own_files, monkeypatch):
    monkeypatch.setattr(audit_files, "AT_ONCE", 3)
    for n in range(11):
        with recorded(world.liaison, f"第{n}次"):
            make_point(world.unit, name=f"点{n}")
    client = signed_in(world.auditor)
    query = "table=riskpoints.riskpointevent&person=李联络"
    [sheet] = CalamineWorkbook.from_filelike(io.BytesIO(exported(client, query, "xlsx"))).sheet_names
    book = CalamineWorkbook.from_filelike(io.BytesIO(exported(client, query, "xlsx")))
    about, heads, *rows = book.get_sheet_by_name(sheet).to_python()
    assert "李联络" in about[0] and "风险点" in about[0]
    assert [row[heads.index("原因")] for row in rows] == [f"第{n}次" for n in reversed(range(11))]
    assert Export.objects.latest("pk").rows == 11
    assert AccessRecord.objects.filter(kind=AccessKind.EXPORTED).count() == 2


def test_only_auditors_read_and_export_it(world, signed_in):
    for person in (world.inspector, world.administrator, world.liaison, world.checker):
        client = signed_in(person)
        assert client.get("/accounts/audit/").status_code == 403
        assert client.post("/imports/exports/audit/").status_code == 403
    assert not Export.objects.exists()


def test_an_auditor_of_a_county_reads_of_that_county_alone(world):
    elsewhere = make_unit(parent=world.province)
    make_point(elsewhere, name="外县的")
    make_point(world.unit, name="本县的")
    local = make_user(Role.AUDITOR, world.county)
    from django.http import QueryDict

    found = trail(asked(QueryDict("table=riskpoints.riskpointevent"), local), None, local).lines
    told = " ".join(map(text, found))
    assert "本县的" in told and "外县的" not in told


def test_what_only_handlers_read_is_withheld(world, signed_in):
    signal = make_signal(world.unit, text="某某收受礼金的具体情节", reference="审移〔2026〕9号")
    client = signed_in(world.auditor)
    type(signal).objects.filter(pk=signal.pk).update(text="改过的具体情节")
    shown = page(client, "table=warnings.signalevent")
    assert "信息" in shown
    for words in ("具体情节", "审移〔2026〕9号", "收受礼金"):
        assert words not in shown


@pytest.mark.parametrize("table", [model._meta.label_lower for model in tables()])
def test_no_table_shows_keys_digests_json_or_paths(world, signed_in, table):
    world.registered()
    shown = page(signed_in(world.auditor), f"table={table}")
    trail_part = strip_tags(shown[shown.index("audit-trail") :])
    for raw in ("numchild", "fingerprint", "{'", '{"', "None", "[]", "pgh_"):
        assert raw not in trail_part


def test_a_search_without_index_looks_through_a_stretch_and_goes_on(world, monkeypatch):
    assert STRETCH >= 1000
    monkeypatch.setattr("accounts.audit.STRETCH", 5)
    points = [make_point(world.unit, name=f"点{n}") for n in range(12)]
    log = "riskpoints_riskpointevent"
    with connection.cursor() as cursor:  # each at a time of its own, the oldest with the wanted change
        cursor.execute(f"ALTER TABLE {log} DISABLE TRIGGER USER")
    RiskPoint.objects.filter(pk=points[0].pk).update(review_on="2027-03-01")
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {log} SET pgh_created_at = now() - interval '1 day' + pgh_obj_id * interval '1 second'"
        )
        cursor.execute(f"ALTER TABLE {log} ENABLE TRIGGER USER")
    from django.http import QueryDict

    wanted = asked(QueryDict("table=riskpoints.riskpointevent&field=review_on"), world.auditor)
    after, found, pages = None, [], 0
    while pages < 10:
        page_found = trail(wanted, after, world.auditor)
        found += page_found.lines
        pages += 1
        after = Place.parsed(page_found.older)
        if after is None:
            break
    assert pages > 1 and len(found) == 1
