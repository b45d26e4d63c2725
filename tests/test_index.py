"""The integrity index: what is frozen, how small units are drawn towards their group, and what may be seen when."""

import signal as signals
from decimal import Decimal
from fractions import Fraction

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from ground.lifecycle.machine import NotAllowed
from oversight.index import computations, editions
from oversight.index.choices import Breadth
from oversight.index.models import Adjustment, Figure, SheetPart, SurveyScore
from oversight.index.sheets import new_sheet, parts_to_start_from
from tests.factories import (
    compute,
    make_measure,
    make_period,
    make_point,
    make_sheet,
    make_unit,
    make_user,
    make_warning,
)
from tests.processes import finished, other_sessions, start, until, waiting_for

pytestmark = pytest.mark.any_database

SURVEYED = (("群众评议", "survey", 60), ("民主管理", "survey", 40))


@pytest.fixture
def office(world):
    """A county with five units of one kind, measured by a survey of two parts."""
    world.units = [world.unit, *(make_unit(world.county, name=f"第{n}所") for n in range(2, 6))]
    world.sheet = make_sheet(world.county, SURVEYED)
    world.period = make_period(world.county, sheet=world.sheet)
    world.parts = list(world.sheet.parts.all())
    return world


def give(office, scores, part=0):
    """scores: (score, answers) for each unit in order, None for none."""
    for unit, given in zip(office.units, scores, strict=False):
        if given:
            told = {"score": Decimal(str(given[0])), "answers": given[1]}
            row = SurveyScore(period=office.period, unit=unit, part=office.parts[part], **told)
            row.full_clean()
            row.save()


def kleinman(pairs):
    """(mean, r) of shares x/n by the moment estimator with the weights n, in exact fractions."""
    total = sum(n for _x, n in pairs)
    mean = Fraction(sum(x for x, _n in pairs)) / total
    spread = sum(n * (Fraction(x) / n - mean) ** 2 for x, n in pairs)
    k, pq = len(pairs), mean * (1 - mean)
    room = sum(n * (1 - Fraction(n) / total) for _x, n in pairs) - (k - 1)
    r = (spread - pq * (k - 1)) / (pq * room)
    return mean, min(max(r, Fraction(0)), Fraction(1))


def test_small_units_are_drawn_towards_their_group_as_the_estimator_says(office):
    scores = [(92, 200), (60, 180), (85, 150), (40, 3), None]
    give(office, scores)
    give(office, [(80, 50)] * 5, part=1)
    computation = compute(office.period, office.inspector)
    assert computation.units == 5
    pairs = [(Fraction(score * n, 100), n) for score, n in filter(None, scores)]
    mean, r = kleinman(pairs)
    assert 0 < r < 1
    values = []
    for unit, given in zip(office.units, scores, strict=True):
        figure = computation.figures.get(unit=unit)
        parts, without = editions.parts_of(figure)
        assert not without
        p, n = (Fraction(given[0], 100), given[1]) if given else (mean, 0)
        trust = n * r / (n * r + 1 - r)
        expected = 100 * (trust * p + (1 - trust) * mean)
        assert abs(parts[0].value - Decimal(float(expected))) < Decimal("0.01"), unit
        assert parts[1].value == 80  # all the same: nothing to draw anybody towards
        assert figure.score == round((60 * parts[0].value + 40 * parts[1].value) / 100, 2)
        values.append(parts[0].value)
    # Three answers say little: the unit with them is drawn most, and who has none stands at the mean.
    assert values[3] - 40 > 10 and abs(values[1] - 60) < 2
    assert values[4] == round(100 * Decimal(mean.numerator) / mean.denominator, 2)


def test_computed_anew_from_the_frozen_inputs_it_is_the_same_to_the_last_digit(office):
    give(office, [(81.37, 33), (77.77, 7), (90.01, 123), (66.6, 1), (50, 11)])
    give(office, [(33.33, 3), (66.67, 9), (99.99, 27), (1.01, 81), (12.5, 2)], part=1)
    computation = compute(office.period, office.inspector)
    assert computations.differing(computation) == 0
    # What changes in the register or in what was entered changes nothing of what was computed.
    SurveyScore.objects.update(score=1)
    make_unit(office.county)
    assert computations.differing(computation) == 0
    # And the comparison does see a digit.
    figure = computation.figures.filter(is_area=False).first()
    Figure.objects.filter(pk=figure.pk).update(score=figure.score - Decimal("0.01"))
    assert computations.differing(computation) == 1


def test_sheets_and_inputs_cannot_be_changed(office):
    give(office, [(80, 10)])
    computation = compute(office.period, office.inspector)
    for change in (
        lambda: office.sheet.parts.update(weight=50),
        lambda: SheetPart.objects.filter(sheet=office.sheet)._raw_delete("default"),
        lambda: type(office.sheet).objects.update(a_from=99),
        lambda: computation.figures.update(inputs={}),
    ):
        with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
            change()


