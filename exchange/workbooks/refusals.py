"""Refusals of files that more than one place words."""

from django.utils.translation import gettext_lazy as _

TOO_LARGE = _("The file is larger than %(limit)s MB.")  # limit: in megabytes
