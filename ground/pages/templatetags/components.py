"""Parts that pages are made of; their HTML lies in `templates/components/`.

A plain part is a tag with its values. One that holds HTML of the page's own is a block, closed by `end` and its name.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django import forms, template
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from ground.pages import widget_writers
from ground.pages.chips import changed

register = template.Library()
register.filter("attributes", widget_writers.attributes)


@register.inclusion_tag("components/card_header.html")
def card_header(title: Any) -> dict[str, Any]:
    """The heading of a card that offers nothing to do in it."""
    return {"title": title}


@register.inclusion_tag("components/fact.html")
def fact(label: Any, value: Any) -> dict[str, Any]:
    """A line of `<dl class="facts">`."""
    return {"label": label, "value": _standing_alone(value)}


def _standing_alone(value: Any) -> Any:
    """A plain text with a capital, as the words of states and choices come without one; HTML as it is."""
    is_plain = isinstance(value, str | Promise) and not isinstance(value, SafeString)
    return capfirst(value) if is_plain else value


@register.simple_block_tag
def fact_with(content: SafeString, label: Any) -> SafeString:
    """A line of `<dl class="facts">` whose value is more than one text."""
    return render_to_string("components/fact.html", {"label": label, "value": content})


@register.simple_block_tag
def way_stop(content: SafeString, label: Any, at: datetime | None, tone: str = "") -> SafeString:
    """A stop of `<ol class="way">`; `at`: when it was reached, None where it is still to come."""
    return render_to_string("components/way_stop.html", {"label": label, "at": at, "tone": tone, "content": content})


@register.simple_tag
def figure(shown: Any, url: str = "", rows: int | None = None, name: str = "") -> SafeString:
    """A figure that opens the rows that it counts, and says how many these are (`data-rows`).

    shown: a number, or in print what is no number of rows, as a share; then `rows` says how many the address opens.
    Without rows there is nothing to open. name: for tests and scripts, as `data-figure`.
    """
    if isinstance(shown, int):
        rows, shown = shown if rows is None else rows, f"{shown:,}"
    if not url or not rows:
        return format_html('<span data-figure="{}">{}</span>', name, shown)
    return format_html('<a href="{}" data-figure="{}" data-rows="{}">{}</a>', url, name, rows, shown)


@register.simple_tag
def change(change: Any, bare: bool = False) -> SafeString:
    """By how much a figure changed (`by`, `size`, `arrow`, `tone`, `in_points`): the arrow its direction, the tone
    whether that is better or worse, in words as well; a dash where no past was kept.

    bare: without the unit, which stands over the column.
    """
    if change is None:
        return format_html('<span class="change" title="{}">–</span>', _("No earlier values of this figure."))
    if not change.by:
        return format_html('<span class="change">{}</span>', _("unchanged"))
    size = f"{change.size:,}" if isinstance(change.size, int) else f"{change.size:,.1f}"
    words = {"better": _("better"), "worse": _("worse")}[change.tone]
    points = format_html(" {}", _("pp")) if change.in_points and not bare else ""
    return format_html(
        '<span class="change change-{}" title="{}">{}\u202f{}{}<span class="visually-hidden"> {}</span></span>',
        *(change.tone, words, change.arrow, size, points, words),
    )


@register.inclusion_tag("components/segments.html", takes_context=True)
def segments(context: Any, name: str, choices: Any, chosen: str, label: Any) -> dict[str, Any]:
    """A switch between a few views of a page: links that set the parameter `name`. choices: (value, words)."""
    query = context["request"].GET
    return {
        "label": label,
        "options": [(words, changed(query, **{name: key}), key == chosen) for key, words in choices],
    }


@register.inclusion_tag("components/path.html")
def path(*steps: Any) -> dict[str, Any]:
    """Where the page lies: label and address in turn, and at the end the label of what has no address of its own.

    An address is one, or the name of a page without arguments. A pair without a label is left out.
    """
    return {"steps": list(_pairs(steps))}


def _pairs(steps: tuple[Any, ...]) -> Iterator[tuple[Any, str]]:
    for label, address in zip(steps[::2], (*steps[1::2], ""), strict=False):
        if label not in ("", None):
            yield label, reverse(address) if address and "/" not in address else address


@register.inclusion_tag("components/copy.html")
def copy(*parts: Any) -> dict[str, Any]:
    """Copies the text of the element whose id the parts make, where that is said once and has to be kept."""
    return {"of": "".join(map(str, parts))}


@register.inclusion_tag("components/nothing.html")
def nothing(text: Any) -> dict[str, Any]:
    """Says that there is nothing yet and what to do next."""
    return {"text": text}


@register.inclusion_tag("components/field.html")
def field(bound: forms.BoundField, hint: Any = None) -> dict[str, Any]:
    """A field of a form: label, hint, input, and what is wrong with it; `hint` in place of the field's own."""
    widget, classes = bound.field.widget, ""
    is_group = isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple)
    is_tick = isinstance(widget, forms.CheckboxInput)
    if not is_group and not is_tick:
        classes = "form-select" if isinstance(widget, forms.Select) else "form-control"
        classes += " is-invalid" if bound.errors else ""
    return {
        "field": bound,
        "place": f"field-{bound.auto_id.removeprefix('id_')}",
        "hint": bound.help_text if hint is None else hint,
        "is_group": is_group,
        "is_tick": is_tick,
        "widget": bound.as_widget(attrs={"class": classes} if classes else {}),
    }


