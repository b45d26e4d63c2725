"""Coverage at every level, the heat table as a part, and the recount of all."""

from __future__ import annotations

from typing import Any

from bench.actions.action import Action, timed
from bench.floor import Floor, keys
from bench.inside import heat, recount
from bench.proofs import done, page
from bench.visitors import Visitors
from oversight.coverage.situation_views import UNITS


def actions(of: Visitors) -> list[Action]:
    s = of.subjects
    return [
        *(
            Action(
                f"coverage of {words}",
                of.get(s.checker, f"/coverage/{area.pk}/"),
                lambda f, a=area: _coverage(f, s.checker, a),
                page("态势", "/units/{}/" if area is s.county else "/coverage/{}/"),
                "coverage",
            )
            for words, area in (("the province", s.province), ("a city", s.city), ("a county", s.county))
        ),
        Action(
            "page of a unit",
            of.get(s.checker, f"/units/{s.unit.pk}/"),
            lambda f: _page_of_unit(f, s.checker, s.unit),
            page(s.unit.name),
            "coverage",
        ),
        Action(
            "heat table of the province",
            lambda: timed(heat(s.province.pk)),
            lambda f: _heat(f, s.province),
            done,
            "part",
        ),
        Action("recount of the province", lambda: timed(recount), _recount, done, "job"),
    ]


def _coverage(f: Floor, username: str, area: Any) -> list[int]:
    """Sums of the area and its parts, what lies below it, its open warnings, the heat table and the trend."""
    f.who(username)
    f.all(f"SELECT * FROM units_unit WHERE path IN ({_above(area.path)}) OR id = {area.pk}")
    f.all(
        f"""SELECT left(b.path, {len(area.path) + 4}), sum(c.units), sum(c.covered), sum(c.powers_mark),
                sum(c.flows_mark), sum(c.steps_mark), sum(c.points_mark), sum(c.published_mark), sum(c.base_mark),
                sum(c.sum_powers), sum(c.sum_steps), sum(c.sum_steps_assessed), sum(c.sum_points),
                sum(c.sum_points_held), sum(c.sum_high), sum(c.sum_high_held), sum(c.sum_measures), sum(c.sum_rules)
            FROM dashboards_areacoverage c JOIN units_unit b ON b.id = c.area_id
            WHERE b.path LIKE '{area.path}%%' AND b.is_area GROUP BY 1"""
    )
    areas = f"""SELECT id, path, name FROM units_unit WHERE is_area AND path LIKE '{area.path}%%'
            AND length(path) = {len(area.path) + 4} ORDER BY path"""
    units = f"""SELECT c.unit_id, c.*, u.name FROM dashboards_unitcoverage c JOIN units_unit u ON u.id = c.unit_id
            WHERE c.area_id = {area.pk} AND c.to_cover AND NOT c.covered ORDER BY u.path LIMIT {UNITS}"""
    rows = f.all(areas) or f.all(units)
    f.all(
        f"""SELECT left(path, {len(area.path) + 4}), count(*), count(*) FILTER (WHERE due_on < current_date)
            FROM warnings_warning WHERE issued_at IS NOT NULL AND official_id IS NULL AND path LIKE '{area.path}%%'
              AND status IN ('issued', 'acknowledged', 'escalated', 'answered', 'verified') GROUP BY 1"""
    )
    _heat(f, area)
    f.all("SELECT sum(measures) FROM dashboards_measuresdue WHERE area_id = %s AND due_on < current_date", area.pk)
    f.all("SELECT * FROM dashboards_coveragesnapshot WHERE area_id = %s ORDER BY day DESC LIMIT 400", area.pk)
    return keys(rows)


def _heat(f: Floor, area: Any) -> None:
    f.all(
        """SELECT risk_class, grade, sum(points) FROM riskpoints_pointcount
           WHERE area_id = %s AND status = 'registered' GROUP BY 1, 2""",
        area.pk,
    )


def _page_of_unit(f: Floor, username: str, unit: Any) -> None:
    """The marks, what the tabs count, the spread of the points by power and by post, and what comes next."""
    f.who(username)
    f.all(f"SELECT * FROM units_unit WHERE path IN ({_above(unit.path)}) OR id = {unit.pk}")
    f.all("SELECT * FROM dashboards_unitcoverage WHERE unit_id = %s", unit.pk)
    f.all("SELECT * FROM powers_poweritem WHERE unit_id = %s", unit.pk)
    f.all("SELECT * FROM units_post WHERE unit_id = %s", unit.pk)
    f.all("SELECT count(*) FROM measures_rule WHERE unit_id = %s AND status = 'in_force'", unit.pk)
    f.all("SELECT * FROM measures_measure WHERE unit_id = %s ORDER BY in_force_at DESC LIMIT 6", unit.pk)
    f.all("SELECT * FROM riskpoints_riskpoint WHERE unit_id = %s ORDER BY registered_at DESC LIMIT 6", unit.pk)
    f.all("SELECT * FROM warnings_warning WHERE unit_id = %s ORDER BY issued_at DESC LIMIT 6", unit.pk)
    f.all(
        """SELECT s.flow_id, coalesce(p.post_id, s.handler_id), p.grade, count(*)
           FROM riskpoints_riskpoint p LEFT JOIN powers_step s ON s.id = p.step_id
           WHERE p.unit_id = %s AND p.status = 'registered' GROUP BY 1, 2, 3""",
        unit.pk,
    )


