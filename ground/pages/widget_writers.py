"""How the plain inputs of forms are written: by a function each, in place of a template for every attribute.

A page of filters or a form holds dozens of inputs; through Django's templates they take a third of the page. What is
written is what these templates write (tests/test_widget_writers.py compares the two), but for the white space and the
capital of an option. Inputs with a template of their own (`ground/pages/widgets.py`) keep it.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.forms.renderers import TemplatesSetting
from django.utils.html import escape
from django.utils.safestring import SafeData, SafeString, mark_safe
from django.utils.text import capfirst

Widget = Mapping[str, Any]


def _text(value: Any) -> str:
    """As a template writes it: escaped, unless it is marked as HTML."""
    return str(value) if isinstance(value, SafeData) else escape(value)


def attributes(attrs: Mapping[str, Any]) -> SafeString:
    """The attributes of an input as they stand in its tag, each with a blank before it."""
    return mark_safe(
        "".join(
            f" {name}" if value is True else f' {name}="{_text(value)}"'
            for name, value in attrs.items()
            if value is not False
        )
    )


def _input(widget: Widget) -> str:
    value = "" if widget["value"] is None else f' value="{_text(widget["value"])}"'
    return (
        f'<input type="{_text(widget["type"])}" name="{_text(widget["name"])}"{value}{attributes(widget["attrs"])}>'
    )


def _textarea(widget: Widget) -> str:
    # A line break after the tag is none of the text; without it a text that begins with one would lose it.
    text = _text(widget["value"] or "")
    return f'<textarea name="{_text(widget["name"])}"{attributes(widget["attrs"])}>\n{text}</textarea>'


def _options(options: list[Widget]) -> Iterator[str]:
    for option in options:
        label = capfirst(_text(option["label"]))
        yield f'<option value="{_text(option["value"])}"{attributes(option["attrs"])}>{label}</option>'


def _select(widget: Widget) -> str:
    parts = [f'<select name="{_text(widget["name"])}"{attributes(widget["attrs"])}>']
    for group, options, _index in widget["optgroups"]:
        if group:
            parts += (f'<optgroup label="{_text(group)}">', *_options(options), "</optgroup>")
        else:
            parts += _options(options)
    return "\n".join((*parts, "</select>"))


WRITERS: dict[str, Callable[[Widget], str]] = {
    f"django/forms/widgets/{name}.html": writer
    for names, writer in (
        (("input", "text", "number", "email", "url", "password", "hidden", "date", "datetime", "time"), _input),
        (("checkbox", "file"), _input),
        (("textarea",), _textarea),
        (("select",), _select),
    )
    for name in names
}


class WidgetRenderer(TemplatesSetting):
    """Writes what `WRITERS` names, and leaves everything else to the templates of the project."""

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> SafeString:
        """The input of the widget in `context`."""
        writer = WRITERS.get(template_name)
        if writer is None:
            return mark_safe(super().render(template_name, context, request))
        # Each value is escaped where it is written.
        return mark_safe(writer(context["widget"]))
