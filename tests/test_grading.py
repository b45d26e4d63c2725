import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskpoints.grading import ORDER, Grade, grade

pytestmark = pytest.mark.any_database

value = st.integers(1, 5)


@given(value, value, value, value)
def test_three_majors_are_never_below_high(likelihood, harm, importance, frequency):
    assert grade(likelihood, harm, importance, frequency, three_majors=True) == Grade.HIGH


@given(value, value, value, value, st.integers(0, 3))
def test_a_higher_value_never_lowers_the_grade(a, b, c, d, which):
    values = [a, b, c, d]
    before = grade(*values, three_majors=False)
    values[which] = min(5, values[which] + 1)
    assert ORDER.index(grade(*values, three_majors=False)) >= ORDER.index(before)


@pytest.mark.parametrize("wrong", [0, 6, -1])
def test_it_refuses_values_outside_1_to_5(wrong):
    with pytest.raises(ValueError, match="harm"):
        grade(3, wrong, 3, 3, three_majors=False)


def test_all_three_grades_are_reached():
    assert grade(1, 1, 1, 1, three_majors=False) == Grade.LOW
    assert grade(3, 3, 3, 3, three_majors=False) == Grade.MEDIUM
    assert grade(5, 5, 5, 5, three_majors=False) == Grade.HIGH
