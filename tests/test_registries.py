"""What apps register is documented: each entry in docs/, and what people see in both languages of the guide."""

import ast
import re
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.conf import settings
from django.utils.translation import override

from accounts.channels import ChannelWay
from accounts.notice_kinds import NoticeKind, kinds_to_choose
from exchange.workbooks.incoming.forms import INCOMING_FORMS
from exchange.workbooks.incoming.headings import known_forms
from exchange.workbooks.outgoing.export_work import WRITERS
from exchange.workbooks.outgoing.forms import OUTGOING_FORMS
from ground.lifecycle.actions import action_label
from ground.lifecycle.state_marks import MARKS
from ground.pages.guide import GUIDE
from oversight.reorganisations.models import ReorganisationKind
from riskcontrol.apps import APPS
from riskwarnings.indicators import INDICATORS

pytestmark = pytest.mark.any_database

LANGUAGES = {"en": "en", "zh": "zh-hans"}
QUOTED = {"en": "**{}**", "zh": "「{}」"}


def page(name: str) -> str:
    return (settings.BASE / "docs" / name).read_text(encoding="utf-8")


def guide(language: str) -> str:
    return "".join(file.read_text(encoding="utf-8") for file in (GUIDE / language).glob("*.md"))


def label_in(language: str, words: object) -> str:
    with override(LANGUAGES[language]):
        return str(words)


@pytest.mark.parametrize("code", INDICATORS)
def test_an_indicator_rule_is_explained_in_the_page_of_warnings(code):
    rule = INDICATORS[code]
    heading = f"### {rule.number} {label_in('en', rule.label)} ({label_in('zh', rule.label)})"
    assert heading in page("warnings.md") and label_in("en", rule.explained) in page("warnings.md")


@pytest.mark.parametrize("name", sorted({*INCOMING_FORMS, *OUTGOING_FORMS}))
def test_a_form_is_described_in_the_page_of_spreadsheets_and_known_by_its_headings(name):
    [form] = [form for form in known_forms() if form.name == name]
    assert re.search(rf"^\| {form.title}[ |]", page("import.md"), re.MULTILINE)
    assert name in INCOMING_FORMS and name in OUTGOING_FORMS


@pytest.mark.parametrize("name", sorted(WRITERS))
def test_a_writer_is_listed_in_the_page_of_spreadsheets(name):
    [section] = re.findall(r"^## Files that a worker writes\n(.*?)^## ", page("import.md"), re.MULTILINE | re.DOTALL)
    assert f"`{name}`" in section


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_way_of_a_channel_and_every_kind_of_notice_stands_in_the_guide(language):
    text = guide(language)
    labels = [*ChannelWay, *(kind for kind in NoticeKind.known.values() if kind.place or kind.is_always)]
    missing = [
        words
        for words in (label_in(language, entry.label) for entry in labels)
        if QUOTED[language].format(words) not in text
    ]
    assert missing == []


def test_kinds_of_notices_stand_in_the_order_of_their_places():
    codes = [code for code, _label in kinds_to_choose()]
    assert codes[:6] == ["returned", "assigned", "registered", "act", "measures", "reviews"]
    assert codes[6:12] == ["warned", "escalated", "answered", "sent_back", "signals", "looks"]
    assert codes[12:] == ["recoveries", "answers", "checkpoint"]
    assert NoticeKind.known["sealing_keys"].is_always


def test_every_state_has_a_tone():
    owned = [model for model in apps.get_models() if model._meta.app_config.name in APPS]
    fields = [field for model in owned for field in model._meta.fields if field.name == "status"]
    assert fields and {value for field in fields for value, _label in field.flatchoices or ()} <= set(MARKS)


def actions() -> Iterator[str]:
    """The actions that the code records by their full names."""
    for app in APPS:
        for file in (settings.BASE / app.replace(".", "/")).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("recorded", "_deciding"):
                    values = [*node.args, *(keyword.value for keyword in node.keywords)]
                    found = [value.value for value in values if isinstance(value, ast.Constant)]
                    yield from (text for text in found if re.fullmatch(r"[a-z]+\.[a-z_]+", str(text)))


def test_every_action_of_the_change_log_has_words():
    found = set(actions())
    assert {"riskpoint.assign", "library.adopt", "user.invite"} <= found
    found |= {f"reorganisation.{kind.value}" for kind in ReorganisationKind}
    found |= {f"import.{status}" for status in ("cancelled", "refused", "failed")}
    assert {action for action in found if action_label(action) == action} == set()
