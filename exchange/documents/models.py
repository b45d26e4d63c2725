"""Templates by which an office words its documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ground.lifecycle.addresses import row_address
from ground.lifecycle.changelog import tracked
from ground.lifecycle.roles import Role
from ground.pages.attachments import unguessable
from units.models import Unit
from units.subtrees import paths_above

if TYPE_CHECKING:
    from accounts.models import User


def _stored_as(row: models.Model, filename: str) -> str:
    return unguessable("template", filename)


class DocumentKind(models.TextChoices):
    """The documents that an office words itself."""

    REGISTER = "register", _("register form")
    NOTICE = "notice", _("notice of a warning")
    FEEDBACK = "feedback", _("feedback form of a warning")


class FormTemplateQuerySet(models.QuerySet["FormTemplate"]):
    def visible_to(self, user: User) -> FormTemplateQuerySet:
        """Administrators keep the templates of the units that they administer."""
        return self.filter(user.where_holds((Role.ADMINISTRATOR,), "unit__path"))

    def of(self, unit: Unit, form: DocumentKind = DocumentKind.REGISTER) -> FormTemplate | None:
        """The template that `unit` uses for a form: its own, or the nearest one above it."""
        return self.filter(form=form, unit__path__in=paths_above(unit.path)).order_by("-unit__path").first()


@tracked(technical=("file",), named_by=("file_name",))
class FormTemplate(models.Model):
    """A .docx by which a form of a unit, and of all below it, is written."""

    form = models.CharField(_("form"), max_length=10, choices=DocumentKind, default=DocumentKind.REGISTER)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="form_templates", verbose_name=_("unit"))
    file = models.FileField(_("template"), upload_to=_stored_as, max_length=120)
    file_name = models.CharField(_("file name"), max_length=150, editable=False)
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("who"), editable=False)
    at = models.DateTimeField(_("when"), default=timezone.now, editable=False)

    objects = FormTemplateQuerySet.as_manager()

    class Meta:
        verbose_name = _("document template")
        verbose_name_plural = _("document templates")
        ordering = ["unit__path", "form"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "form"],
                name="template_once_per_unit",
                violation_error_message=_("The unit has a template for this form already; replace that one."),
            )
        ]

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        return row_address("documents:template", self.pk)

    def content(self) -> bytes:
        with self.file.open("rb") as file:
            return bytes(file.read())
