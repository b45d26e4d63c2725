"""A warned unit looks for what its warning rests on: no number, fingerprint, source or word of a signal."""

import pytest
from django.utils.translation import override

from riskwarnings.grounds import in_words
from tests.factories import make_signal, make_warning

pytestmark = pytest.mark.any_database

WORDS = "某科室收受管理对象礼品的具体情节"
ISSUE = {"handling": "correction", "level": "yellow", "due_on": None}
PRINT = "abdruck-4711"


@pytest.fixture
def warned(world):
    signal = make_signal(world.unit, text=WORDS, source="audit", reference="审移〔2026〕99号")
    warning = make_warning(world.unit, world.inspector, [signal], fingerprint=PRINT)
    warning.perform("issue", by=world.inspector, **ISSUE)
    return warning, signal


@pytest.mark.parametrize("role", ["liaison", "head", "checker"])
def test_the_unit_finds_no_trace_of_the_signal(world, warned, signed_in, role):
    warning, signal = warned
    point = world.registered(world.steps[0])
    client = signed_in(getattr(world, role))
    addresses = [
        *(f"{warning.get_absolute_url()}{tab}" for tab in ("", "answer/", "letter/", "log/")),
        f"/riskpoints/{point.pk}/warnings/",
        "/warnings/",
        "/desk/",
        f"/units/{world.unit.pk}/",
        f"/api/v1/warnings/{warning.pk}/",
        "/api/v1/warnings/",
    ]
    traces = (WORDS, PRINT, signal.reference, signal.get_source_display(), f"signals/{signal.pk}/")
    for address in addresses:
        told = client.get(address, follow=True).content.decode()
        assert [trace for trace in traces if trace in told] == [], address
    assert client.get(signal.get_absolute_url()).status_code in (403, 404)
    assert client.get("/accounts/audit/").status_code == 403


def test_the_log_tells_grounds_by_kind_and_count_alone():
    grounds = [{"kind": "signal", "id": 8470011, "source": "audit", "text": WORDS}] * 2
    with override("zh-hans"):
        told = in_words(grounds)
    assert told == ["信息 × 2"]


def test_its_inspector_still_reads_what_it_rests_on(world, warned, signed_in):
    warning, signal = warned
    told = signed_in(world.inspector).get(warning.get_absolute_url()).content.decode()
    assert WORDS in told and signal.get_source_display() in told
