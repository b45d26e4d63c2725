"""The search of the bar suggests what its reader may see, what they may open and what they may begin."""

import pytest
from django.db import connection
from pypinyin import Style, pinyin

from tests.factories import make_point

pytestmark = [pytest.mark.any_database, pytest.mark.django_db]


@pytest.fixture
def suggested(world, signed_in):
    def suggest(user, words):
        answer = signed_in(user).get("/search/suggestions/", {"q": words})
        assert answer.status_code == 200
        return answer.content.decode()

    return suggest


def initials(name):
    with connection.cursor() as cursor:
        cursor.execute("SELECT name_initials(%s)", [name])
        return cursor.fetchone()[0]


def test_initials_are_those_of_the_dictionary():
    """Each character of GB 2312 has the letter of one of its readings, as pypinyin knows them."""
    pairs = (bytes([row, column]) for row in range(0xB0, 0xF8) for column in range(0xA1, 0xFF))
    characters = "".join(filter(None, (pair.decode("gb2312", "ignore") for pair in pairs)))
    assert len(characters) == 6763
    known = pinyin(list(characters), style=Style.FIRST_LETTER, heteronym=True)
    letters = initials(characters)
    assert len(letters) == len(characters)
    assert [c for c, letter, ones in zip(characters, letters, known, strict=True) if letter not in ones] == []


def test_a_unit_is_found_by_its_initials(world, suggested):
    assert initials("青江县交通运输局 A1") == "qjxjtysj a1"
    for letters in ("qjx", "jtys", "JTYSJ", "qj"):
        assert world.unit.get_absolute_url() in suggested(world.inspector, letters)
    assert world.unit.get_absolute_url() not in suggested(world.inspector, "xjq")


def test_rows_pages_and_what_can_be_begun(world, suggested):
    point = make_point(world.unit, name="量身定制招标条件")
    found = suggested(world.liaison, "招标")
    assert point.get_absolute_url() in found and 'href="/search/?q=' in found
    assert "/riskpoints/new/" in suggested(world.liaison, "")
    assert "/riskpoints/new/" in suggested(world.liaison, "xj")  # 新建
    assert 'href="/measures/"' in suggested(world.liaison, "防控措施")


def test_nothing_is_suggested_that_the_reader_may_not_have(world, suggested):
    make_point(world.elsewhere, name="别处的风险点")
    words = suggested(world.liaison, "别处")
    assert "别处的风险点" not in words and "别处局" not in words
    assert "/riskpoints/new/" not in suggested(world.checker, "")
    assert "/accounts/" not in suggested(world.liaison, "账号") and "/accounts/" in suggested(
        world.administrator, "账号"
    )
    # People are found by those who administer them.
    assert world.head.username in suggested(world.administrator, "王局长")
    assert world.head.username not in suggested(world.checker, "王局长")


def test_the_words_are_shown_as_they_are(world, suggested):
    assert "<script>" not in suggested(world.liaison, "<script>x")
