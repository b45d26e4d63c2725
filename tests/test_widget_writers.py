"""The functions that write inputs write what Django's own templates write."""

import datetime
import itertools

import pytest
from django import forms
from django.forms.renderers import TemplatesSetting
from django.test import SimpleTestCase
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy

from ground.pages.widget_writers import WRITERS, WidgetRenderer

pytestmark = pytest.mark.any_database

HOSTILE = "\"><script>alert('1')</script>&amp;"
CHOICES = [
    ("", "---"),
    ("1", HOSTILE),
    (HOSTILE, "Two"),
    (3, gettext_lazy("Risk point")),
    ("group <b>", [("4", "Four"), ("5", mark_safe("<i>Five</i>"))]),
]
PLAIN = (
    *(forms.TextInput, forms.NumberInput, forms.EmailInput, forms.URLInput, forms.PasswordInput, forms.HiddenInput),
    *(forms.DateInput, forms.DateTimeInput, forms.TimeInput, forms.CheckboxInput, forms.FileInput, forms.Textarea),
)
VALUES = (
    None,
    "",
    "0",
    0,
    12345,
    "红 头",
    HOSTILE,
    mark_safe("<b>bold</b>"),
    "\nsecond line",
    datetime.date(2026, 3, 1),
)
ATTRIBUTES = (
    {},
    {"id": "id_x", "class": "form-control is-invalid", "required": True, "disabled": False, "maxlength": 20000},
    {"title": HOSTILE, "data-word": gettext_lazy("Risk point"), "aria-describedby": mark_safe("a&b")},
)


def same(widget, value, attrs, name="field"):
    """Both ways of writing, told apart by the parts and their attributes."""
    ours, django = (
        widget.render(name, value, attrs, renderer) for renderer in (WidgetRenderer(), TemplatesSetting())
    )
    SimpleTestCase().assertHTMLEqual(ours, django)
    return ours


@pytest.mark.parametrize("widget", PLAIN)
def test_an_input_is_written_as_by_its_template(widget):
    assert widget.template_name in WRITERS
    for value, attrs in itertools.product(VALUES, ATTRIBUTES):
        assert "<script>" not in same(widget(), value, attrs, name=f"field-{HOSTILE}")


@pytest.mark.parametrize("widget", [forms.Select, forms.SelectMultiple])
def test_a_choice_is_written_as_by_its_template(widget):
    for value, attrs in itertools.product((None, "", "1", 3, ["1", "4"], HOSTILE), ATTRIBUTES):
        written = same(widget(choices=CHOICES), value, attrs)
        assert "<script>" not in written and "<i>Five</i>" in written


def test_an_option_begins_with_a_capital():
    assert ">Grade</option>" in forms.Select(choices=[("g", "grade")]).render("x", None, renderer=WidgetRenderer())


def test_a_text_keeps_the_line_break_that_it_begins_with():
    assert "\n\nsecond" in forms.Textarea().render("x", "\nsecond", renderer=WidgetRenderer())


def test_the_register_writes_its_forms_so(settings):
    class Form(forms.Form):
        word = forms.CharField()

    assert settings.FORM_RENDERER.endswith(WidgetRenderer.__name__) and isinstance(Form().renderer, WidgetRenderer)
