"""Two people edited one row: what each of them changed, side by side, and one form that holds both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from ground.lifecycle.versions import newest_change, row_at


@dataclass(frozen=True)
class Difference:
    """A field that somebody else changed: as it was, as it is now, and as it was typed; all in words.

    is_clash: both changed it. Otherwise only the other person did, and their value was taken over.
    """

    label: Any
    before: str
    theirs: str
    mine: str
    is_clash: bool


class Conflict:
    """What the form of a row meets when somebody else saved the row first.

    `form` is bound to the row as it is now. It holds what was typed; fields that only the other person changed hold
    the other person's value. `differences` tells each of them; `change` who it was and when.
    """

    def __init__(self, form_class: Any, options: dict[str, Any], seen: str) -> None:
        """options: as for the form, with the row before it was changed as `instance`. seen: its version."""
        row = options["instance"]
        now = type(row)._base_manager.get(pk=row.pk)
        then = row_at(row, seen) or now
        opened, current = form_class(**options | {"instance": then}), form_class(**options | {"instance": now})
        typed = set(opened.changed_data)
        self.change = newest_change(now)
        self.differences: list[Difference] = []
        data = options["data"].copy()
        linked = {field.name for field in type(row)._meta.many_to_many}
        for name, field in current.fields.items():
            before, theirs = opened[name].initial, current[name].initial
            if name in linked:
                # The log of the links is not the row's own: what differs from now is shown as typed.
                if name not in current.changed_data:
                    continue
                before = None
            elif _are_same(field, before, theirs):
                continue
            is_clash = name in typed
            mine = opened[name].data if is_clash else theirs
            if not is_clash:
                _put(data, current, name, theirs)
            self.differences.append(
                Difference(
                    field.label or name,
                    _shown(field, before),
                    _shown(field, theirs),
                    _shown(field, mine),
                    is_clash,
                )
            )
        self.form = form_class(**options | {"instance": now, "data": data})


def _are_same(field: forms.Field, one: Any, other: Any) -> bool:
    return not field.has_changed(one, field.prepare_value(other))


def _put(data: Any, form: Any, name: str, value: Any) -> None:
    """Into the data of a form, as a browser would send it."""
    field, key = form.fields[name], form.add_prefix(name)
    value = field.prepare_value(value)
    if value in (None, "", False):
        data.pop(key, None)
    elif isinstance(field, forms.DateField):
        data[key] = value.isoformat()
    else:
        data[key] = value


def _shown(field: Any, value: Any) -> str:
    """The value of a field in words."""
    if isinstance(field, forms.BooleanField):
        return _("yes") if value not in (None, "", False, "False", "off") else _("no")
    if value in (None, "", []):
        return ""
    if isinstance(field, forms.ModelMultipleChoiceField):
        keys = [getattr(v, "pk", v) for v in value]
        rows: Any = field.queryset
        return "；".join(field.label_from_instance(row) for row in rows.filter(pk__in=keys))
    value = field.prepare_value(value)
    if isinstance(field, forms.ChoiceField):
        for key, label in _flat(field.choices):
            if str(key) == str(value):
                return str(label)
    return str(value)


def _flat(choices: Any) -> Any:
    for key, label in choices:
        if isinstance(label, list | tuple):
            yield from label
        else:
            yield key, label
