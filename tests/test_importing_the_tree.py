"""What an administrator brings in: units, officials and the posts they hold, accounts and their roles."""

from datetime import date

import pytest
from django.urls import reverse

from accounts.models import AccountChange, RoleGrant, User
from exchange.workbooks.choices import ImportStatus
from ground.lifecycle.changelog import changes_of
from ground.lifecycle.machine import NotAllowed
from ground.lifecycle.roles import Role
from oversight.coverage.models import UnitCoverage
from tests.factories import make_post, make_unit, make_user
from tests.import_files import counts, read, told, told_codes, workbook, written
from units.models import Official, PostPeriod, Unit

pytestmark = pytest.mark.usefixtures("own_files")

UNITS = ["序号", "单位编码", "单位名称", "上级单位", "单位性质", "层级", "行政区划", "所属行业", "统一社会信用代码"]
OFFICIALS = ["姓名", "工号", "单位", "科室", "岗位", "任职时间", "离任时间"]
ACCOUNTS = ["用户名", "姓名", "角色", "单位", "电子邮箱", "工号", "授权依据"]


def units(*rows):
    return workbook((UNITS, [[str(n), *row] for n, row in enumerate(rows, 1)]), title="单位名录")


def test_units_come_in_with_those_above_them_in_whichever_order_they_stand(world):
    file = units(
        ["LH-01", "河道管理所", "青江县水利局", "事业单位", "", "", "水利", ""],
        ["SL-01", "青江县水利局", "", "党政机关", "县级", "黄岩区", "水利", ""],
        ["GL-02", "公路段", world.unit.name, "事业单位", "", "", "", ""],
        ["ZX-01", "直属分局", "河道管理所", "", "", "", "", ""],
    )
    source = read(file, by=world.administrator)
    assert (counts(source), told(source)) == ((4, 0, 0, 0), [])
    written(source)
    assert source.status == ImportStatus.DONE, source.sentence
    bureau, office, station, branch = (Unit.objects.get(code=c) for c in ("SL-01", "LH-01", "GL-02", "ZX-01"))
    assert Unit.objects.get_parent(bureau) == world.county and Unit.objects.get_parent(office) == bureau
    assert Unit.objects.get_parent(station) == world.unit and Unit.objects.get_parent(branch) == office
    assert (office.kind, office.industry, office.level) == ("institution", "water", "county")
    # The tree is whole: children are counted, and a unit added in the pages finds a path of its own.
    for unit in Unit.objects.all():
        assert unit.numchild == Unit.objects.filter(depth=unit.depth + 1, path__startswith=unit.path).count(), unit
    assert make_unit(bureau).path > office.path
    assert UnitCoverage.objects.get(pk=branch.pk).area == world.county
    assert changes_of(branch)[0].who == world.administrator.name
    assert counts(read(file, by=world.administrator)) == (0, 0, 4, 0)


def test_units_that_differ_are_changed_and_stay_where_they_lie(world):
    written(read(units(["SL-01", "水利局", "", "党政机关", "", "331003", "", ""]), by=world.administrator))
    source = read(units(["SL-01", "水利和湖泊局", world.unit.name, "", "", "", "水利", ""]), by=world.administrator)
    assert counts(source) == (0, 1, 0, 0)
    assert told(source) == [
        (3, "parent", "登记册中该单位在“黄岩区”之下；单位的隶属关系通过机构改革调整。", False),
    ]
    written(source)
    unit = Unit.objects.get(code="SL-01")
    assert (unit.name, unit.industry, unit.kind) == ("水利和湖泊局", "water", "party_state")
    assert Unit.objects.get_parent(unit) == world.county


def test_rows_of_units_that_cannot_stand_are_refused_with_those_below_them(world):
    outside = make_user(Role.ADMINISTRATOR, world.county, username="county-admin")
    source = read(
        units(
            ["", "无编码单位", world.unit.name, "", "", "", "", ""],
            ["A-1", "甲", "", "", "", "", "", ""],
            ["A-2", "乙", "不存在的局", "", "", "", "", ""],
            ["A-3", "丙", world.unit.name, "奇怪单位", "", "", "", ""],
            ["A-4", "丁", "丙", "", "", "", "", ""],
            ["A-5", "戊", "己", "", "", "", "", ""],
            ["A-6", "己", "戊", "", "", "", "", ""],
            [world.elsewhere.code, "别处局", world.unit.name, "", "", "", "", ""],
            ["A-7", "庚", world.unit.name, "", "", "", "", "91330000MA27XXXXX0"],
            ["A-8", "辛", world.unit.name, "", "", "331002", "", ""],
            ["A-9", "壬", world.unit.name, "", "", "", "", ""],
            ["A-9", "癸", world.unit.name, "", "", "", "", ""],
        ),
        by=outside,
    )
    assert told_codes(source) == [
        (3, "code", "no_code"),
        (4, "parent", "no_parent"),
        (5, "parent", "unknown_unit"),
        (6, "kind", "unit_kind"),
        (7, "parent", "parent_refused"),
        (8, "parent", "parent_refused"),
        (9, "parent", "parent_refused"),
        (10, "code", "code_elsewhere"),
        (11, "credit_code", "credit_code"),
        (12, "division", "unknown_division"),
        (14, "code", "twice"),
    ]
    written(source)
    assert Unit.objects.filter(code__startswith="A-").count() == 1


