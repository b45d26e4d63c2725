"""The house stands as docs/architecture.md draws it: one list of apps, which contract and formatter are held to."""

import tomllib

from django.conf import settings

from riskcontrol.apps import APPS
from tests import touched

PROJECT = tomllib.loads((settings.BASE / "pyproject.toml").read_text())
TOPS = {app.partition(".")[0] for app in APPS}


def test_every_app_is_in_the_list():
    folders = {file.parent for file in settings.BASE.glob("*/apps.py")}
    folders |= {file.parent for file in settings.BASE.glob("*/*/apps.py")}
    folders |= {file.parent for file in settings.BASE.glob("*/models.py")}
    folders |= {file.parent for file in settings.BASE.glob("*/*/models.py") if file.parent.name != "bench"}
    found = {".".join(folder.relative_to(settings.BASE).parts) for folder in folders}
    assert {name for name in found if not name.startswith(".")} - {"riskcontrol"} <= set(APPS)


def test_the_import_contract_speaks_of_the_apps_in_their_order():
    layers, names_only = PROJECT["tool"]["importlinter"]["contracts"]
    assert layers["layers"] == list(APPS)
    assert "ignore_imports" not in layers
    assert set(names_only["forbidden_modules"]) == TOPS
    assert set(PROJECT["tool"]["importlinter"]["root_packages"]) == TOPS | {"riskcontrol"}


def test_the_formatter_knows_all_that_is_our_own():
    assert set(PROJECT["tool"]["ruff"]["lint"]["isort"]["known-first-party"]) == TOPS | {
        "riskcontrol",
        "bench",
        "tests",
    }


def test_what_is_changed_finds_its_tests():
    assert "tests/test_grading.py" in touched.tests_of(["riskpoints/grading.py"])
    assert "tests/test_walk.py" not in touched.tests_of(["riskpoints/grading.py"])
    assert touched.tests_of(["tests/test_desk.py"]) == ["tests/test_desk.py", "tests/test_house.py"]
    assert "tests/test_index.py" in touched.tests_of(["templates/index/_body.html"])
    assert "tests/test_warnings.py" in touched.tests_of(["riskwarnings/sql/propose.sql"])
