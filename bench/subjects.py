"""Who and what is measured: people, areas, units and rows of the loaded province, found by SQL, always the same."""

from __future__ import annotations

from dataclasses import dataclass

import psycopg

CITY, COUNTY = "331000", "331003"
WAITING_AT_ONCE = 500


@dataclass(frozen=True)
class Area:
    """A node of the tree: its id and path, and of a unit its name."""

    pk: int
    path: str
    name: str = ""


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

        city, wanted = area(f"Q{CITY}"), area(f"Q{COUNTY}")
        # The unit of the county with the most filings, so that its lists have something to show; in a province so
        # small that nothing waits there, one of another county of the city.
        row = connection.execute(
            """SELECT u.id, u.path, u.code, c.id, c.path, c.code
               FROM units_unit u JOIN units_unit c ON c.path = left(u.path, 12) AND c.is_area
               JOIN riskpoints_riskpoint r ON r.unit_id = u.id
               WHERE u.path LIKE %s AND NOT u.is_area GROUP BY u.id, c.id
               HAVING count(*) FILTER (WHERE r.status = 'filed' AND r.revises_id IS NULL) > 0
               ORDER BY c.id = %s DESC, count(*) FILTER (WHERE r.status = 'filed') DESC, u.id LIMIT 1""",
            [f"{city.path}%", wanted.pk],
        ).fetchone()
        assert row, "nothing waits in any unit of the city"
        named = connection.execute("SELECT name FROM units_unit WHERE id = %s", row[:1]).fetchone()
        assert named
        unit, code, county, county_code = Area(*row[:2], *named), row[2], Area(*row[3:5]), row[5].removeprefix("Q")
        point = connection.execute(
            """SELECT r.id FROM riskpoints_riskpoint r JOIN riskpoints_riskpointevent e ON e.pgh_obj_id = r.id
               WHERE r.path LIKE %s AND r.status = 'registered' AND r.step_id IS NOT NULL
               GROUP BY r.id ORDER BY r.path LIKE %s DESC, count(*) DESC, r.id LIMIT 1""",
            [f"{city.path}%", f"{county.path}%"],
        ).fetchone()
        flow = connection.execute(
            """SELECT f.id FROM powers_flow f JOIN powers_poweritem p ON p.id = f.power_item_id
               JOIN units_unit u ON u.id = p.unit_id JOIN powers_step s ON s.flow_id = f.id
               WHERE u.path LIKE %s AND f.status = 'published' GROUP BY f.id, u.path
               ORDER BY u.path LIKE %s DESC, count(*) DESC, f.id LIMIT 1""",
            [f"{city.path}%", f"{county.path}%"],
        ).fetchone()
        domain = connection.execute("SELECT id FROM powers_domain WHERE code = 'bidding'").fetchone()
        assert point and flow and domain, (point, flow, domain)
        return cls(
            province=area("Q330000"),
            city=city,
            county=county,
            unit=unit,
            checker="jiancha",
            inspector=f"jijian-{county_code}",
            city_inspector=f"jijian-{CITY}",
            liaison=f"lianluo-{code}",
            head=f"fuzeren-{code}",
            domain=domain[0],
            point=point[0],
            flow=flow[0],
        )