def test_a_whole_county_comes_in_from_one_file_in_a_few_statements(world, django_assert_max_num_queries):
    rows = [[f"N-{n:05d}", f"第{n}所", "", "事业单位", "县级", "331003", "", ""] for n in range(3000)]
    source = read(units(*rows), by=world.administrator)
    with django_assert_max_num_queries(60):
        written(source)
    assert (source.status, source.new) == (ImportStatus.DONE, 3000)
    assert Unit.objects.get(pk=world.county.pk).numchild == 3001
    assert Unit.objects.filter(path__below=world.county.path).count() == 3002


def officials(*rows):
    return workbook((OFFICIALS, rows), title="干部任职名册")


def test_officials_come_in_with_the_posts_they_hold(world):
    post = make_post(world.unit, department="工程科", name="科长")
    file = officials(
        ["林一", "9001", world.unit.name, "工程科", "科长", "2009年3月1日", ""],
        ["林一", "9001", world.unit.name, "", "监察室主任", "2011-02-01", ""],
        ["何二", "9002", world.unit.name, "工程科", "科长", "2005-01-01", "2009-02-28"],
    )
    source = read(file, by=world.administrator)
    assert (counts(source), told(source)) == ((3, 0, 0, 0), [])
    written(source)
    assert Official.objects.filter(staff_number__startswith="90").count() == 2
    period = PostPeriod.objects.get(official__staff_number="9001", post=post)
    assert (period.started_on, period.ended_on) == (date(2009, 3, 1), None)
    assert counts(read(file, by=world.administrator)) == (0, 0, 3, 0)
    # Who left: the open period is closed, and the next one begins.
    source = read(
        officials(
            ["林一", "9001", world.unit.name, "工程科", "科长", "2009-03-01", "2011-06-30"],
            ["何二", "9002", world.unit.name, "工程科", "科长", "2011-07-01", ""],
        ),
        by=world.administrator,
    )
    assert counts(source) == (0, 2, 0, 0)
    written(source)
    period.refresh_from_db()
    assert period.ended_on == date(2011, 6, 30) and PostPeriod.objects.filter(post=post).count() == 3


def test_officials_that_cannot_be_told_apart_are_refused(world):
    make_post(world.unit, name="科长")
    Official.objects.create(name="旧人", staff_number="9000")
    source = read(
        officials(
            ["新人", "9000", world.unit.name, "", "科长", "2011-01-01", ""],
            ["无号", "", world.unit.name, "", "科长", "2011-01-01", ""],
            ["甲", "9001", world.unit.name, "", "局长助理", "2011-01-01", ""],
            ["乙", "9002", world.unit.name, "", "科长", "", ""],
            ["丙", "9003", world.unit.name, "", "科长", "2011-05-01", "2011-01-01"],
            ["丁", "9004", world.unit.name, "", "科长", "2011-01-01", ""],
            ["丁", "9004", world.unit.name, "", "科长", "2011-03-01", ""],
            ["戊", "9005", world.unit.name, "", "科长", "2011-01-01", ""],
            ["已", "9005", world.unit.name, "", "监察室主任", "2011-01-01", ""],
        ),
        by=world.administrator,
    )
    assert told_codes(source) == [
        (3, "staff_number", "other_name"),
        (4, "staff_number", "no_staff_number"),
        (5, "post", "unknown_post"),
        (6, "since", "no_since"),
        (7, "until", "ends_first"),
        (9, "since", "twice"),
        (10, "staff_number", "other_name"),
        (11, "staff_number", "other_name"),
    ]


def accounts(*rows):
    return workbook((ACCOUNTS, rows), title="账号名册")


def test_accounts_come_in_with_their_roles_and_without_a_password(world):
    Official.objects.create(name="林一", staff_number="9001")
    second = make_user(Role.ADMINISTRATOR, world.province)
    file = accounts(
        ["lin1", "林一", "单位负责人", world.unit.name, "lin1@example.org", "9001", "青政任〔2011〕3号"],
        ["lin1", "林一", "干部", world.unit.name, "", "", ""],
        ["he2", "何二", "纪检监察干部", world.county.name, "", "", ""],
    )
    source = read(file, "账号.xlsx", by=world.administrator)
    assert (counts(source), told(source)) == ((3, 0, 0, 0), [])
    written(source)
    lin = User.objects.get(username="lin1")
    assert (lin.email, lin.official, lin.must_change_password) == ("lin1@example.org", None, True)
    assert not lin.has_usable_password()
    assert counts(read(file, by=world.administrator)) == (0, 0, 3, 0)  # what waits is not new
    for change in AccountChange.objects.proposed():
        change.perform("confirm", by=second)
    assert User.objects.get(username="lin1").official.name == "林一"
    grants = RoleGrant.objects.filter(user__username__in=["lin1", "he2"]).order_by("pk")
    assert [(g.user.username, g.role, g.unit, g.reason, g.granted_by) for g in grants] == [
        ("lin1", "unit_head", world.unit, "青政任〔2011〕3号", world.administrator),
        ("lin1", "official", world.unit, "账号.xlsx", world.administrator),
        ("he2", "inspector", world.county, "账号.xlsx", world.administrator),
    ]
    assert counts(read(file, by=world.administrator)) == (0, 0, 3, 0)
    # One more role for an account that is there.
    source = read(accounts(["he2", "何二", "检查员", world.county.name, "", "", ""]), by=world.administrator)
    assert counts(source) == (0, 1, 0, 0)
    assert User.objects.get(username="he2").grants.in_force().count() == 1
    written(source)
    assert User.objects.get(username="he2").grants.in_force().count() == 2


