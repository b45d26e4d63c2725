"""Search finds words of any length in any column, and the index serves those of two characters and more."""

import pytest
from django.db import connection

from riskpoints.filters import RiskPointFilter
from riskpoints.models import RiskPoint
from tests.factories import make_point


def found(text: str) -> set[str]:
    return set(RiskPointFilter({"q": text}, queryset=RiskPoint.objects.all()).qs.values_list("name", flat=True))


@pytest.fixture
def points(world):
    make_point(world.unit, name="违规招标", manifestation="量身定制 BIM 条件，50%以上")
    make_point(world.unit, name="围标串标", manifestation="招投标文件雷同_甲")
    make_point(world.unit, name="标招", manifestation="两字颠倒")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("招标", {"违规招标"}),
        ("标", {"违规招标", "围标串标", "标招"}),
        ("招投标文件", {"围标串标"}),
        ("bim", {"违规招标"}),
        ("招标 定制", {"违规招标"}),
        ("招标 雷同", set()),
        ("50%", {"违规招标"}),
        ("同_", {"围标串标"}),
        ("标量", set()),  # the end of the name and the start of the manifestation are no word
        ("　招标　", {"违规招标"}),
        ("没有", set()),
        ("", {"违规招标", "围标串标", "标招"}),
    ],
)
def test_words_are_found(points, text, names):
    assert found(text) == names


def test_a_word_of_two_characters_uses_the_index(points):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        plan = RiskPointFilter({"q": "招标"}, queryset=RiskPoint.objects.order_by()).qs.explain()
    assert "point_search" in plan
