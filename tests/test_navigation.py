"""The navigation: what each role finds in it, in which order; every app adds its own."""

import pytest

from ground.lifecycle.roles import Role
from tests.factories import make_user

pytestmark = pytest.mark.any_database

DESK = ("/desk/", "我的待办")
REGISTER = [
    ("/coverage/", "覆盖情况"),
    ("/powers/", "权力事项"),
    ("/riskpoints/", "风险点"),
    ("/measures/", "防控措施"),
    ("/measures/plans/", "防控办法"),
    ("/measures/rules/", "规章制度"),
    ("/warnings/", "预警"),
    ("/coverage/accountability/", "责任追究"),
]
FILES = [("/integrity/declarations/", "利害关系申报"), ("/integrity/points/", "廉政积分")]
INDEX = ("/index/", "廉情指数")
RULES = [("/warnings/rules/", "指标规则"), ("/warnings/points/", "监测点")]
IMPORTS, LIBRARY, UNITS = ("/imports/", "表格导入"), ("/library/", "风险库"), ("/units/", "单位")
KEY = ("/warnings/key/", "我的封存密钥")
OFFICIALS, JOBS = ("/units/officials/", "干部"), ("/coverage/jobs/", "后台任务")

FOUND = {
    Role.LIAISON: [DESK, ("/riskpoints/work/", "我的工作"), *REGISTER, INDEX, IMPORTS, LIBRARY, UNITS],
    Role.UNIT_HEAD: [DESK, ("/riskpoints/queue/", "待办队列"), *REGISTER, INDEX, LIBRARY, UNITS],
    Role.INSPECTOR: [
        DESK,
        ("/riskpoints/queue/", "待办队列"),
        *REGISTER,
        *FILES,
        INDEX,
        ("/warnings/signals/", "廉政风险信息"),
        *RULES,
        LIBRARY,
        UNITS,
        OFFICIALS,
        ("/accounts/allowances/", "一人多岗"),
        KEY,
    ],
    Role.CHECKER: [DESK, *REGISTER, INDEX, *RULES, LIBRARY, UNITS, JOBS],
    Role.OBSERVER: [DESK, ("/warnings/reports/new/", "廉情直报"), ("/warnings/reports/", "我的反映"), KEY],
    Role.OFFICIAL: [DESK, ("/warnings/", "预警"), ("/integrity/", "我的廉政档案"), *FILES],
    Role.ADMINISTRATOR: [
        DESK,
        IMPORTS,
        UNITS,
        ("/reorganisations/", "机构改革"),
        OFFICIALS,
        ("/accounts/", "账号"),
        ("/documents/templates/", "文书模板"),
        JOBS,
    ],
    Role.AUDITOR: [
        DESK,
        ("/accounts/audit/", "审计日志"),
        ("/checkpoints/", "日志完整性"),
        ("/warnings/recoveries/", "请求提供的份额"),
        KEY,
    ],
}


@pytest.mark.parametrize("role", Role)
def test_each_role_finds_its_pages_in_their_order(world, signed_in, role):
    answer = signed_in(make_user(role, world.unit)).get("/desk/")
    assert [(url, str(entry.label)) for entry, url, _is_current in answer.context["navigation"]] == FOUND[role]


def test_the_entry_of_a_page_is_marked_also_where_the_page_lies_elsewhere(world, signed_in):
    client = signed_in(world.inspector)
    for address, current in (
        (f"/riskpoints/flows/{world.flow.pk}/", "/powers/"),
        ("/coverage/warnings/", "/warnings/"),
        ("/measures/rules/", "/measures/rules/"),
    ):
        shown = client.get(address).context["navigation"]
        assert [url for _entry, url, is_current in shown if is_current] == [current]
