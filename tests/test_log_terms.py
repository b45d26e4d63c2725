"""Every column of every logged model has words in the change log, or is declared as none of the reader's business."""

import re

import pytest
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import override

from ground.lifecycle.changelog import event_models, logged_fields
from ground.lifecycle.log_terms import label_of, word_difference

pytestmark = pytest.mark.any_database

LOGGED = [events.pgh_tracked_model for events in event_models()]
CHINESE = re.compile(r"[\u4e00-\u9fff]")
# What reads as a key or a digest wherever it stands.
TECHNICAL = re.compile(
    r"^(path|depth|numchild|lineage|fingerprint|public|sealed|digest|sender|receipt|taken)$|_hash$"
)


@pytest.mark.parametrize("model", LOGGED, ids=lambda m: m._meta.label)
def test_every_shown_column_has_a_name_in_chinese(model):
    for column in logged_fields(model):
        with override("zh-hans"):
            assert CHINESE.search(label_of(column)), f"{model._meta.label}.{column.name} has no word"


@pytest.mark.parametrize("model", LOGGED, ids=lambda m: m._meta.label)
def test_what_is_declared_is_a_column_and_keys_digests_and_paths_are_not_shown(model):
    terms, names = model.log_terms, {f.name for f in model._meta.concrete_fields}
    declared = {*terms.technical, *terms.withheld, *terms.words, *terms.labels, *(terms.named_by or ())}
    assert declared <= names, declared - names
    for column in logged_fields(model):
        assert not TECHNICAL.search(column.name), f"{model._meta.label}.{column.name} is technical"
        assert not isinstance(column, models.FileField | models.UUIDField | models.BinaryField)


@pytest.mark.parametrize("model", LOGGED, ids=lambda m: m._meta.label)
def test_structures_are_told_in_words(model):
    for column in logged_fields(model):
        of_codes = isinstance(column, ArrayField) and column.base_field.choices
        if isinstance(column, models.JSONField | ArrayField) and not of_codes:
            assert column.name in model.log_terms.words, f"{model._meta.label}.{column.name} has no words"


def test_of_a_long_text_the_words_that_changed_are_told():
    before = "核查人员收受好处，对不符合条件的出具合格意见，并在系统中补录材料。"
    after = before.replace("收受好处", "收受礼金、礼品")
    pieces = word_difference(before, after)
    assert "".join(text for sign, text in pieces if sign == "-") == "好处"
    assert "".join(text for sign, text in pieces if sign == "+") == "礼金、礼品"
    assert pieces[-1] == ("=", "，对不符合条件的出具合格…")


def test_comparing_texts_of_nothing_in_common_ends():
    pieces = word_difference("甲乙" * 5000, "丙丁" * 5000)
    assert [sign for sign, _text in pieces] == ["-", "+"]
