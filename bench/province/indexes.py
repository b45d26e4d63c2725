"""The integrity index of the province: two published periods, and a third that is ready to be computed."""

from __future__ import annotations

from datetime import date

SCORES = """
    INSERT INTO index_surveyscore (period_id, unit_id, part_id, score, answers)
    SELECT %(period)s, u.id, p.id, round((55 + 40 * random())::numeric, 2), 1 + floor(60 * random() ^ 2)
    FROM units_unit u CROSS JOIN index_sheetpart p
    WHERE NOT u.is_area AND u.must_be_covered AND p.sheet_id = %(sheet)s AND p.source = 'survey'"""


def measure(today: date) -> None:
    """Made by the product itself, but for the survey scores."""
    from django.db import connection, transaction

    from accounts.models import User
    from ground.lifecycle.changelog import recorded
    from ground.lifecycle.roles import Role
    from oversight.index import computations
    from oversight.index.models import Period
    from oversight.index.sheets import new_sheet, parts_to_start_from
    from units.models import Unit

    province = Unit.objects.top()
    inspector = User.objects.with_role(Role.INSPECTOR).filter(grants__unit=province)[0]
    sheet = new_sheet(province, by=inspector, parts=parts_to_start_from(province), reason="试行")
    year = today.year
    for n, (first, last) in enumerate((((1, 1), (3, 31)), ((4, 1), (6, 30)), ((7, 1), (9, 30)))):
        with transaction.atomic(), recorded(inspector, action="period.create"), connection.cursor() as cursor:
            days = {"starts_on": date(year, *first), "ends_on": date(year, *last)}
            period = Period.objects.create(unit=province, sheet=sheet, name=f"第{n + 1}季度", **days)
            cursor.execute(SCORES, {"period": period.pk, "sheet": sheet.pk})
        if n < 2:
            period.perform("compute", by=inspector)
            computations.go_on(period.computations.get().pk)
            period.refresh_from_db()
            period.perform("publish", by=inspector)
