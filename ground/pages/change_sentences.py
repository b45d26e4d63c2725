"""A sentence for each change of the log: who did what to which row, from what to what, why."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from ground.lifecycle.actions import ACTIONS, EVERYWHERE, action_label
from ground.lifecycle.changelog import CHANGED, CREATED, LABELS, Change
from ground.lifecycle.log_terms import FieldChange

IN_SENTENCE = 3  # columns that a sentence names; of more, the first two
LONGEST = 60  # characters of a value in a sentence
NOTHING = "–"


@dataclass(frozen=True)
class Told:
    """A change in words. verb: empty where the clauses say what was done. about: the row, empty on its own page.

    url: of the row, empty where the reader may not go. clauses: what changed, as HTML; the sentence has the first two
    where `table` has all. count: rows that changed likewise at once.
    """

    change: Change
    verb: str
    about: str = ""
    url: str = ""
    clauses: list[SafeString] = field(default_factory=list)
    table: list[FieldChange] = field(default_factory=list)
    count: int = 1

    @property
    def rest(self) -> SafeString:
        """What follows verb and row: what changed, and why."""
        reason = self.change.reason
        parts = [*self.clauses, *([format_html(_("because “{reason}”"), reason=reason)] if reason else [])]
        text = joined(parts)
        return format_html("{}{}", pgettext("between clauses", ", "), text) if parts and self.verb else text

    @property
    def further(self) -> int:
        """How many columns the sentence leaves to the table."""
        return len(self.table) - len(self.clauses) if self.table else 0


def tell(change: Change, *, about: str = "", url: str = "", count: int = 1) -> Told:
    """The sentence of a change. Of a new row no columns are told, but those that make a deed of it."""
    if change.kind == CREATED:
        shown = [f for f in change.fields if f.name in change.model.log_terms.tells and f.after != change.who]
    else:
        shown = [f for f in change.fields if f.name not in change.implied]
    named = shown if len(shown) <= IN_SENTENCE else shown[:2]
    clauses = [] if count > 1 else [clause(f, is_new=change.kind == CREATED) for f in named]
    table = shown if len(shown) > IN_SENTENCE and count == 1 else []
    return Told(change, _verb(change, bool(clauses) and not about), about, url, clauses, table, count)


def _verb(change: Change, says_what: bool) -> str:
    """What was done; of a row that changed with a deed to another one, both."""
    name, _dot, verb = change.action.partition(".")
    own = {change.model._meta.model_name, getattr(getattr(change.model, "lifecycle", None), "name", "")}
    is_named = change.action in ACTIONS or verb not in EVERYWHERE
    deed = str(action_label(change.action)) if change.action and is_named else ""
    plain = "" if change.kind == CHANGED and says_what else str(LABELS.get(change.kind, ""))
    if not deed:
        return plain
    return deed if name in own or not plain else f"{deed}{pgettext('between clauses', ', ')}{plain}"


def clause(change: FieldChange, *, is_new: bool = False) -> SafeString:
    """What became of a column."""
    name = change.label
    if change.is_withheld:
        return format_html(_("changed {field}, which is not shown here"), field=name)
    if is_new:
        return format_html(_("{field} {value}"), field=name, value=_bold(change.after))
    if change.pieces:
        return format_html(_("reworded {field}: {text}"), field=name, text=pieces(change))
    if change.added or change.removed:
        parts = [
            format_html(words, field=name, lines=_bold("；".join(lines)))
            for words, lines in (
                (_("added to {field}: {lines}"), change.added),
                (_("took from {field}: {lines}"), change.removed),
            )
            if lines
        ]
        return joined(parts)
    if not change.before:
        return format_html(_("set {field} to {after}"), field=name, after=_bold(change.after))
    if not change.after:
        return format_html(_("emptied {field}, which was {before}"), field=name, before=_bold(change.before))
    return format_html(
        _("changed {field} from {before} to {after}"),
        field=name,
        before=_bold(change.before),
        after=_bold(change.after),
    )


def joined(clauses: list[SafeString]) -> SafeString:
    """Clauses of one sentence."""
    separator = mark_safe(conditional_escape(pgettext("between clauses", ", ")))
    return format_html_join(separator, "{}", ((part,) for part in clauses))


def pieces(change: FieldChange) -> SafeString:
    """The words of a long text that went and came, between what stayed."""
    tags = {"=": "{}", "-": "<del>{}</del>", "+": "<ins>{}</ins>"}
    return mark_safe("".join(format_html(tags[sign], text) for sign, text in change.pieces))


def _bold(text: str) -> SafeString:
    return format_html("<b>{}</b>", text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…")
