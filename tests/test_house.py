"""The house stands as docs/architecture.md draws it: one list of apps, which contract and formatter are held to."""

import ast
import os
import tomllib
from collections import defaultdict
from collections.abc import Iterator

import pytest
from django.conf import settings

from riskcontrol.apps import APPS
from tests import touched

pytestmark = pytest.mark.any_database

PROJECT = tomllib.loads((settings.BASE / "pyproject.toml").read_text())
TOPS = {app.partition(".")[0] for app in APPS}


def test_every_app_is_in_the_list():
    folders = {file.parent for file in settings.BASE.glob("*/apps.py")}
    folders |= {file.parent for file in settings.BASE.glob("*/*/apps.py")}
    folders |= {file.parent for file in settings.BASE.glob("*/models.py")}
    folders |= {file.parent for file in settings.BASE.glob("*/*/models.py")}
    folders |= {file.parent.parent for file in settings.BASE.glob("*/models/__init__.py")}
    folders |= {file.parent.parent for file in settings.BASE.glob("*/*/models/__init__.py")}
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


def sentences_of_refusals(tree: ast.AST) -> Iterator[str]:
    """What is written into the refusals themselves, and sentences that a module gives a name."""
    for node in ast.walk(tree):
        named = isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
        called = getattr(node.func, "id", getattr(node.func, "attr", "")) if isinstance(node, ast.Call) else ""
        if named or called in {"NotAllowed", "PermissionDenied", "ValidationError"}:
            for inner in ast.walk(node):
                match inner:
                    case ast.Call(func=ast.Name(id="_"), args=[ast.Constant(value=str(text))]) if text.endswith("."):
                        yield text


def test_a_refusal_is_worded_in_one_place():
    """Said twice, it is mended in one place only; the modules called refusals hold what is shared."""
    places = defaultdict(set)
    for top in TOPS:
        for file in (settings.BASE / top).rglob("*.py"):
            if "migrations" not in file.parts:
                for text in sentences_of_refusals(ast.parse(file.read_text())):
                    places[text].add(file.relative_to(settings.BASE).as_posix())
    assert {text: sorted(files) for text, files in places.items() if len(files) > 1} == {}


@pytest.mark.xdist_group("house")
def test_tests_that_belong_to_one_worker_stay_together(request):
    """pytest-xdist tells by the name of a test which group it belongs to; some releases of pytest drop that."""
    if "PYTEST_XDIST_WORKER" not in os.environ or not request.config.getvalue("loadgroup"):
        pytest.skip("one process has them all")
    assert request.node.nodeid.endswith("@house")
