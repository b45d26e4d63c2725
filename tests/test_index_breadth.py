"""How far a published index goes: who sees the figure of which unit by page, address and API, breadth by breadth."""

import pytest

from ground.lifecycle.roles import Role
from oversight.index.choices import LEAST_UNITS, Breadth
from oversight.index.models import Figure, Period
from tests.factories import compute, make_user
from tests.test_index import (
    give,
    office,  # noqa: F401  a fixture
)

pytestmark = pytest.mark.any_database


@pytest.fixture
def published(office):
    """Four units with an index in one county, published; readers of each kind."""
    give(office, [(92, 200), (60, 180), (85, 150), (40, 3)])
    compute(office.period, office.inspector)
    office.period.perform("publish", by=office.inspector)
    office.own, office.other_unit = office.units[:2]
    for name, role, unit in (
        ("own_head", Role.UNIT_HEAD, office.own),
        ("other_liaison", Role.LIAISON, office.other_unit),
        ("observer", Role.OBSERVER, office.county),
        ("elsewhere", Role.INSPECTOR, office.other_unit),
    ):
        user = make_user(role, unit)
        setattr(office, name, user)
    return office


def widen(office, breadth):
    Period.objects.filter(pk=office.period.pk).update(breadth=breadth)


# Who sees the index of a unit that is not their own: by breadth, the least that lets each of them.
ORDER = list(Breadth)
FROM = {
    "other_liaison": Breadth.UNITS,
    "elsewhere": Breadth.INSPECTION,
    "observer": Breadth.ALL,
    None: Breadth.ALL,
}


@pytest.mark.parametrize("breadth", ORDER)
@pytest.mark.parametrize("who", FROM)
def test_the_figure_of_another_unit_is_seen_from_its_breadth_on(published, breadth, who):
    widen(published, breadth)
    user = getattr(published, who) if who else None
    seen = Figure.objects.filter(unit=published.own).seen_by(user).exists()
    assert seen == (ORDER.index(breadth) >= ORDER.index(FROM[who]))
    assert Figure.objects.filter(unit=published.own).seen_by(published.own_head).exists()
    assert Figure.objects.filter(unit=published.own).seen_by(published.inspector).exists()


def test_by_default_the_public_sees_the_area_and_no_unit(published, client):
    assert Period._meta.get_field("breadth").default == Breadth.WHOLE
    score = str(Figure.objects.get(unit=published.own).score)
    page = client.get(f"/boards/index/{published.county.pk}/")
    text = page.content.decode()
    assert page.status_code == 200 and page.context["figure"].units >= LEAST_UNITS
    assert published.own.name not in text and score not in text
    for address in (
        f"/boards/index/{published.own.pk}/",
        f"/boards/index/{published.own.pk}/?period={published.period.pk}",
    ):
        assert client.get(address).status_code == 404
    for grade in "ABC":
        answer = client.get(f"/boards/index/{published.county.pk}/?grade={grade}").content.decode()
        assert published.own.name not in answer and score not in answer


def test_an_area_of_few_units_is_not_told_to_the_public(published, client):
    Figure.objects.filter(unit=published.county).update(units=LEAST_UNITS - 1)
    assert client.get(f"/boards/index/{published.county.pk}/").status_code == 404
    widen(published, Breadth.ALL)
    assert client.get(f"/boards/index/{published.own.pk}/").status_code == 200


@pytest.mark.parametrize("breadth", [Breadth.LEADERS, Breadth.INSPECTION, Breadth.UNITS])
def test_below_the_whole_the_public_sees_nothing(published, client, breadth):
    widen(published, breadth)
    assert client.get(f"/boards/index/{published.county.pk}/").status_code == 404
    assert client.get("/boards/index/").context["figure"] is None


@pytest.mark.parametrize("who", ["other_liaison", "observer"])
def test_an_account_gets_no_further_by_page_or_api(published, signed_in, who):
    widen(published, Breadth.INSPECTION if who == "other_liaison" else Breadth.WHOLE)
    client, key = signed_in(getattr(published, who)), Figure.objects.get(unit=published.own).pk
    score = str(Figure.objects.get(pk=key).score)
    for address in (
        f"/index/{published.own.pk}/",
        f"/index/{published.county.pk}/",
        f"/api/v1/index-figures/{key}/",
        "/api/v1/index-figures/",
        f"/api/v1/index-figures/?unit={published.own.pk}",
    ):
        assert score not in client.get(address).content.decode(), address


def test_a_narrow_index_is_taken_back_before_it_is_widened(published, signed_in):
    client = signed_in(published.inspector)
    answer = client.get(f"/index/periods/{published.period.pk}/edit/")
    assert answer.status_code in (403, 409, 422) or "breadth" not in answer.content.decode()
