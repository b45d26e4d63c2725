"""Who answers for a department (部门负责人): a post of it, in the register form and in the form of posts."""

import pytest

from exchange.documents.register_form import template_fields
from ground.lifecycle.changelog import changes_of
from tests.factories import make_post
from tests.import_files import counts, read, told_codes, workbook, written

HEAD = ("科室", "岗位", "职权", "环节", "风险类别", "风险点", "表现形式", "风险等级", "防控措施", "部门负责人")

pytestmark = pytest.mark.usefixtures("own_files")


@pytest.fixture
def office(world):
    world.post = make_post(world.unit, department="工程科", name="经办员")
    world.chief = make_post(world.unit, department="工程科", name="科长")
    return world


def sheet(office, head, post="经办员"):
    row = (
        "工程科",
        post,
        office.item.name,
        "环节1",
        "业务流程",
        "泄露底价",
        "向投标人泄露底价。",
        "中",
        "封存底价",
        head,
    )
    return workbook((list(HEAD), [list(row)]))


def is_head(post):
    post.refresh_from_db()
    return post.is_department_head


def brought(office, head):
    return read(sheet(office, head), by=office.liaison, unit=office.unit)


def test_the_register_form_names_the_head_of_the_department_of_each_point(office):
    step = office.steps[0]
    step.handler = office.post
    step.save()
    office.registered(step)
    [row] = template_fields(office.unit, office.liaison)["各行"]
    assert row["部门负责人"] == ""
    office.chief.is_department_head = True
    office.chief.save()
    [row] = template_fields(office.unit, office.liaison)["各行"]
    assert row["部门负责人"] == "科长"


def test_the_head_that_a_form_names_is_taken_in_once(office):
    source = brought(office, "科长")
    written(source)
    assert is_head(office.chief) and not is_head(office.post)
    assert changes_of(office.chief)[0].who == str(office.liaison)
    assert counts(brought(office, "科长")) == (0, 0, 1, 0)


def test_another_head_than_that_of_the_register_is_told_and_left_out(office):
    office.chief.is_department_head = True
    office.chief.save()
    source = brought(office, "经办员")
    assert ("department_head", "other_head") in codes(source)
    written(source)
    assert is_head(office.chief) and not is_head(office.post)


def test_a_head_who_is_no_post_of_the_department_is_told_and_left_out(office):
    leader = make_post(office.unit, name="局长")
    for name in ("陈二可", "局长"):
        assert ("department_head", "no_head") in codes(brought(office, name))
    written(brought(office, "局长"))
    assert not is_head(leader)


def codes(source):
    return {(p["field"], p["code"]) for row in source.rows.all() for p in row.problems}


def test_the_form_of_posts_says_who_heads_a_department(office):
    rows = [
        ["工程科", "科长", "大", "否", "是"],
        ["工程科", "经办员", "中", "否", "否"],
        ["办公室", "主任", "中", "否", "是"],
    ]
    source = read(
        workbook((["科室", "岗位", "自由裁量权", "主要领导", "部门负责人"], rows)),
        by=office.liaison,
        unit=office.unit,
    )
    assert told_codes(source) == []
    assert counts(source) == (1, 1, 1, 0)
    written(source)
    heads = office.unit.posts.filter(is_department_head=True)
    assert {str(post) for post in heads} == {"工程科 科长", "办公室 主任"}
