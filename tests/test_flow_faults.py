import pytest
from hypothesis import given
from hypothesis import strategies as st

from powers.faults import StepFacts, faults

pytestmark = pytest.mark.any_database


def steps(n, **changes):
    return [StepFacts(i, f"环节{i}", 1, 2, i == n) for i in range(1, n + 1)]


def chain(n):
    return [(i, i + 1) for i in range(1, n)]


def sentences(found):
    return [str(f.sentence) for f in found]


def test_a_chain_with_an_end_has_no_faults():
    assert faults(steps(4), chain(4)) == []


def test_an_empty_flow_is_a_fault():
    assert len(faults([], [])) == 1


def test_it_names_the_step_that_cannot_be_reached():
    found = faults(steps(3), [(1, 3), (2, 3)])
    assert [f.step for f in found] == [2]
    assert "环节2" in sentences(found)[0]


def test_it_names_every_step_of_a_loop_without_exit():
    rows = [StepFacts(i, f"环节{i}", 1, 2, i == 4) for i in range(1, 5)]
    found = faults(rows, [(1, 2), (2, 3), (3, 2), (1, 4)])
    assert [f.step for f in found] == [2, 3]


def test_it_names_the_step_without_handler_or_monitor():
    rows = [StepFacts(1, "受理", None, 2, False), StepFacts(2, "办结", 1, None, True)]
    found = faults(rows, [(1, 2)])
    assert [f.step for f in found] == [1, 2]
    assert "受理" in sentences(found)[0] and "办结" in sentences(found)[1]


def test_it_refuses_the_same_post_as_handler_and_monitor():
    rows = [StepFacts(1, "受理", 7, 7, True)]
    assert [f.step for f in faults(rows, [])] == [1]


@given(st.integers(2, 12), st.data())
def test_returns_to_an_earlier_step_never_make_a_sound_flow_faulty(n, data):
    back = data.draw(st.lists(st.tuples(st.integers(2, n), st.integers(1, n)).filter(lambda w: w[0] > w[1])))
    assert faults(steps(n), chain(n) + back) == []
