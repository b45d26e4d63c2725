"""What a program says of a file, in a body of the API or in a file for the command: the same that its page asks for.

A sheet is known by its name, a column by its heading or its letter; what it means is a field of the form, in the
words of the API, of a page or of a known heading.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override
from rest_framework import serializers

from exchange.workbooks.arranging import HIGHEST, NOTHING_MEANT, NUMBERS, arrangement
from exchange.workbooks.choices import Way
from exchange.workbooks.fields import label
from exchange.workbooks.incoming import requests
from exchange.workbooks.incoming.forms import INCOMING_FORMS
from exchange.workbooks.incoming.headings import KnownForm, known_forms
from exchange.workbooks.incoming.questions import Question
from exchange.workbooks.incoming.requests import Arrangement
from exchange.workbooks.incoming.sheets import column_letters
from exchange.workbooks.models import Import
from ground.lifecycle.machine import NotAllowed
from ground.lifecycle.names import plain
from ground.pages.strictness import KnownFields

NO_FIELD = ("", "-")  # of a column that is not read
PLACE = (*NUMBERS, "is_turned", "is_left_out", "is_grouped")


def _row(help_text: str) -> serializers.IntegerField:
    return serializers.IntegerField(
        min_value=1, max_value=HIGHEST, required=False, allow_null=True, help_text=help_text
    )


class SheetSerializer(KnownFields):
    """How a sheet is to be read; what is not said stays as it is, null takes back what was said."""

    sheet = serializers.CharField(help_text="Its name.")
    form = serializers.ChoiceField(choices=list(INCOMING_FORMS), required=False)
    columns = serializers.DictField(
        child=serializers.CharField(allow_blank=True),
        required=False,
        help_text="Heading or letter of a column → the field that it holds; empty leaves it out.",
    )
    top = _row("The first row of the headings, from 1.")
    height = _row("How many rows they take.")
    first = _row("The first row of the table below.")
    last = _row("Its last row.")
    is_turned = serializers.BooleanField(required=False, help_text="The headings stand one below the other.")
    is_grouped = serializers.BooleanField(
        required=False, help_text="Unit, department, post and power stand in the first row of their group alone."
    )
    is_left_out = serializers.BooleanField(required=False, help_text="Nothing is read of it.")


class ArrangeSerializer(KnownFields):
    sheets = SheetSerializer(many=True, allow_empty=False)


class QuestionSerializer(KnownFields):
    """What rows ask, as the import names it among its questions or answers."""

    form = serializers.ChoiceField(choices=list(INCOMING_FORMS), default="risk_points")
    field = serializers.CharField()
    value = serializers.CharField(allow_blank=True, trim_whitespace=False, max_length=10_000)
    code = serializers.CharField()


class AnswerSerializer(QuestionSerializer):
    """words: what is read in the place of the value; else another way, where the question has it.

    code: may be left out where all that is asked about these words has one answer.
    """

    code = serializers.CharField(required=False)
    words = serializers.CharField(required=False, max_length=200)
    way = serializers.ChoiceField(choices=[way for way in Way.values if way != Way.WORDS], required=False)

    def validate(self, told: dict[str, Any]) -> dict[str, Any]:
        if ("words" in told) == ("way" in told):
            raise serializers.ValidationError({"words": NOTHING_MEANT})
        return told


def arrangements_from(source: Import, told: Iterable[Mapping[str, Any]]) -> list[Arrangement]:
    """What is said of the sheets of a file, as SheetSerializer has validated it. Raises ValidationError."""
    return [_arrangement(source, one) for one in told]


def _arrangement(source: Import, told: Mapping[str, Any]) -> Arrangement:
    number, sheet = _sheet(source, told["sheet"])
    place = {name: told[name] for name in PLACE if name in told}
    form = told.get("form") or sheet["form"]
    columns = {}
    if told.get("columns"):
        known = next((known for known in known_forms() if known.name == form), None)
        if known is None or not source.by.holds(INCOMING_FORMS[form].roles):
            raise serializers.ValidationError({"form": _("Say which form the sheet is.")})
        columns = {_column(sheet, key): (form, _field(known, meaning)) for key, meaning in told["columns"].items()}
    return arrangement(sheet, number, columns, place)


def _sheet(source: Import, name: str) -> tuple[int, dict[str, Any]]:
    for number, sheet in enumerate(source.sheets):
        if sheet["name"] == name:
            return number, sheet
    known = "、".join(sheet["name"] for sheet in source.sheets)
    raise serializers.ValidationError(
        {"sheet": _("There is no sheet “%(name)s”. Known: %(known)s.") % _of(name, known)}
    )


def _column(sheet: Mapping[str, Any], key: str) -> int:
    """The index of the column with this heading, else of the one with this letter."""
    columns = sheet.get("columns", [])
    by_heading = [column["index"] for column in columns if plain(column["heading"]) == plain(key)]
    by_letter = [column["index"] for column in columns if column_letters(column["index"] + 1) == key.strip().upper()]
    if found := by_heading or by_letter:
        return int(found[0])
    known = "、".join(column["heading"] or column_letters(column["index"] + 1) for column in columns)
    raise serializers.ValidationError(
        {"columns": _("There is no column “%(name)s”. Known: %(known)s.") % _of(key, known)}
    )


def _field(form: KnownForm, meaning: str) -> str:
    """The field of a form that is meant by its name, by its words on the pages, or by a heading known for it."""
    if meaning.strip() in NO_FIELD:
        return ""
    names = [name for name in dict.fromkeys(form.headings.values()) if name not in ("number", "skipped")]
    if meaning in names:
        return meaning
    by_words = {plain(str(label(name, form.name))).lower(): name for name in names}
    with override("zh-hans"):
        by_words |= {plain(str(label(name, form.name))): name for name in names}
    found = form.headings.get(plain(meaning)) or by_words.get(plain(meaning).lower())
    if found is None:
        raise serializers.ValidationError(
            {"columns": _("A column cannot mean “%(name)s”. Known: %(known)s.") % _of(meaning, ", ".join(names))}
        )
    return found


def _of(name: str, known: str) -> dict[str, str]:
    return {"name": name[:60], "known": known}


def questions_meant(source: Import, told: Mapping[str, Any]) -> list[Question]:
    """The questions of the refused rows about this value, as QuestionSerializer has validated it."""
    if told.get("code"):
        return [Question.of(told)]
    rows = source.rows.filter(form=told["form"], outcome="refused", problems__contains=[{"field": told["field"]}])
    codes = {
        (p["code"], p["value"])
        for problems in rows.values_list("problems", flat=True).iterator()
        for p in problems
        if p["field"] == told["field"] and p.get("refuses", True) and plain(p["value"]) == plain(told["value"])
    }
    return [Question(told["form"], told["field"], code, value) for code, value in sorted(codes)]


def answer_all(source: Import, told: Mapping[str, Any], *, remember: bool = True, send: bool = True) -> int:
    """Answer them, as AnswerSerializer has validated it; returns how many rows were read again. Raises NotAllowed."""
    asked = questions_meant(source, told)
    if not asked:
        raise NotAllowed(requests.NOTHING_ASKED)
    way = Way(told.get("way", Way.WORDS))
    read = 0
    for question in asked:
        if question.rows(source).exists():  # an answer may be one to the next question, too
            read += requests.answer(source, question, told.get("words", ""), way, remember=remember, send=send)
    return read
