"""The user guide speaks of what is there: its chapters, pictures and the words of the pages, in both languages."""

import re

import pytest
from babel.messages.pofile import read_po
from django.conf import settings

from ground.lifecycle.roles import Role
from ground.pages.guide import CHAPTERS, GUIDE, chapter

pytestmark = pytest.mark.any_database

PICTURE = re.compile(r"!\[[^]]+\]\(\.\./(pictures/[^)]+)\)")
LANGUAGES = ("zh", "en")


def text_of(language, name):
    return (GUIDE / language / f"{name}.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def words():
    """What stands on pages and buttons, by language; in lower case, since some begin with a capital on the page."""
    with (settings.BASE / "locale/zh_Hans/LC_MESSAGES/django.po").open("rb") as file:
        entries = [entry for entry in read_po(file, locale="zh_Hans") if isinstance(entry.id, str)]
    return {
        "zh": {str(entry.string).lower() for entry in entries},
        "en": {str(entry.id).lower() for entry in entries},
    }


def test_every_chapter_stands_in_both_languages_and_in_the_index():
    index = (GUIDE / "README.md").read_text(encoding="utf-8")
    for language in LANGUAGES:
        assert {path.stem for path in (GUIDE / language).glob("*.md")} == set(CHAPTERS)
        assert all(f"({language}/{name}.md)" in index for name in CHAPTERS)


@pytest.mark.parametrize("name", CHAPTERS)
def test_a_chapter_names_what_stands_on_the_pages(words, name):
    quoted = {"zh": re.compile("「([^」]+)」"), "en": re.compile(r"\*\*([^*]+)\*\*")}
    for language in LANGUAGES:
        found = {" ".join(word.split()) for word in quoted[language].findall(text_of(language, name))}
        assert found, language
        assert {word for word in found if word.lower() not in words[language]} == set()


@pytest.mark.parametrize("name", CHAPTERS)
def test_the_pictures_of_a_chapter_are_there_in_its_language(name):
    shown = {language: PICTURE.findall(text_of(language, name)) for language in LANGUAGES}
    for language, pictures in shown.items():
        assert all(picture.startswith(f"pictures/{language}/") for picture in pictures)
        assert all((GUIDE / picture).is_file() for picture in pictures)
    assert [p.rsplit("/")[-1] for p in shown["zh"]] == [p.rsplit("/")[-1] for p in shown["en"]]


@pytest.mark.parametrize(("role", "starts"), [(Role.UNIT_HEAD, "单位负责人"), (Role.OBSERVER, "廉情观察员")])
def test_the_guide_opens_at_the_readers_own_chapter(world, signed_in, role, starts):
    reader = {Role.UNIT_HEAD: world.head, Role.OBSERVER: world.observer}[role]
    answer = signed_in(reader).get("/guide/")
    assert f"<title> {starts}" in " ".join(answer.content.decode().split())
    for name in CHAPTERS:
        page = signed_in(reader).get(f"/guide/{name}/").content.decode()
        assert chapter(name, "zh")[0] in page and "../pictures/" not in page
    assert signed_in(reader).get("/guide/none/").status_code == 404
