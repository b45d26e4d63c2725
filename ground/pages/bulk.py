"""Many rows in one request of the API, all or none: checked and written as sets."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from rest_framework import serializers

from ground.lifecycle.changelog import recorded

MOST = 500


class BulkSerializer(serializers.ListSerializer):
    """A list of rows. Related rows are looked up once for all of them, not once a row."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, list):
            if len(data) > MOST:
                raise serializers.ValidationError(_("Send at most %(most)s rows at once.") % {"most": MOST})
            for name, field in self.child.fields.items():  # type: ignore[union-attr]
                one = getattr(field, "child_relation", field)
                if hasattr(one, "look_up"):
                    sent = [row.get(name) for row in data if isinstance(row, dict)]
                    flat = [key for value in sent for key in (value if isinstance(value, list) else [value])]
                    one.look_up(flat)
        return super().to_internal_value(data)


def create(view: Any, rows: list[dict[str, Any]]) -> list[int]:
    """Write the rows that the serializer of `view` found right; returns their primary keys in the same order."""
    model = view.queryset.model
    linked = {field.name: field for field in model._meta.many_to_many}
    for unit in {view.unit_of(row) for row in rows}:
        view.check_write(unit)
    stamps = view.stamps(None)
    made = [model(**{k: v for k, v in row.items() if k not in linked}, **stamps) for row in rows]
    for row in made:
        if hasattr(row, "regrade"):
            row.regrade()
    try:
        with transaction.atomic(), recorded(view.request.user, action=f"{model._meta.model_name}.create"):
            model.objects.bulk_create(made)
            for name, field in linked.items():
                through: Any = field.remote_field.through
                own, other = f"{field.m2m_field_name()}_id", f"{field.m2m_reverse_field_name()}_id"
                through.objects.bulk_create(
                    through(**{own: instance.pk, other: target.pk})
                    for instance, row in zip(made, rows, strict=True)
                    for target in row.get(name, ())
                )
    except IntegrityError as error:
        raise ValidationError(_words(model, error)) from error
    return [row.pk for row in made]


def _words(model: Any, error: IntegrityError) -> str:
    """The sentence of the constraint that the database found broken."""
    broken = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "")
    for constraint in model._meta.constraints:
        if constraint.name == broken:
            return str(constraint.get_violation_error_message())
    return _("One of the rows breaks a rule of the register, so none was written.")
