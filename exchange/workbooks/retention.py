"""What becomes of the files and rows of imports, and of forms given out: they are dropped after some time."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from exchange.workbooks.models import KEPT, KEPT_FORMS, Export, Import, ImportRow


def forget() -> int:
    """Drop the files and rows of imports that nobody touched for KEPT days; what came in stays in the register."""
    past = (
        Import.objects.filter(at__lt=timezone.now() - timedelta(days=KEPT))
        .exclude(file="")
        .exclude(status__in=Import.TAKEN_UP)
    )
    count = 0
    for source in past:
        ImportRow.objects.filter(source=source).delete()
        source.file.delete(save=False)
        source.sheets = []
        source.save(update_fields=["file", "sheets"])
        count += 1
    for export in Export.objects.filter(at__lt=timezone.now() - timedelta(days=KEPT_FORMS)):
        export.file.delete(save=False)
        export.delete()
        count += 1
    return count
