"""Documents get their numbers when they are issued: without gap, never twice, by organ, kind and year."""

from datetime import datetime

import pytest
from django.db import transaction
from django.utils import timezone

from ground.lifecycle.machine import NotAllowed
from riskwarnings.lifecycle.warnings import WARNING_LIFECYCLE
from riskwarnings.models import Warning
from tests.factories import make_unit, make_warning
from units.choices import SeriesKind
from units.models import DocumentSeries, IssuingOrgan

ISSUE = {"handling": "correction", "level": "blue", "due_on": None}
YEAR = timezone.localdate().year


def issued(world, unit=None, **options):
    warning = make_warning(unit or world.unit, world.inspector)
    warning.perform("issue", by=world.inspector, **(ISSUE | options))
    warning.refresh_from_db()
    return warning


def test_a_draft_has_no_number_and_issuing_gives_the_next(world):
    draft = make_warning(world.unit, world.inspector)
    assert draft.document_number == ""
    organ = IssuingOrgan.objects.of(world.unit)
    numbers = [issued(world).document_number for _n in range(3)]
    assert numbers == [f"{organ.sign}预〔{YEAR}〕{n}号" for n in (1, 2, 3)]


def test_letters_have_a_series_of_their_own(world):
    first, letter, second = issued(world), issued(world, handling="inquiry"), issued(world)
    assert (first.serial, letter.serial, second.serial) == (1, 1, 2)
    assert "函〔" in letter.document_number


def test_many_issued_at_once_are_numbered_in_their_order(world):
    drafts = [make_warning(world.unit, world.inspector) for _n in range(4)]
    rows = Warning.objects.filter(pk__in=[draft.pk for draft in drafts])
    WARNING_LIFECYCLE.apply(rows, "issue", by=world.inspector, **ISSUE)
    assert list(rows.order_by("pk").values_list("serial", flat=True)) == [1, 2, 3, 4]


def test_what_fails_draws_no_number(world):
    issued(world)
    with pytest.raises(RuntimeError), transaction.atomic():
        issued(world)
        raise RuntimeError
    past = make_warning(world.unit, world.inspector)
    with pytest.raises(NotAllowed):
        past.perform("issue", by=world.inspector, **(ISSUE | {"due_on": timezone.localdate().replace(year=2020)}))
    assert issued(world).serial == 2


def test_a_withdrawn_one_keeps_its_number_and_nobody_gets_it_again(world):
    withdrawn = issued(world)
    withdrawn.perform("withdraw", by=world.inspector, reason="发错单位")
    withdrawn.refresh_from_db()
    assert (withdrawn.serial, issued(world).serial) == (1, 2)


def test_each_organ_and_each_year_begins_anew(world):
    issued(world)
    elsewhere = make_unit(parent=world.city)
    city = IssuingOrgan.objects.of(elsewhere)
    assert city != IssuingOrgan.objects.of(world.unit)
    _series, first = DocumentSeries.objects.draw(city, SeriesKind.WARNING, YEAR)
    _series, next_year = DocumentSeries.objects.draw(city, SeriesKind.WARNING, YEAR + 1)
    assert (first, next_year) == (1, 1)


def test_what_was_issued_before_there_were_series_keeps_its_number(world):
    warning = issued(world)
    old = timezone.make_aware(datetime(2025, 3, 1, 9))
    Warning.objects.filter(pk=warning.pk).update(series=None, serial=None, issued_at=old)
    warning.refresh_from_db()
    assert warning.document_number == f"预警〔2025〕{warning.pk}号"


def test_the_organ_of_a_county_bears_the_city_before_it(world):
    organ = IssuingOrgan.objects.of(world.unit)
    assert organ.name == f"中共{world.city.name}{world.county.name}纪律检查委员会"
    assert IssuingOrgan.objects.of(world.province).name == f"中共{world.province.name}纪律检查委员会"
