"""The table of attacks in docs/security.md is true: tests and rules that it names are there, and none is missing."""

import re
from pathlib import Path

import pytest
from django.conf import settings

pytestmark = pytest.mark.any_database

SECTION = re.compile(r"^## Attacks, .*?(?=^## )", re.M | re.S)
HEAD = re.compile(r"\| \*\*.+\*\* `(tests/\w+\.py)` \| \|")
ROW = re.compile(r"\| ([a-z][\w ]+) \| (.+) \|")
DEFINED = re.compile(r"^def (test_\w+)", re.M)
# Of the files that only attack: what shows that the register still works, or that a test looks where it should.
NO_ATTACKS = {
    "test_an_untouched_log_is_whole",
    "test_every_table_of_the_log_is_in_the_checkpoints",
    "test_after_a_change_of_keys_the_log_is_whole",
    "test_sm3_by_setting",
    "test_a_verification_is_asked_for_once_and_goes_on_after_a_kill",
    "test_a_verification_shows_its_progress_to_who_looks_on_and_to_nobody_else",
    "test_its_inspector_still_reads_what_it_rests_on",
    "test_the_operator_names_further_ports_and_networks",
    "test_there_is_something_to_change",
    "test_a_broken_upload_gets_a_sentence",
    "test_numbers_beyond_the_database_are_not_found",
}


def attacks():
    """(file, test, the cell of its rules) of each line."""
    [section] = SECTION.findall((settings.BASE / "docs/security.md").read_text())
    file = ""
    for line in section.splitlines():
        if head := HEAD.fullmatch(line):
            file = head[1]
        elif (row := ROW.fullmatch(line)) and row[1] != "attack":
            yield file, f"test_{row[1].replace(' ', '_')}", row[2]


def defined(file):
    return set(DEFINED.findall((settings.BASE / file).read_text()))


def test_every_attack_of_the_table_is_a_test():
    named = list(attacks())
    assert len(named) > 100
    assert [(file, test) for file, test, _rules in named if test not in defined(file)] == []


def test_every_test_that_attacks_is_in_the_table():
    files = [f"tests/{path.name}" for path in Path(settings.BASE / "tests").glob("test_attacks_*.py")]
    there = {test for file in files for test in defined(file)}
    assert there - {test for _file, test, _rules in attacks()} == NO_ATTACKS


def test_every_rule_of_the_table_stands_where_it_says():
    missing = []
    for _file, test, rules in attacks():
        place = ""
        for name in re.findall(r"`([^`]+)`", rules):
            if "/" in name:
                place = name
            elif not re.search(rf"(?<!\w){re.escape(name)}(?!\w)", (settings.BASE / place).read_text()):
                missing.append((test, place, name))
        assert place or rules.startswith("–"), test
    assert missing == []