def test_parts_of_the_register_are_counted(world):
    parts = (("覆盖", "coverage", 40), ("措施", "measures", 20), ("预警", "warnings", 20), ("反馈", "answers", 20))
    point = world.registered()
    make_measure(make_point(world.unit), due_on="2011-08-01")  # planned, overdue on the last day
    warning = make_warning(world.unit, world.inspector)
    warning.perform("issue", by=world.inspector, handling="reminder", level="blue", due_on=None)
    type(warning).objects.filter(pk=warning.pk).update(issued_at="2011-09-01T08:00:00+08:00", due_on="2011-09-15")
    late = make_warning(make_unit(world.county), world.inspector)
    late.perform("issue", by=world.inspector, handling="reminder", level="blue", due_on=None)
    period = make_period(world.county, sheet=make_sheet(world.county, parts))
    figure = compute(period, world.inspector).figures.get(unit=world.unit)
    given = {part.part.name: (part.x, part.n) for part in editions.parts_of(figure)[0]}
    coverage = world.unit.coverage
    assert given["覆盖"][1] == 2 * coverage.powers + coverage.steps + coverage.points + coverage.publishable + 2
    assert given["措施"] == (1, 2)
    assert given["预警"] == (0, 1) and point.status == "registered"
    assert given["反馈"] == (0, 1)


def test_a_part_that_nobody_has_figures_for_gives_its_weight_to_the_others(office):
    give(office, [(90, 40), (80, 40)])
    figure = compute(office.period, office.inspector).figures.get(unit=office.unit)
    parts, without = editions.parts_of(figure)
    assert [str(p.part) for p in parts] == ["群众评议"] and [str(p) for p in without] == ["民主管理"]
    assert parts[0].weight == 100 and figure.score == parts[0].value


def test_praise_adds_up_to_a_bound_and_a_grave_violation_is_nearly_a_veto(office):
    give(office, [(90, 100)] * 4)
    for unit, kind, points in (
        (office.units[0], "praise", 4),
        (office.units[0], "praise", 4),
        (office.units[1], "violation", Decimal("2.5")),
        (office.units[2], "grave", 10),
    ):
        Adjustment.objects.create(period=office.period, unit=unit, kind=kind, points=points, basis="通报")
    computation = compute(office.period, office.inspector)
    found = [computation.figures.get(unit=unit) for unit in office.units]
    assert [f.score for f in found[:4]] == [Decimal("95.00"), Decimal("87.50"), Decimal("50.00"), Decimal("90.00")]
    assert [f.grade for f in found[:4]] == ["A", "A", "C", "A"] and found[2].is_grave
    assert [f.rank for f in found] == [1, 4, 5, 2, 2]
    area = computation.figures.get(unit=office.county)
    assert area.is_area and area.units == 5
    assert area.score == round(sum(f.score for f in found) / 5, 2)


def test_figures_are_taken_in_only_while_the_period_is_collecting(office):
    give(office, [(90, 100)])
    compute(office.period, office.inspector)
    score = SurveyScore(period=office.period, unit=office.units[1], part=office.parts[0], score=50, answers=5)
    with pytest.raises(ValidationError, match=r"collecting|采集"):
        score.full_clean()
    office.period.perform("collect", by=office.inspector)
    score.period.refresh_from_db()
    score.full_clean()
    for wrong in ({"unit": office.elsewhere}, {"unit": office.county}, {"answers": 0}, {"score": 101}):
        with pytest.raises(ValidationError):
            SurveyScore(
                **{"period": office.period, "unit": office.unit, "part": office.parts[1], "score": 50, "answers": 5}
                | wrong
            ).full_clean()


def test_published_taken_back_and_published_again_with_its_history(office, client, signed_in):
    office.period.breadth = Breadth.ALL
    office.period.save()
    give(office, [(90, 100), (60, 80)])
    first = compute(office.period, office.inspector)
    address = f"/boards/index/{office.unit.pk}/"
    assert client.get(address).status_code == 404
    assert signed_in(office.liaison).get(f"/index/{office.unit.pk}/").context["figure"] is None
    assert signed_in(office.inspector).get(f"/index/{office.unit.pk}/").context["figure"] is not None
    office.period.perform("publish", by=office.inspector)
    page = client.get(address)
    assert str(first.figures.get(unit=office.unit).score) in page.content.decode()
    assert signed_in(office.liaison).get(f"/index/{office.unit.pk}/").context["figure"] is not None
    with pytest.raises(NotAllowed):
        office.period.perform("take_back", by=office.inspector)
    office.period.perform("take_back", by=office.inspector, reason="问卷录入有误")
    first.refresh_from_db()
    assert first.withdrawal == "问卷录入有误" and first.withdrawn_by == office.inspector and not first.is_public
    SurveyScore.objects.filter(unit=office.unit).update(score=70)
    second = compute(office.period, office.inspector)
    office.period.perform("publish", by=office.inspector)
    assert (second.number, first.figures.count()) == (2, second.figures.count())
    from django.core.cache import cache

    cache.clear()
    page = client.get(address)
    assert page.context["figure"].computation == second
    assert "问卷录入有误" in signed_in(office.liaison).get(f"/index/periods/{office.period.pk}/").content.decode()


