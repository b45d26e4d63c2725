"""What is promised to who reports."""

from typing import Any

from django import template
from django.conf import settings

register = template.Library()


@register.inclusion_tag("warnings/_promise.html")
def report_promise(here: bool = False) -> dict[str, Any]:
    """How a report goes and by when. here: on the page of the report itself, which leads there no more."""
    promise = {"taken": settings.REPORTS_TAKEN_DAYS, "answered": settings.REPORTS_ANSWERED_DAYS}
    return {"promise": promise, "here": here}
