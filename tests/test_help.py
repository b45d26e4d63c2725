"""Help in the pages: for every entry of the navigation, in both languages; and the words of the field."""

import pytest
import yaml
from django.urls import reverse

from ground.pages.guide import DATA
from ground.pages.navigation import ENTRIES
from tests.test_walk import all_routes

pytestmark = pytest.mark.any_database

HELP = yaml.safe_load((DATA / "help.yaml").read_text(encoding="utf-8"))


def test_every_page_of_the_navigation_has_help_but_the_plain_list_of_jobs():
    assert {entry.url_name for entry in ENTRIES} - set(HELP) == {"dashboards:jobs"}


def test_help_is_for_pages_that_exist_and_complete_in_both_languages():
    assert set(HELP) <= set(all_routes())
    for name, entry in HELP.items():
        assert set(entry) == {"zh", "en"} and len(entry["zh"]) == len(entry["en"]), name
        assert all(isinstance(sentence, str) for part in entry.values() for sentence in part), name


def test_the_help_of_a_page_stands_on_it_in_the_readers_language(world, signed_in):
    client = signed_in(world.head)
    assert HELP["riskpoints:queue"]["zh"][0] in client.get(reverse("riskpoints:queue")).content.decode()
    client.cookies["django_language"] = "en"
    text = client.get(reverse("riskpoints:queue")).content.decode()
    assert HELP["riskpoints:queue"]["en"][0] in text and HELP["riskpoints:queue"]["zh"][0] not in text


def test_the_glossary_has_every_word_in_both_languages(world, signed_in):
    rows = yaml.safe_load((DATA / "glossary.yaml").read_text(encoding="utf-8"))
    assert len(rows) >= 20 and all(len(row) == 4 and all(isinstance(cell, str) for cell in row) for row in rows)
    text = signed_in(world.official).get("/glossary/").content.decode()
    assert all(row[0] in text and row[1] in text for row in rows)
