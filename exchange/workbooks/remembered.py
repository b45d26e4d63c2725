"""What is remembered of sheets: what headings mean, how tables lie, and words that the register has no column for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from exchange.workbooks.choices import Way
from exchange.workbooks.fields import NAMES, label
from ground.lifecycle.changelog import tracked
from ground.lifecycle.roles import Role
from riskpoints.models import RiskPoint
from units.models import Unit

if TYPE_CHECKING:
    from accounts.models import User


class HeadingWordQuerySet(models.QuerySet["HeadingWord"]):
    def visible_to(self, user: User) -> HeadingWordQuerySet:
        """Those for all, and those of the units that `user` keeps."""
        return self.filter(Q(unit=None) | user.where_holds((Role.ADMINISTRATOR,), "unit__path"))


def _form_in_words(form: str) -> str:
    """A kind of form, in the change log."""
    return str(NAMES.get(form, form))


def _field_in_words(field: str) -> str:
    """What a heading means, in the change log."""
    return str(label(field))


@tracked(words={"form": _form_in_words, "field": _field_in_words}, named_by=("words",))
class HeadingWord(models.Model):
    """What offices write over a column: for one unit where a person assigned it, else for all."""

    unit = models.ForeignKey(Unit, models.CASCADE, null=True, blank=True, verbose_name=_("unit"), db_index=False)
    form = models.CharField(_("form"), max_length=20)
    words = models.CharField(_("heading"), max_length=60)
    field = models.CharField(_("means"), max_length=30)

    objects = HeadingWordQuerySet.as_manager()

    class Meta:
        verbose_name = _("heading")
        verbose_name_plural = _("headings")
        ordering = ["form", "words"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "form", "words"], name="heading_once", nulls_distinct=False)
        ]

    def __str__(self) -> str:
        return self.words


@tracked(words={"form": _form_in_words}, named_by=("headings",))
class SheetLayout(models.Model):
    """How the sheets of a unit with these headings are to be read, as a person said once.

    headings: the words of the row of headings, without blanks, with | between them. height: rows that the headings
    take. is_turned: they stand one below the other.
    """

    unit = models.ForeignKey(Unit, models.CASCADE, verbose_name=_("unit"), db_index=False)
    headings = models.CharField(_("headings"), max_length=600)
    form = models.CharField(_("form"), max_length=20)
    height = models.PositiveSmallIntegerField(_("rows of headings"), default=1)
    is_turned = models.BooleanField(_("lies on its side"), default=False)

    class Meta:
        verbose_name = _("layout of a sheet")
        constraints = [models.UniqueConstraint(fields=["unit", "headings"], name="layout_once")]

    def __str__(self) -> str:
        return self.headings


@tracked(words={"form": _form_in_words, "field": _field_in_words}, technical=("code",), named_by=("value",))
class RememberedAnswer(models.Model):
    """What a person answered about the words of a cell, for the next file of the unit.

    Asked was `code` (workbooks.sentences) about `value`, as names are compared. words: what is read in its place,
    where `way` is words.
    """

    unit = models.ForeignKey(Unit, models.CASCADE, verbose_name=_("unit"), db_index=False)
    form = models.CharField(_("form"), max_length=20)
    field = models.CharField(_("means"), max_length=30)
    code = models.CharField(max_length=30)
    value = models.CharField(_("words of the sheet"), max_length=200)
    way = models.CharField(_("answer"), max_length=10, choices=Way)
    words = models.CharField(_("read as"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("answer about a sheet")
        constraints = [
            models.UniqueConstraint(fields=["unit", "form", "field", "code", "value"], name="sheet_answer_once")
        ]

    def __str__(self) -> str:
        return self.value


def _words_in_lines(words: dict[str, str]) -> list[str]:
    """The words of a sheet, in the change log."""
    return [f"{label(field)}：{text}" for field, text in words.items()]


@tracked(words={"words": _words_in_lines}, named_by=("point",), place="point__path")
class SheetWords(models.Model):
    """What an office's sheet says of a risk point and the register has no column for, in the words of the sheet.

    words: field of the form → text, such as a department without a post, a leader without an account, a due date that
    names no day. Shown with the risk point and given out again.
    """

    point = models.OneToOneField(RiskPoint, models.CASCADE, related_name="sheet_words", verbose_name=_("risk point"))
    words = models.JSONField(_("words of the sheet"), default=dict)

    class Meta:
        verbose_name = _("words of a sheet")

    def __str__(self) -> str:
        return str(self.point)

    @property
    def told(self) -> list[tuple[str | Promise, str]]:
        """(what the words are of, the words)."""
        return [(label(field), text) for field, text in self.words.items()]