def _above(path: str) -> str:
    return ", ".join(f"'{path[:n]}'" for n in range(4, len(path) + 1, 4))


def _recount(f: Floor) -> None:
    """Every figure of every unit from one pass over the rows, compared with what is stored."""
    f.all(
        """WITH flow AS (
               SELECT DISTINCT ON (f.power_item_id) f.id, f.power_item_id, f.status FROM powers_flow f
               WHERE f.status IN ('confirmed', 'published') ORDER BY f.power_item_id, f.version DESC
           ), item AS (
               SELECT p.unit_id, p.status, p.is_public, flow.id AS flow, flow.status AS flow_status
               FROM powers_poweritem p LEFT JOIN flow ON flow.power_item_id = p.id WHERE p.status <> 'abolished'
           ), power AS (
               SELECT unit_id, count(*) AS powers, count(*) FILTER (WHERE status = 'confirmed') AS confirmed,
                      count(flow) AS with_flow, count(flow) FILTER (WHERE is_public) AS publishable,
                      count(flow) FILTER (WHERE is_public AND flow_status = 'published') AS published
               FROM item GROUP BY unit_id
           ), assessed AS (
               SELECT s.lineage FROM riskpoints_riskpoint r JOIN powers_step s ON s.id = r.step_id
               WHERE r.status = 'registered' AND r.revises_id IS NULL
               UNION
               SELECT s.lineage FROM riskpoints_noriskfinding n JOIN powers_step s ON s.id = n.step_id
               WHERE n.status = 'signed'
           ), step AS (
               SELECT item.unit_id, count(*) AS steps, count(a.lineage) AS assessed
               FROM item JOIN powers_step s ON s.flow_id = item.flow LEFT JOIN assessed a ON a.lineage = s.lineage
               GROUP BY item.unit_id
           ), held AS (
               SELECT DISTINCT l.point_id
               FROM measures_measurelink l JOIN measures_measure m ON m.id = l.measure_id
               WHERE m.status = 'in_force' OR (m.status = 'verified' AND m.effective)
           ), point AS (
               SELECT r.unit_id, count(*) AS points, count(h.point_id) AS held,
                      count(*) FILTER (WHERE r.grade = 'high') AS high,
                      count(h.point_id) FILTER (WHERE r.grade = 'high') AS high_held
               FROM riskpoints_riskpoint r LEFT JOIN held h ON h.point_id = r.id
               WHERE r.status = 'registered' AND r.revises_id IS NULL GROUP BY r.unit_id
           ), measure AS (
               SELECT unit_id, count(*) AS n FROM measures_measure WHERE status <> 'ended' GROUP BY unit_id
           ), rule AS (
               SELECT unit_id, count(*) AS n FROM measures_rule WHERE status = 'in_force' GROUP BY unit_id
           )
           SELECT c.unit_id FROM dashboards_unitcoverage c JOIN units_unit u ON u.id = c.unit_id
           LEFT JOIN power USING (unit_id) LEFT JOIN step USING (unit_id) LEFT JOIN point USING (unit_id)
           LEFT JOIN measure USING (unit_id) LEFT JOIN rule USING (unit_id)
           WHERE (c.powers, c.powers_confirmed, c.powers_with_flow, c.publishable, c.published, c.steps,
                  c.steps_assessed, c.points, c.points_held, c.high, c.high_held, c.measures, c.rules, c.has_contact)
              IS DISTINCT FROM
                 (coalesce(power.powers, 0), coalesce(power.confirmed, 0), coalesce(power.with_flow, 0),
                  coalesce(power.publishable, 0), coalesce(power.published, 0), coalesce(step.steps, 0),
                  coalesce(step.assessed, 0), coalesce(point.points, 0), coalesce(point.held, 0),
                  coalesce(point.high, 0), coalesce(point.high_held, 0),
                  coalesce(measure.n, 0), coalesce(rule.n, 0), u.warning_contact_id IS NOT NULL)"""
    )
