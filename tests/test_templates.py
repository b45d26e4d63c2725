"""Templates are read and reviewed like code: short lines, and parts that stand once."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.template import Context, Template
from django.test.html import parse_html
from django.utils.translation import gettext

LONGEST = 120
TEMPLATES = sorted(path for path in (settings.BASE / "templates").rglob("*") if path.is_file())

pytestmark = pytest.mark.any_database


def written(source: str, **values: Any) -> str:
    return Template(source).render(Context(values))


def assert_same(html: str, wanted: str) -> None:
    assert parse_html(html) == parse_html(wanted)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(settings.BASE / "templates")))
def test_no_line_is_longer_than_a_screen(path: Path) -> None:
    lines = path.read_text().splitlines()
    too_long = [f"{number}: {line.strip()}" for number, line in enumerate(lines, 1) if len(line) > LONGEST]
    assert not too_long


def test_a_fact_escapes_what_people_typed() -> None:
    html = written('{% fact "post" value %}', value="<b>chief</b>")
    assert_same(html, "<div><dt>post</dt><dd>&lt;b&gt;chief&lt;/b&gt;</dd></div>")


def test_a_fact_of_html_keeps_the_pages_own_tags_and_escapes_the_values_in_them() -> None:
    html = written('{% fact_with "post" %}<a href="/units/1/">{{ name }}</a>{% endfact_with %}', name="A & B")
    assert_same(html, '<div><dt>post</dt><dd><a href="/units/1/">A &amp; B</a></dd></div>')


def test_a_path_leads_from_the_list_to_where_the_page_lies() -> None:
    html = written('{% path "Glossary" "glossary" unit "/units/7/" here %}', unit="<Bureau>", here="No. 3")
    assert_same(
        html,
        f'<nav class="path" aria-label="{gettext("You are here")}"><a href="/glossary/">Glossary</a>'
        ' <span aria-hidden="true">›</span>'
        ' <a href="/units/7/">&lt;Bureau&gt;</a> <span aria-hidden="true">›</span> No. 3</nav>',
    )


def test_a_path_leaves_out_a_step_without_a_name() -> None:
    html = written('{% path "Glossary" "glossary" flow.power flow.address %}', flow=None)
    assert_same(
        html, f'<nav class="path" aria-label="{gettext("You are here")}"><a href="/glossary/">Glossary</a></nav>'
    )


@pytest.mark.parametrize(
    ("at", "tone", "classes"),
    [
        (datetime(2026, 11, 28), "", "reached"),
        (datetime(2026, 11, 28), "late", "reached way-late"),
        (None, "late", "way-late"),
    ],
)
def test_a_stop_of_a_way_is_marked_once_it_is_reached(at: datetime | None, tone: str, classes: str) -> None:
    html = written('{% way_stop "filed" at tone %}{{ who }}{% endway_stop %}', at=at, tone=tone, who="Li")
    assert_same(html, f'<li class="{classes}"><strong>filed</strong> Li</li>')


def test_a_cards_heading_escapes_its_title() -> None:
    html = written("{% card_header title %}", title="A & B")
    assert_same(html, '<div class="card-header"><h2 class="card-title">A &amp; B</h2></div>')


def test_a_page_without_rows_says_what_to_do() -> None:
    assert "<p>Begin here.</p>" in written('{% nothing "Begin here." %}')
