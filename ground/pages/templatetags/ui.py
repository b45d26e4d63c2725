"""What templates share: icons, states, buttons of the life cycle, the change log."""

from functools import lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.template.context import RequestContext
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from ground.lifecycle.actions import action_label
from ground.lifecycle.changelog import CHANGED, changes_of
from ground.lifecycle.typed import given_back
from ground.lifecycle.versions import version_of
from ground.pages import marks
from ground.pages.change_sentences import pieces, tell
from ground.pages.chips import changed, chips_of
from ground.pages.decisions import beside
from ground.pages.printing import print_head

register = template.Library()

CHANGES = 100  # entries of a log that a page shows
ICONS = settings.BASE / "node_modules/@tabler/icons/icons/outline"


@lru_cache
def _icon(name: str) -> str:
    try:
        svg = (ICONS / f"{name}.svg").read_text()
    except FileNotFoundError:
        return ""
    return svg[svg.index("<svg") :].replace("<svg", '<svg aria-hidden="true"', 1).replace('class="', 'class="icon ')


@register.simple_tag
def icon(name: str) -> SafeString:
    """A Tabler icon by its name, drawn inline; decoration only, so screen readers pass over it."""
    return mark_safe(_icon(name))  # the file comes from the package, never from a user


register.simple_tag(marks.status_badge)


@register.filter
def count(number: int) -> str:
    """A figure with its thousands separated: 1,300,000."""
    return f"{number:,}"


@register.filter
def percent(part: int, whole: int) -> str:
    """ "83.3 %", rounded down so that only a full cover reads 100 %; a dash where there is nothing to cover."""
    if not whole:
        return "–"
    return f"{part * 1000 // whole / 10:.1f}%"


@register.simple_tag(takes_context=True)
def query(context: RequestContext, **changes: Any) -> str:
    """The page's query string with these parameters set, or dropped where they are empty."""
    return changed(context["request"].GET, **changes)


@register.inclusion_tag("pages/_transitions.html", takes_context=True)
def transitions(
    context: RequestContext, row: Any, next_url: str = "", main: bool = True, without: str = ""
) -> dict[str, Any]:
    """The buttons of what the signed-in person may do with `row` now; the first that leads on is the main one.

    main: whether one of them is the main button of the page. without: a step that is not offered here.
    """
    request = context["request"]
    offered = [
        _offer(step, row, request) for step in row.lifecycle.available(row, request.user) if step.verb != without
    ]
    for one in offered:
        if one["tone"] == "primary" and not main:
            one["tone"] = "secondary"
        main = main and one["tone"] != "primary"
    return {
        "row": row,
        "offered": offered,
        # What the person saw: a row that changes meanwhile is not endorsed unread.
        "version": version_of(row) if offered else "",
        "kind": row.lifecycle.name,
        "next_url": next_url,
        "request": request,
    }


def _offer(step: Any, row: Any, request: Any) -> dict[str, Any]:
    """A step with its form and address; why it takes a reason here; what bears on it; how its button looks."""
    from ground.pages.forms import TransitionForm

    user = request.user
    rows = type(row)._base_manager.filter(pk=row.pk)
    short = row.lifecycle.falling_short(rows, step.verb, user).get(row.pk, "")
    more = beside(row, step.verb, user)
    address = more.address or row.transition_url(step.verb)
    typed = given_back(request, address)
    has = {name: getattr(row, name) for name in step.inputs} | (typed or {})
    form = TransitionForm(step, auto_id=f"id_{step.verb}_%s", initial=has, needs_reason=bool(short))
    if more.shortest:
        form.fields["reason"].widget.attrs["minlength"] = more.shortest
    # What was done already may be done anew, and is not the next step.
    tone = "secondary" if step.tone == "primary" and step.is_taken_on(row) else step.tone
    return {
        "step": step,
        "form": form,
        "is_plain": form.is_plain and not more.asks,
        "address": address,
        "short": short,
        "tone": tone,
        "beside": more,
        "typed": typed,
    }


@register.inclusion_tag("pages/_changelog.html")
def changelog(row: Any) -> dict[str, Any]:
    """The change log of `row`, folded: a sentence a change, the newest first."""
    return _told_of(row)


@register.inclusion_tag("pages/_changes.html")
def changes(row: Any) -> dict[str, Any]:
    """The same open and without a heading, for a tab of its own."""
    return _told_of(row)


def _told_of(row: Any) -> dict[str, Any]:
    found = changes_of(row, CHANGES)
    # An entry that moved only what the log never shows says nothing.
    told = [tell(change) for change in found if change.fields or change.action or change.kind != CHANGED]
    return {"changes": told, "is_cut": len(found) == CHANGES}


register.filter(pieces)


@register.inclusion_tag("pages/_filter.html", takes_context=True)
def filter_chips(context: RequestContext, filterset: Any, columns: Any = ()) -> dict[str, Any]:
    """The filters of a list as chips, with the choice of columns at the end of the line; on paper in words."""
    request, scope = context["request"], context.get("scope")
    chips = chips_of(filterset, request.GET, request.user, scope)
    place, roles = scope or context.get("object"), context["view"].roles
    printed = print_head(chips, context["table"], request.user, scope=place, roles=roles)
    return {"chips": chips, "columns": columns, "printed": printed, "request": request}


@register.inclusion_tag("pages/_nothing_found.html", takes_context=True)
def nothing_found(context: RequestContext, text: Any) -> dict[str, Any]:
    """In place of rows: the filters that keep them away, each with a way to drop it; else `text` and how to begin."""
    page = getattr(context["table"], "context", context)  # a table is drawn in a context of its own
    request, filterset = context["request"], page.get("filter")
    chips = chips_of(filterset, request.GET, request.user, page.get("scope")) if filterset else None
    names = ("create_url", "create_label", "may_create")
    return {"text": text, "chips": chips, "wanted": request.GET.get("q"), "without_q": changed(request.GET, q="")} | {
        name: page.get(name) for name in names
    }


@register.filter
def boxes(columns: Any) -> SafeString:
    """A box to tick for each column that may be chosen; written here, since a template takes longer for twenty."""
    return format_html_join(
        "",
        '<label class="form-check"><input class="form-check-input" type="checkbox" name="col" value="{}"{}> '
        "<span>{}</span></label>",
        ((c.name, mark_safe(" checked" if c.is_shown else ""), c.words) for c in columns),
    )


@register.inclusion_tag("pages/_help.html", takes_context=True)
def page_help(context: RequestContext) -> dict[str, Any]:
    """The short help of the page that is shown."""
    from ground.pages.guide import help_of

    match = context["request"].resolver_match
    name = match.view_name if match else ""
    return {"sentences": help_of(name), "name": name}


@register.filter(name="marked")
def marked_words(text: str, wanted: str) -> SafeString:
    """The text of a hit with the words that were looked for marked."""
    from ground.pages.search import marked

    return marked(text, wanted)


@register.filter
def action(name: str) -> Any:
    """The words for an action of the change log."""
    return action_label(name)


@register.filter
def yes_no(value: Any) -> str:
    return _("yes") if value else _("no")