def test_a_computation_whose_period_went_another_way_leaves_nothing(office):
    give(office, [(90, 100)])
    office.period.perform("compute", by=office.inspector)
    waiting = office.period.computations.get()
    office.period.perform("collect", by=office.inspector)
    computations.go_on(waiting.pk)
    assert not office.period.computations.exists() and computations.unfinished() == []


def test_who_measures_and_who_sees(office):
    stranger = make_user("inspector", office.elsewhere)
    with pytest.raises(NotAllowed):
        office.period.perform("compute", by=stranger)
    with pytest.raises(NotAllowed):
        new_sheet(office.city, by=office.inspector, parts=parts_to_start_from(office.city), reason="试行")
    give(office, [(90, 100)])
    computation = compute(office.period, office.inspector)
    assert Figure.objects.visible_to(office.inspector).filter(computation=computation).count() == 6
    assert Figure.objects.visible_to(office.checker).filter(computation=computation).count() == 6
    for user in (stranger, office.liaison, office.head, office.administrator):
        assert not Figure.objects.visible_to(user).filter(computation=computation).exists()


def test_what_was_entered_opens_to_those_alone_who_may_change_it(office, signed_in):
    give(office, [(90, 100)])
    Adjustment.objects.create(
        period=office.period, unit=office.units[0], kind="praise", points=1, basis="表彰", by=office.inspector
    )

    def links(user):
        pages = [signed_in(user).get(f"/index/{name}/").content.decode() for name in ("scores", "adjustments")]
        pages.append(signed_in(user).get(office.period.get_absolute_url()).content.decode())
        return [page.count("/edit/") for page in pages]

    assert links(office.inspector)[2] == 1 and min(links(office.inspector)) > 0
    assert links(office.checker) == [0, 0, 0]


def test_the_weights_of_a_sheet_make_a_hundred(office):
    def parts(*weights):
        return [{"name": f"指标{n}", "source": "survey", "weight": Decimal(w)} for n, w in enumerate(weights)]

    for wrong in (parts(60, 39), parts(), [parts(50)[0], parts(50)[0]]):
        with pytest.raises(ValidationError):
            new_sheet(office.county, by=office.inspector, parts=wrong, reason="试行")
    made = new_sheet(office.county, by=office.inspector, parts=parts(60, 40), reason="试行")
    assert made.version == office.sheet.version + 1
    with pytest.raises(ValidationError, match="A"):
        new_sheet(office.county, by=office.inspector, parts=parts(100), a_from=60, b_from=70, reason="试行")


GO_ON = "from oversight.index import computations; computations.go_on({pk}); print('done')"


def test_a_worker_killed_in_the_middle_of_a_computation_leaves_nothing_and_the_next_one_does_it_all(committed):
    sheet = make_sheet(committed.county, SURVEYED)
    period, part = make_period(committed.county, sheet=sheet), sheet.parts.first()
    SurveyScore.objects.create(period=period, unit=committed.unit, part=part, score=80, answers=9)
    period.perform("compute", by=committed.inspector)
    computation = period.computations.get()
    with transaction.atomic():
        with connection.cursor() as cursor:
            # The means of the groups are kept last, when all figures are written.
            cursor.execute("LOCK TABLE index_grouppart IN EXCLUSIVE MODE")
        worker = start(GO_ON.format(pk=computation.pk))
        until("the worker keeps what it computed", lambda: waiting_for("index_grouppart"))
        worker.send_signal(signals.SIGKILL)
        worker.wait()
    until("its session ends", lambda: not other_sessions())
    period.refresh_from_db()
    assert period.status == "computing" and Figure.objects.count() == 0
    assert computation.pk in computations.unfinished()
    for worker in [start(GO_ON.format(pk=computation.pk)) for _n in range(2)]:
        assert "done" in finished(worker)
    period.refresh_from_db()
    # The unit, and the county as a whole; two workers at once have not doubled them.
    assert period.status == "computed" and Figure.objects.filter(unit=committed.unit).count() == 1
    assert computations.differing(period.newest) == 0
