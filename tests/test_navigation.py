"""The navigation: what each role finds in it, in which order; every app adds its own."""

import pytest

from ground.lifecycle.roles import Role
from tests.factories import make_user

pytestmark = pytest.mark.any_database

DESK = ("/desk/", "收件箱")
POINTS = ("/riskpoints/", "风险点")
POWERS = ("/powers/", "权力事项")
MEASURES = [("/measures/", "防控措施"), ("/measures/plans/", "防控办法"), ("/measures/rules/", "规章制度")]
IMPORTS, LIBRARY, UNITS = ("/imports/", "表格导入"), ("/library/", "风险库"), ("/units/", "单位")
REGISTER = ("登记册", [POWERS, POINTS, *MEASURES, LIBRARY, UNITS])
WITH_IMPORTS = ("登记册", [POWERS, POINTS, *MEASURES, IMPORTS, LIBRARY, UNITS])
WARNINGS, BLAME = ("/warnings/", "预警"), ("/coverage/accountability/", "责任追究")
RULES = [("/warnings/rules/", "指标规则"), ("/warnings/points/", "监测点")]
FILES = [("/integrity/declarations/", "利害关系申报"), ("/integrity/points/", "廉政积分")]
ANALYSIS = ("分析", [("/coverage/", "态势"), ("/index/", "廉情指数")])
CHANGES = ("/accounts/changes/", "账号变更")
KEY = ("/warnings/key/", "我的封存密钥")
OFFICIALS, JOBS = ("/units/officials/", "干部"), ("/coverage/jobs/", "后台任务")

FOUND = {
    Role.LIAISON: [
        ("工作", [DESK]),
        WITH_IMPORTS,
        ("监督", [WARNINGS, BLAME]),
        ANALYSIS,
    ],
    Role.UNIT_HEAD: [
        ("工作", [DESK]),
        REGISTER,
        ("监督", [WARNINGS, BLAME]),
        ANALYSIS,
    ],
    Role.INSPECTOR: [
        ("工作", [DESK]),
        WITH_IMPORTS,
        ("监督", [WARNINGS, BLAME, ("/warnings/signals/", "廉政风险信息"), *RULES]),
        ("干部", [*FILES, OFFICIALS]),
        ANALYSIS,
        ("管理", [("/accounts/allowances/", "一人多岗"), KEY]),
    ],
    Role.CHECKER: [("工作", [DESK]), REGISTER, ("监督", [WARNINGS, BLAME, *RULES]), ANALYSIS, ("管理", [JOBS])],
    Role.OBSERVER: [
        ("工作", [DESK, ("/warnings/reports/new/", "廉情直报"), ("/warnings/reports/", "我的反映")]),
        ("管理", [KEY]),
    ],
    Role.OFFICIAL: [("工作", [DESK]), ("监督", [WARNINGS]), ("干部", [("/integrity/", "我的廉政档案"), *FILES])],
    Role.ADMINISTRATOR: [
        ("工作", [DESK]),
        ("登记册", [IMPORTS, UNITS]),
        ("干部", [OFFICIALS]),
        (
            "管理",
            [
                ("/reorganisations/", "机构改革"),
                ("/accounts/", "账号"),
                CHANGES,
                ("/documents/templates/", "文书模板"),
                ("/units/organs/", "制发机关"),
                JOBS,
            ],
        ),
    ],
    Role.AUDITOR: [
        ("工作", [DESK, ("/warnings/recoveries/", "请求提供的份额")]),
        ("管理", [CHANGES, ("/accounts/audit/", "审计日志"), ("/checkpoints/", "日志完整性"), KEY]),
    ],
}


@pytest.mark.parametrize("role", Role)
def test_each_role_finds_its_pages_in_their_order(world, signed_in, role):
    answer = signed_in(make_user(role, world.unit)).get("/desk/")
    groups = answer.context["navigation"]
    found = [
        (str(group.label), [(url, str(entry.label)) for entry, url, _ in entries]) for group, _, entries in groups
    ]
    assert found == FOUND[role]


def test_the_entry_of_a_page_is_marked_also_where_the_page_lies_elsewhere(world, signed_in):
    client = signed_in(world.inspector)
    for address, current in (
        (f"/riskpoints/flows/{world.flow.pk}/", "/powers/"),
        ("/coverage/warnings/", "/warnings/"),
        ("/measures/rules/", "/measures/rules/"),
    ):
        groups = client.get(address).context["navigation"]
        assert [url for _, _, entries in groups for _, url, is_current in entries if is_current] == [current]


def test_the_groups_a_role_works_in_stand_open_and_so_does_the_one_of_the_page(world, signed_in):
    def opened(client, address):
        return [str(group) for group, is_open, _entries in client.get(address).context["navigation"] if is_open]

    inspector = signed_in(world.inspector)
    assert opened(inspector, "/desk/") == ["work", "register", "oversight"]
    assert opened(inspector, "/index/") == ["work", "register", "oversight", "analysis"]
    assert opened(signed_in(make_user(Role.CHECKER, world.unit)), "/desk/") == ["work", "oversight", "analysis"]
