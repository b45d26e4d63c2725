"""On a PostgreSQL of another version than the embedded one every file of sql/ is run, and every route is asked.

On the embedded one test_walk asks as every role.
"""

import re

import pytest

from riskcontrol.apps import APPS
from riskcontrol.environment import BASE
from tests.servers import is_embedded
from tests.test_walk import API, PAGES, ROLES, full, visit  # noqa: F401  the walk's world with a row for every route

# What files of sql/ begin with: the test that runs them on every version. Here it is the walk's world or its routes.
RUN_BY = {
    "accounts/sql/grants": "test_database_rules",
    "accounts/sql/inbox": "test_other_server",
    "integrity/sql/conflicts": "test_integrity",
    "measures/sql/holding": "test_database_rules",
    "measures/sql/placing": "test_reorganisation",
    "riskpoints/sql/authors": "test_separated_duties",
    "riskpoints/sql/counts": "test_paging",
    "riskpoints/sql/in_force": "test_database_rules",
    "riskpoints/sql/key_marks": "test_database_rules",
    "riskpoints/sql/placing": "test_reorganisation",
    "riskwarnings/sql/authors": "test_separated_duties",
    "riskwarnings/sql/days": "test_other_server",
    "riskwarnings/sql/escalate": "test_assessments_at_once",
    "riskwarnings/sql/indicators/": "test_assessment",
    "riskwarnings/sql/placing": "test_reorganisation",
    "riskwarnings/sql/propose": "test_assessment",
    "riskwarnings/sql/touched": "test_assessment",
    "units/sql/initials": "test_other_server",
    "units/sql/search": "test_search",
    "exchange/workbooks/sql/export": "test_exports",
    "exchange/workbooks/sql/judge": "test_import",
    "exchange/workbooks/sql/locate": "test_import",
    "exchange/workbooks/sql/plain": "test_import",
    "exchange/workbooks/sql/posts_of": "test_import",
    "exchange/workbooks/sql/write": "test_import",
    "oversight/checkpoints/sql/log_plans": "test_changelog",
    "oversight/checkpoints/sql/only_grows": "test_attacks_on_the_log",
    "oversight/coverage/sql/accountability": "test_other_server",
    "oversight/coverage/sql/": "test_coverage",
    "oversight/index/sql/": "test_other_server",
}


@pytest.mark.django_db
@pytest.mark.skipif(is_embedded(), reason="the walk asks as every role")
def test_every_route_answers_one_who_may(full):
    refused = []
    for name, route in sorted((PAGES | API).items()):
        role = next((role for role in ROLES if role in route.may), None)
        if role and not visit(full, name, route, role):
            refused.append((name, role))
    assert refused == []


def test_every_sql_file_is_run_by_a_test_that_is_repeated():
    folders = [BASE / app.replace(".", "/") / "sql" for app in APPS]
    files = [str(file.relative_to(BASE)) for folder in folders for file in sorted(folder.rglob("*.sql"))]
    lacking = [file for file in files if not any(file.startswith(name) for name in RUN_BY)]
    assert not lacking, "name the test that runs it"
    for test in set(RUN_BY.values()):
        text = (BASE / "tests" / f"{test}.py").read_text()
        assert not re.search(r"^pytestmark = .*(any_database|in_a_browser)", text, re.MULTILINE), test
    assert [name for name in RUN_BY if not any(file.startswith(name) for file in files)] == []
