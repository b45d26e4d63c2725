import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc

from tests.factories import make_post
from units.models import Division, Official, PostPeriod, Unit, validate_credit_code

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@given(
    st.text("0123456789", min_size=6, max_size=6),
    st.text(ALPHABET, min_size=9, max_size=9),
    st.sampled_from(ALPHABET),
)
def test_only_the_right_check_character_is_taken(region, organisation, last):
    body = f"11{region}{organisation}"
    right = uscc.calc_check_digit(body)
    if last == right:
        validate_credit_code(body + last)
    else:
        with pytest.raises(ValidationError):
            validate_credit_code(body + last)


@pytest.mark.parametrize("wrong", ["", "123", "11 331003MB0000001", "1133100312345678IO"])
def test_a_malformed_credit_code_is_refused(wrong):
    with pytest.raises(ValidationError):
        validate_credit_code(wrong)


def test_the_divisions_are_there(db):
    assert Division.objects.filter(level="city").count() == 11
    assert Division.objects.filter(level="county").count() == 90


def test_post_periods_of_one_person_on_one_post_do_not_overlap(world):
    official = Official.objects.create(name="赵一诺", staff_number="1")
    post = make_post(world.unit)
    PostPeriod.objects.create(official=official, post=post, started_on="2010-01-01", ended_on="2011-01-01")
    with pytest.raises(IntegrityError), transaction.atomic():
        PostPeriod.objects.create(official=official, post=post, started_on="2011-01-01")
    PostPeriod.objects.create(official=official, post=post, started_on="2011-01-02")


def test_a_closed_unit_keeps_its_rows_and_is_covered_no_more(world):
    point = world.registered(world.steps[0])
    world.unit.perform("close", by=world.administrator, reason="机构改革")
    assert not Unit.objects.to_cover().filter(pk=world.unit.pk).exists()
    point.refresh_from_db()
    assert point.is_in_force


def test_a_period_is_ended_and_followed_by_another(world, signed_in):
    official = Official.objects.create(name="赵一诺", staff_number="1")
    post, next_post = make_post(world.unit), make_post(world.unit)
    period = PostPeriod.objects.create(official=official, post=post, started_on="2010-01-01")
    client = signed_in(world.administrator)
    data = {"post": post.pk, "started_on": "2010-01-01", "ended_on": "2009-01-01"}
    answer = client.post(f"/units/periods/{period.pk}/edit/", data)
    assert answer.status_code == 422 and "结束日期早于开始日期" in answer.content.decode()
    client.post(f"/units/periods/{period.pk}/edit/", data | {"ended_on": "2011-06-30"})
    new = f"/units/officials/{official.pk}/periods/new/"
    overlapping = client.post(new, {"post": post.pk, "started_on": "2011-01-01"})
    assert overlapping.status_code == 422 and "已任此岗位" in overlapping.content.decode()
    assert client.post(new, {"post": next_post.pk, "started_on": "2011-07-01"}).status_code == 302
    assert [p.ended_on is None for p in official.periods.all()] == [True, False]
