"""Who and what is measured: people, areas, units and rows of the loaded province, found by SQL, always the same."""

from __future__ import annotations

from dataclasses import dataclass

import psycopg

CITY, COUNTY = "331000", "331003"
WAITING_AT_ONCE = 500


@dataclass(frozen=True)
class Area:
    """A node of the tree: its id and path."""

    pk: int
    path: str


@dataclass(frozen=True)
class Subjects:
    province: Area
    city: Area
    county: Area
    unit: Area
    checker: str
    inspector: str
    city_inspector: str
    liaison: str
    head: str
    domain: int
    point: int
    flow: int

    @classmethod
    def of(cls, connection: psycopg.Connection) -> Subjects:
        def area(code: str) -> Area:
            found = connection.execute("SELECT id, path FROM units_unit WHERE code = %s", [code]).fetchone()
            assert found, code
            return Area(*found)

        county = area(f"Q{COUNTY}")
        # The unit of the county with the most drafts and filings, so that its lists have something to show.
        row = connection.execute(
            """SELECT u.id, u.path, u.code FROM units_unit u JOIN riskpoints_riskpoint r ON r.unit_id = u.id
               WHERE u.path LIKE %s AND NOT u.is_area GROUP BY u.id
               ORDER BY count(*) FILTER (WHERE r.status = 'filed') DESC, u.id LIMIT 1""",
            [f"{county.path}%"],
        ).fetchone()
        assert row, "the county has no unit with risk points"
        unit, code = Area(row[0], row[1]), row[2]
        point = connection.execute(
            """SELECT r.id FROM riskpoints_riskpoint r JOIN riskpoints_riskpointevent e ON e.pgh_obj_id = r.id
               WHERE r.path LIKE %s AND r.status = 'registered' AND r.step_id IS NOT NULL
               GROUP BY r.id ORDER BY count(*) DESC, r.id LIMIT 1""",
            [f"{county.path}%"],
        ).fetchone()
        flow = connection.execute(
            """SELECT f.id FROM powers_flow f JOIN powers_poweritem p ON p.id = f.power_item_id
               JOIN units_unit u ON u.id = p.unit_id JOIN powers_step s ON s.flow_id = f.id
               WHERE u.path LIKE %s AND f.status = 'published' GROUP BY f.id ORDER BY count(*) DESC, f.id LIMIT 1""",
            [f"{county.path}%"],
        ).fetchone()
        domain = connection.execute("SELECT id FROM powers_domain WHERE code = 'bidding'").fetchone()
        assert point and flow and domain
        return cls(
            province=area("Q330000"),
            city=area(f"Q{CITY}"),
            county=county,
            unit=unit,
            checker="jiancha",
            inspector=f"jijian-{COUNTY}",
            city_inspector=f"jijian-{CITY}",
            liaison=f"lianluo-{code}",
            head=f"fuzeren-{code}",
            domain=domain[0],
            point=point[0],
            flow=flow[0],
        )
