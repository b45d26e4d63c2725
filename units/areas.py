"""The areas of the unit tree: one node for each administrative division."""

from units.models import Division, Unit


def make_areas(name: str = "") -> dict[str, Unit]:
    """Make the areas of an empty tree; returns them by division code, the top first. name: of the top."""
    made: dict[str, Unit] = {}
    for division in Division.objects.order_by("code"):
        facts = {
            "code": f"Q{division.code}",
            "name": division.name,
            "level": division.level,
            "division": division,
            "is_area": True,
            "must_be_covered": False,
        }
        if division.parent_id is None:
            made[division.code] = Unit.objects.add_root(facts | {"name": name or division.name})
        else:
            # Read anew, because treebeard keeps the number of children on the row.
            parent = Unit.objects.get(pk=made[division.parent_id].pk)
            made[division.code] = Unit.objects.add_child(parent, facts)
    return made
