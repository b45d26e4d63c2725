"""Filters that a person keeps by name, for themselves or for those at work at the same units."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from accounts.models import User


class SavedFilterQuerySet(models.QuerySet["SavedFilter"]):
    def offered_to(self, user: User) -> SavedFilterQuerySet:
        """One's own, and the shared ones of those who hold a role at a unit where `user` holds one."""
        units = user.grants.in_force().values("unit")
        shared = Q(is_shared=True, user__grants__unit__in=units, user__grants__withdrawn_at=None)
        return self.filter(Q(user=user) | shared).distinct()


class SavedFilter(models.Model):
    """A list with its filters, order and columns, as the query string says them."""

    user = models.ForeignKey("accounts.User", models.CASCADE, related_name="saved_filters", db_index=False)
    page = models.CharField(_("list"), max_length=100)
    name = models.CharField(_("name"), max_length=40)
    query = models.CharField(_("filters"), max_length=1000)
    is_shared = models.BooleanField(_("shared with my unit"), default=False)

    objects = SavedFilterQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved filter")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "page", "name"],
                name="saved_filter_once",
                violation_error_message=_("You already keep a filter of that name for this list."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"{self.page}?{self.query}"
