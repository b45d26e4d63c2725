"""Integrity files of the province: declarations of every twentieth official, points of every fiftieth; by SQL."""

from __future__ import annotations

from datetime import date

DECLARATIONS = """
    INSERT INTO integrity_declaration (unit_id, official_id, aspect, relation, domain_id, area_id, text, since,
        status, declared_at, declared_by_id, return_reason, assessed_at, assessed_by_id, conclusion, assessment)
    SELECT o.unit_id, t.official_id, (%(aspects)s::text[])[1 + t.official_id %% 9],
           (%(relations)s::text[])[1 + t.official_id %% 6],
           (SELECT i.domain_id FROM powers_poweritem i WHERE i.unit_id = o.unit_id ORDER BY i.id LIMIT 1), NULL,
           '亲属从事与本单位职权相关的经营活动。', %(today)s::date - 500, s.status, %(today)s::date - 200, %(by)s, '',
           CASE WHEN s.status = 'assessed' THEN %(today)s::date - 100 END,
           CASE WHEN s.status = 'assessed' THEN %(by)s END,
           CASE WHEN s.status = 'assessed' THEN 'recusal' ELSE '' END, ''
    FROM units_postperiod t JOIN units_post o ON o.id = t.post_id
    CROSS JOIN LATERAL (SELECT CASE WHEN t.official_id %% 200 = 0 THEN 'declared' ELSE 'assessed' END) AS s(status)
    WHERE t.official_id %% 20 = 0 AND t.ended_on IS NULL"""
POINTS = """
    INSERT INTO integrity_demerit (unit_id, official_id, "on", basis, points, text, by_id, at, status, answer,
        settlement)
    SELECT o.unit_id, t.official_id, %(today)s::date - (t.official_id %% 400)::int, 'procedure',
           1 + t.official_id %% 3 * n, '审批件超过时限办结。', %(by)s, %(today)s::date, 'recorded', '', ''
    FROM units_postperiod t JOIN units_post o ON o.id = t.post_id CROSS JOIN generate_series(1, 2) AS n
    WHERE t.official_id %% 50 = 0 AND t.ended_on IS NULL"""


def keep(today: date) -> None:
    from django.db import connection, transaction

    from accounts.models import User
    from ground.lifecycle.changelog import recorded
    from ground.lifecycle.roles import Role
    from integrity.choices import Aspect, Relation
    from units.models import Unit

    by = User.objects.with_role(Role.INSPECTOR).filter(grants__unit=Unit.objects.top())[0]
    parameters = {"today": today, "by": by.pk, "aspects": Aspect.values, "relations": Relation.values}
    with transaction.atomic(), recorded(by, action="declaration.create"), connection.cursor() as cursor:
        cursor.execute(DECLARATIONS, parameters)
        cursor.execute(POINTS, parameters)
        cursor.execute("DELETE FROM warnings_touched")  # the night assesses all
        cursor.execute("ANALYZE integrity_declaration, integrity_demerit")
