"""Search finds words of any length in any column, and the index serves those of two characters and more."""

import inspect
import re
from importlib import import_module

import pytest
from django.db import connection

from riskpoints.filters import RiskPointFilter
from riskpoints.models import RiskPoint
from tests.factories import make_point, make_unit
from units.models import Unit


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


ODD = [
    ("阿依古丽·买买提", "阿依古丽•买买提"),
    ("ＢＩＭ模型２０２４", "BIM模型2024"),
    ("票据\u200b保管\ufeff不严", "票据保管不严"),
]


@pytest.mark.parametrize(("stored", "typed"), [*ODD, *((typed, stored) for stored, typed in ODD)])
def test_a_name_is_found_however_its_characters_are_typed(world, stored, typed):
    """Of either spelling, by the list and by the search over units, with small letters as well."""
    make_point(world.unit, name=f"关于{stored}的风险")
    make_point(world.unit, name="别的", manifestation=f"见{stored}")
    make_point(world.unit, name="无关")
    assert found(typed) == found(typed.lower()) == {f"关于{stored}的风险", "别的"}
    make_unit(world.county, name=f"{stored}中心")
    assert [unit.name for unit in Unit.objects.named(f"{typed}中心")] == [f"{stored}中心"]


def test_an_oddly_spelt_name_is_found_by_the_index_made_before_it_knew_spellings(world):
    migration = import_module("units.migrations.0006_search_by_the_usual_spelling")
    before = import_module("units.migrations.0001_initial")
    old = re.search(r"CREATE OR REPLACE FUNCTION search_pairs.*?\$\$.*?\$\$;", inspect.getsource(before), re.S)[0]
    with connection.cursor() as cursor:
        cursor.execute(old)
        make_point(world.unit, name="阿依古丽•买买提")
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(migration.FUNCTION)
        rows = RiskPointFilter({"q": "丽·买"}, queryset=RiskPoint.objects.order_by()).qs
        assert "point_search" in rows.explain() and not rows
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(migration.REINDEX)
        assert [point.name for point in rows.all()] == ["阿依古丽•买买提"]
        cursor.execute("SELECT count(*) FROM pg_index WHERE pg_get_expr(indexprs, indrelid) LIKE 'search_pairs(%%)'")
        assert cursor.fetchone()[0] > 8
