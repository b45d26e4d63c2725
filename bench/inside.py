"""What is measured in this process and not over HTTP: jobs, parts of a page, files; by the product's own functions.

The one module of the bench that knows the product's modules. Each function sees itself that the work was done.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

from bench.actions.action import taken_back
from bench.proofs import Refused
from bench.server import Answer
from bench.visitors import session_of


def heat(area_pk: int) -> Callable[[], None]:
    """The heat table of the coverage page alone, once the area is at hand."""
    from oversight.coverage.area_figures import heat
    from units.models import Unit

    area = Unit.objects.get(pk=area_pk)

    def work() -> None:
        assert heat(area)

    return work


def recount() -> None:
    from oversight.coverage.area_figures import recount

    result = recount()
    assert result.is_clean, result


def assess() -> None:
    """Every part, one after the other, by one worker."""
    from riskwarnings import assessments

    assessment = assessments.begin()
    assert assessment
    for part in assessment.parts.all():
        assessments.go_on(part.pk)
    assert not assessment.parts.filter(finished_at=None).exists()


def compute_index() -> None:
    """The third period, which stands ready."""
    from accounts.models import User
    from ground.lifecycle.roles import Role
    from oversight.index import computations
    from oversight.index.models import Period

    period = Period.objects.get(name="第3季度")
    inspector = User.objects.with_role(Role.INSPECTOR).filter(grants__unit=period.unit)[0]
    period.perform("compute", by=inspector)
    computation = period.computations.get()
    computations.go_on(computation.pk)
    computation.refresh_from_db()
    assert computation.finished_at and computation.units > 0, computation.error


def relocate(county_pk: int, city_pk: int) -> None:
    """Put a county under a city other than `city_pk`."""
    from accounts.models import User
    from oversight.reorganisations.changes import carry_out
    from oversight.reorganisations.models import ReorganisationKind
    from units.models import Unit

    county, administrator = Unit.objects.get(pk=county_pk), User.objects.get(username="guanli")
    city = Unit.objects.filter(is_area=True, level="city").exclude(pk=city_pk)[0]
    carry_out(ReorganisationKind.MOVE, county, city, by=administrator, reason="bench")
    assert Unit.objects.get(pk=county_pk).path.startswith(city.path)


def bring_in(content: bytes, city_pk: int, rows: int) -> None:
    """A spreadsheet of so many new points for units of a city: read, judged and written."""
    from exchange.workbooks.choices import ImportStatus
    from exchange.workbooks.incoming import import_work

    source = _brought(content, city_pk)
    try:
        import_work.read(source)
        source.status = ImportStatus.WRITING
        import_work.write(source)
        if (source.new, source.refused) != (rows, 0):
            raise Refused(f"{source.new} new and {source.refused} refused, not {rows} new")
    finally:
        source.file.delete(save=False)


def previewed(content: bytes, city_pk: int, rows: int) -> Answer:
    """What a person waits for who brings in so many rows: a worker reads and judges them, a page shows them."""
    from django.test import Client

    from exchange.workbooks.incoming import import_work

    sources = []

    def read() -> None:
        source = sources[0]
        import_work.go_on(source.pk)
        source.refresh_from_db()
        if (source.new, source.refused) != (rows, 0):
            raise Refused(f"{source.status}: {source.new} new and {source.refused} refused, not {rows} new")
        client = Client(SERVER_NAME="127.0.0.1")
        client.cookies["sessionid"] = session_of(source.by.username)
        page = client.get(source.get_absolute_url())
        if page.status_code != 200 or f"{rows}" not in page.content.decode():
            raise Refused(f"the page answers {page.status_code}")

    try:
        return taken_back(read, before=lambda: sources.append(_brought(content, city_pk)))
    finally:
        for source in sources:
            source.file.delete(save=False)


def _brought(content: bytes, city_pk: int) -> Any:
    """The import of a file by a person of their own, who works for the units of a city."""
    from accounts.models import RoleGrant, User
    from exchange.workbooks.incoming import requests
    from ground.lifecycle.roles import Role

    person = User.objects.create(username="bench-import", name="度量", must_change_password=False)
    RoleGrant.objects.create(user=person, role=Role.LIAISON, unit_id=city_pk, reason="度量")
    return requests.bring(io.BytesIO(content), "度量.xlsx", by=person, send=False)


def executed(statement: str) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement)


def give_out(username: str) -> None:
    """All of the register that a person sees, as CSV."""
    from django.http import QueryDict

    from accounts.models import User
    from exchange.workbooks.outgoing.files import as_csv
    from exchange.workbooks.outgoing.forms import OUTGOING_FORMS

    form, person = OUTGOING_FORMS["risk_points"], User.objects.get(username=username)
    assert sum(len(block) for block in as_csv(form, form.rows(person, QueryDict("")), few=False)) > 0


def draw_board(flow_pk: int) -> None:
    from exchange.documents.board_pdfs import board_pdf
    from powers.models import Flow

    flows = Flow.objects.filter(pk=flow_pk).select_related("power_item__unit", "power_item__domain")
    assert board_pdf(flows).startswith(b"%PDF")
