"""The tree of units."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from stdnum.cn import uscc
from stdnum.exceptions import InvalidFormat
from stdnum.exceptions import ValidationError as NumberError
from treebeard.mp_tree import MP_Node, MP_NodeManager, MP_NodeQuerySet

from ground.lifecycle.addresses import row_address
from ground.lifecycle.changelog import tracked
from ground.lifecycle.machine import Stateful
from ground.lifecycle.names import usual
from ground.lifecycle.roles import UNIT_READERS, Role
from units.choices import Industry, UnitKind, UnitLevel, UnitStatus
from units.lifecycle import UNIT_LIFECYCLE
from units.models.divisions import Division
from units.subtrees import Below  # noqa: F401  registers the lookup that scoping uses
from units.text_search import are_initials, holding, initials_index, matching, search_index, with_initials

if TYPE_CHECKING:
    from accounts.models import User


def validate_credit_code(value: str) -> None:
    """Refuse a unified social credit code whose check character is wrong (GB 32100-2015)."""
    try:
        # The library also takes spaces and hyphens; the register keeps the bare 18 characters.
        if uscc.validate(value) != value:
            raise InvalidFormat()
    except NumberError as error:
        raise ValidationError(
            _(
                "“%(value)s” is not a valid unified social credit code: it needs 18 characters, and the last "
                "one must be the check character of the others. Compare it with the certificate."
            ),
            params={"value": value},
            code="credit_code",
        ) from error


class UnitQuerySet(MP_NodeQuerySet):
    def visible_to(self, user: User) -> UnitQuerySet:
        """Units in the subtrees where `user` holds a role that reads units."""
        return self.reachable_by(user, UNIT_READERS)

    def reachable_by(self, user: User, roles: tuple[Role, ...]) -> UnitQuerySet:
        """Units at or below those where `user` holds one of `roles`."""
        return self.filter(user.where_holds(roles, "path"))

    def worked_for_by(self, user: User, roles: tuple[Role, ...]) -> UnitQuerySet:
        """Real units, active, for which `user` enters things by one of `roles`."""
        return self.reachable_by(user, roles).filter(is_area=False, status=UnitStatus.ACTIVE)

    def named(self, words: str) -> UnitQuerySet:
        """Units in whose name or code all these words occur, or whose name has them for first letters in pinyin."""
        words = usual(words)
        if are_initials(words):
            # One word; either index finds its rows.
            return self.filter(holding(("name", "code"), words, indexed=True) | with_initials("name", words))
        found: UnitQuerySet = matching(self, ("name", "code"), words, indexed=True)
        return found

    def below(self, unit: Unit) -> UnitQuerySet:
        """`unit` and everything under it."""
        return self.filter(path__below=unit.path)

    def to_cover(self) -> UnitQuerySet:
        """Units that coverage counts: real units, active, not excused."""
        return self.filter(is_area=False, must_be_covered=True, status=UnitStatus.ACTIVE)

    def without_liaison(self) -> UnitQuerySet:
        """Units that coverage counts and for which nobody files: no active account is their liaison."""
        # The roles lie above this app in the order of imports.
        grants = apps.get_model("accounts", "RoleGrant").objects.in_force()
        liaisons = grants.filter(unit=OuterRef("pk"), role=Role.LIAISON, user__is_active=True)
        return self.to_cover().filter(~Exists(liaisons))


class UnitManager(MP_NodeManager.from_queryset(UnitQuerySet)):  # type: ignore[misc]
    def get_queryset(self) -> UnitQuerySet:
        # treebeard's manager names its own queryset class here.
        return UnitQuerySet(self.model, using=self._db).order_by("path")

    def top(self) -> Unit:
        """The area at the top of the tree, the province. Raises Unit.DoesNotExist before there is one."""
        return cast("Unit", self.get(depth=1, is_area=True))


@tracked(technical=("path", "depth", "numchild"), place="path")
class Unit(Stateful, MP_Node):
    """A node of the tree: an area (province, city, county) or a unit of it.

    An area holds the units of its level and the areas below it; it has no powers and is not covered itself.
    """

    lifecycle = UNIT_LIFECYCLE
    transition_route = "units:transition"

    code = models.CharField(_("unit code"), max_length=30, unique=True)
    name = models.CharField(_("name"), max_length=100)
    kind = models.CharField(_("kind"), max_length=20, choices=UnitKind, default=UnitKind.PARTY_STATE)
    level = models.CharField(_("level"), max_length=10, choices=UnitLevel)
    division = models.ForeignKey(Division, models.PROTECT, verbose_name=_("division"))
    industry = models.CharField(_("industry"), max_length=20, choices=Industry, default=Industry.GENERAL)
    credit_code = models.CharField(
        _("unified social credit code"),
        max_length=18,
        blank=True,
        validators=[validate_credit_code],
        help_text=_("18 characters as on the certificate; the last one is checked."),
    )
    is_area = models.BooleanField(_("area"), default=False)
    must_be_covered = models.BooleanField(_("must be covered"), default=True)
    status = models.CharField(_("state"), max_length=10, choices=UnitStatus, default=UnitStatus.ACTIVE)
    warning_contact = models.ForeignKey(
        "Post",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("warning contact"),
        help_text=_("The post that receives warnings for this unit."),
    )

    objects = UnitManager()

    class Meta:
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        ordering = ["path"]
        indexes = [
            search_index("name", "code", name="unit_search"),
            initials_index("name", name="unit_initials"),
            models.Index(fields=["path"], condition=Q(is_area=True), name="unit_areas"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["credit_code"],
                condition=~Q(credit_code=""),
                name="unit_credit_code_once",
                violation_error_message=_("Another unit already has this unified social credit code."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return row_address("units:detail", self.pk)

    def contains(self, other: Unit) -> bool:
        """Whether `other` is this unit or below it."""
        return other.path.startswith(self.path)