@register.inclusion_tag("components/fields.html")
def fields(form: forms.BaseForm) -> dict[str, Any]:
    """All fields of a form, one below the other, after what is wrong with the form as a whole."""
    return {"form": form}


@register.simple_block_tag
def selection(content: SafeString, name: str, reason: Any) -> SafeString:
    """What is done with the rows whose boxes `name` are ticked, and why; with scripts it shows itself once one is.

    reason: the label of the field for it.
    """
    return render_to_string("components/selection.html", {"name": name, "reason": reason, "content": content})


@register.inclusion_tag("components/key_fact.html")
def key_fact(label: Any, value: Any) -> dict[str, Any]:
    """One of the few facts under the title of an object, in `<dl class="key-facts">`."""
    return {"label": label, "value": _standing_alone(value)}


@register.inclusion_tag("components/figure_strip.html")
def figure_strip(figures: Any, top: str) -> dict[str, Any]:
    """Figures (`ground.pages.tabs.Figure`) that open the rows they count; top: the address of their object."""
    return {"figures": figures, "top": top}


@register.inclusion_tag("components/tab_bar.html")
def tab_bar(tabs: Any) -> dict[str, Any]:
    """The tabs of an object as links (`ground.pages.tabs.TabLink`)."""
    return {"tabs": tabs}


@register.inclusion_tag("components/mark_boxes.html")
def mark_boxes(boxes: Any) -> dict[str, Any]:
    """Marks that an object has or lacks, a box each: `name, label, has, part, whole, note, url`."""
    return {"boxes": boxes}


@register.simple_block_tag
def rail(content: SafeString, label: Any) -> SafeString:
    """What stands beside an object; on a phone before its content."""
    return render_to_string("components/rail.html", {"label": label, "content": content})


@register.inclusion_tag("components/lacks.html")
def lacks(found: Any, title: Any = "", rest: Any = None) -> dict[str, Any]:
    """In a rail: what is missing (`ground.pages.rails.Lack`); rest: what is said of the others, else that nothing is
    missing where that is so."""
    if rest is None:
        rest = "" if found else _("Nothing is missing")
    return {"found": found, "title": title or _("What is missing"), "rest": rest}


@register.inclusion_tag("components/dues.html")
def dues(found: Any) -> dict[str, Any]:
    """In a rail: what comes next (`ground.pages.rails.Due`), what is overdue first."""
    return {"found": found}


@register.inclusion_tag("components/timeline.html")
def timeline(stops: Any, title: Any = "") -> dict[str, Any]:
    """In a rail: what has been and what is to come (`ground.pages.rails.Milestone`)."""
    return {"stops": stops, "title": title or _("Milestones")}


@register.inclusion_tag("components/events.html")
def events(found: Any) -> dict[str, Any]:
    """What happened lately, a line each: `at, who, words, row, url`."""
    return {"found": found}
