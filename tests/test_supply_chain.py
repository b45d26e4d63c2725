"""What the register is made of is listed with licences; an audit that asked nobody does not look like a good one."""

import importlib.util
import json
import re
import subprocess
from importlib.metadata import PackageNotFoundError, metadata

import pytest

from riskcontrol.environment import BASE

pytestmark = pytest.mark.any_database

specification = importlib.util.spec_from_file_location("bill_of_materials", BASE / "deploy/bill_of_materials.py")
bill = importlib.util.module_from_spec(specification)
specification.loader.exec_module(bill)

# Whoever passes the register on would have to pass on more than they may want to.
UNFIT = re.compile(r"\bA?GPL|Affero|GNU General Public License|Proprietary")
# Its LICENSE is BSD, and MIT for the part it came from; the classifier beside them says something else.
LOOKED_AT = {"qrcode"}


def licence(name):
    found = metadata(name)
    classifiers = [line for line in found.get_all("Classifier", []) if line.startswith("License ::")]
    return " ".join([found.get("License-Expression") or "", (found.get("License") or "")[:80], *classifiers]).strip()


def test_every_part_states_a_licence_that_fits():
    told = {}
    for name in bill.locked():
        try:
            told[name] = licence(name)
        except PackageNotFoundError:
            continue  # of another platform
    assert len(told) > 60
    assert not [name for name, words in told.items() if not words]
    unfit = {name: words for name, words in told.items() if UNFIT.search(words)}
    assert set(unfit) <= LOOKED_AT, unfit


def test_front_end_parts_are_listed_and_tools_are_not():
    parts = {part["name"]: part for part in bill.from_npm()}
    assert {"@tabler/core", "echarts"} <= set(parts) and not {"prettier", "axe-core"} & set(parts)
    assert parts["@tabler/core"]["purl"].startswith("pkg:npm/%40tabler/core@")
    assert all(part["licenses"] for part in parts.values())


@pytest.mark.parametrize(
    ("code", "said", "is_known", "words"),
    [
        (0, "No known vulnerabilities found\nName Skip Reason\nx could not be audited: x (1)", False, "NOTHING"),
        (1, "requests.exceptions.ConnectionError: Max retries exceeded", False, "NOTHING"),
        (1, "npm error audit endpoint returned an error", False, "NOTHING"),
        (1, "Found 2 known vulnerabilities in 1 package\nx could not be audited: x (1)", True, "Found 2"),
        (0, "No known vulnerabilities found", False, "No known"),
        (1, "3 vulnerabilities (1 moderate, 2 high)", True, "3 vulnerabilities"),
        (2, "usage: pip-audit", True, "usage"),
    ],
)
def test_an_audit_that_asked_nobody_says_so(monkeypatch, capsys, code, said, is_known, words):
    done = subprocess.CompletedProcess([], code, said, "")
    monkeypatch.setattr(bill.subprocess, "run", lambda *_args, **_options: done)
    assert bill._asked("Python", ["x"]) is is_known
    assert words in capsys.readouterr().out


def test_addresses_of_an_index_are_in_no_list():
    for file in BASE.glob("requirements*.lock"):
        assert not re.search(r"https?://|file://|--index", file.read_text()), file
    resolved = json.loads((BASE / "package-lock.json").read_text())["packages"].values()
    assert not [facts for facts in resolved if "resolved" in facts]