def test_accounts_keep_the_duties_apart_and_belong_to_one_person(world):
    county = make_user(Role.ADMINISTRATOR, world.county, username="county-admin", name="县管")
    taken = Official.objects.create(name="有账号", staff_number="9009")
    make_user(Role.OFFICIAL, world.unit, username="has-one", official=taken)
    source = read(
        accounts(
            ["two", "双任", "纪检监察干部", world.unit.name, "", "", ""],
            ["two", "双任", "安全审计员", world.unit.name, "", "", ""],
            ["inspector", world.inspector.name, "系统管理员", world.county.name, "", "", ""],
            ["liaison", "别人", "单位联络员", world.unit.name, "", "", ""],
            ["checker", world.checker.name, "单位联络员", world.unit.name, "", "", ""],
            ["county-admin", "县管", "单位联络员", world.unit.name, "", "", ""],
            ["坏 名", "甲", "单位联络员", world.unit.name, "", "", ""],
            ["b", "乙", "局长", world.unit.name, "", "", ""],
            ["c", "丙", "单位联络员", world.unit.name, "不是邮箱", "", ""],
            ["d", "丁", "单位联络员", world.unit.name, "", "0000", ""],
            ["e", "戊", "单位联络员", world.unit.name, "", "9009", ""],
            ["f", "己", "单位联络员", world.elsewhere.name, "", "", ""],
        ),
        by=county,
    )
    assert told_codes(source) == [
        (3, "role", "separation"),
        (4, "role", "separation"),
        (5, "role", "separation"),
        (6, "name", "other_account"),
        (7, "username", "account_elsewhere"),
        (8, "role", "oneself"),
        (9, "username", "username"),
        (10, "role", "role"),
        (11, "email", "email"),
        (12, "staff_number", "unknown_official"),
        (13, "staff_number", "official_taken"),
        (14, "unit", "unknown_unit"),
    ]


def test_only_administrators_bring_them_in_and_a_whole_register_in_one_file(world, signed_in):
    file = workbook(
        (UNITS, [["1", "SL-01", "水利局", "", "党政机关", "县级", "331003", "水利", ""]]),
        (["单位", "岗位", "主要领导"], [["水利局", "局长", "是"]]),
        (OFFICIALS, [["林一", "9001", "水利局", "", "局长", "2009-03-01", ""]]),
        (ACCOUNTS, [["lin1", "林一", "单位负责人", "水利局", "", "9001", ""]]),
    )
    source = written(read(file, by=world.administrator))
    assert source.status == ImportStatus.DONE, source.sentence
    assert User.objects.get(username="lin1").official is None
    AccountChange.objects.get().perform("confirm", by=make_user(Role.ADMINISTRATOR, world.province))
    assert User.objects.get(username="lin1").official.periods.get().post.unit.code == "SL-01"
    assert counts(read(file, by=world.administrator)) == (0, 0, 4, 0)
    refused = read(file, by=world.liaison)
    assert (refused.status, refused.obstacle["code"]) == (ImportStatus.FAILED, "not_yours")
    with pytest.raises(NotAllowed):
        read(file, by=world.head)
    refused = read(file, by=world.inspector)
    assert (refused.status, refused.obstacle["code"]) == (ImportStatus.FAILED, "not_yours")
    page = signed_in(world.administrator).get(reverse("workbooks:bring")).content.decode()
    assert "单位名录" in page and "账号名册" in page
    assert "账号名册" not in signed_in(world.liaison).get(reverse("workbooks:bring")).content.decode()


def test_the_list_of_units_given_out_comes_back_unchanged(world, signed_in):
    file = units(
        ["SL-01", "水利局", "", "国有企业", "", "331003", "水利", ""],
        ["SL-02", "水文站", "水利局", "", "", "", "", ""],
    )
    written(read(file, by=world.administrator))
    answer = signed_in(world.administrator).get(reverse("workbooks:give", args=["units"]))
    content = b"".join(answer.streaming_content)
    again = read(content, by=world.administrator)
    assert (counts(again), told(again)) == ((0, 0, Unit.objects.filter(is_area=False).count(), 0), [])
