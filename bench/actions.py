"""What is measured: each action asked of the running product, beside its floor."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import Any
from urllib.parse import urlencode

import psycopg

from bench import early_warning, integrity_index
from bench.floor import Floor
from bench.server import Answer, Browser, sign_in
from bench.subjects import WAITING_AT_ONCE, Subjects
from demo.builder import PASSWORD


@dataclass
class Action:
    """One thing a person does.

    ask: does it once in the product. floor: the same by hand. undo: puts back what both changed. rounds: how often it
    is done; None for as often as asked for. kind: which goal it has: page, coverage, search, write, job.
    """

    name: str
    ask: Callable[[], Answer]
    floor: Callable[[Floor], Any]
    kind: str = "page"
    rounds: int | None = None
    undo: Callable[[], None] | None = None


class Actions:
    """All actions on one province."""

    def __init__(self, connection: psycopg.Connection, subjects: Subjects) -> None:
        self.connection, self.subjects = connection, subjects
        self.browsers: dict[str, Browser] = {}
        self.made: list[int] = []
        self.fresh = count()  # makes an address new, so that no kept page answers
        self.ids: list[int] = []

    def all(self) -> list[Action]:
        return [
            *self._reading(),
            *self._register(),
            *self._searching(),
            *self._working(),
            *self._coverage(),
            *early_warning.actions(self),
            *integrity_index.actions(self),
            *self._writing(),
        ]

    def browser(self, username: str) -> Browser:
        if username not in self.browsers:
            self.browsers[username] = sign_in(username)
        return self.browsers[username]

    def get(self, username: str, path: str) -> Callable[[], Answer]:
        return lambda: self.browser(username).get(path)

    # -- reading ------------------------------------------------------------------------------

    def _reading(self) -> list[Action]:
        s = self.subjects
        return [
            Action("sign in", self._sign_in, lambda f: f.sign_in(s.checker, PASSWORD), "sign-in", rounds=8),
            Action(
                "work list of a unit",
                self.get(s.liaison, "/riskpoints/work/"),
                lambda f: f.work_list(s.liaison, s.unit.path),
            ),
            Action(
                "queue of a county",
                self.get(s.inspector, "/riskpoints/queue/"),
                lambda f: f.queue(s.inspector, s.county),
            ),
            Action(
                "queue of a city",
                self.get(s.city_inspector, "/riskpoints/queue/"),
                lambda f: f.queue(s.city_inspector, s.city),
            ),
            Action(
                "risk point with its log",
                self.get(s.checker, f"/riskpoints/{s.point}/"),
                lambda f: f.detail(s.checker, s.point),
            ),
            Action(
                "flow drawing",
                self.get(s.checker, f"/riskpoints/flows/{s.flow}/"),
                lambda f: f.flow(s.checker, s.flow, False),
            ),
            Action("board", self.get(s.checker, f"/boards/{s.flow}/"), lambda f: f.flow(s.checker, s.flow, True)),
        ]

    def _sign_in(self) -> Answer:
        answer = Browser("").post("/account/login/", {"login": self.subjects.checker, "password": PASSWORD})
        assert answer.status == 302, answer.text[:500]
        return answer

    # -- the register -------------------------------------------------------------------------

    def _register(self) -> list[Action]:
        s = self.subjects
        found = []
        for words, area, username in (
            ("the province", s.province, s.checker),
            ("a city", s.city, s.checker),
            ("a county", s.county, s.checker),
            ("a unit", s.unit, s.checker),
        ):
            below = "" if area is s.province else f"below={area.pk}"
            for filters, sql, ledger in (
                ("", "true", "true"),
                (
                    "grade=high&status=registered",
                    "r.grade = 'high' AND r.status = 'registered'",
                    "c.grade = 'high' AND c.status = 'registered'",
                ),
                (
                    f"domain={s.domain}&risk_class=process",
                    f"r.domain_id = {s.domain} AND r.risk_class = 'process'",
                    f"c.domain_id = {s.domain} AND c.risk_class = 'process'",
                ),
            ):
                query = "&".join(filter(None, (below, filters)))
                counted = "" if area is s.unit else ledger
                two = " two filters" if filters else ""
                which = {"": "", "g": " (grade, state)", "d": " (domain, class)"}[filters[:1]]
                found.append(
                    Action(
                        f"register of {words},{two}{which or ' all'}",
                        self.get(username, f"/riskpoints/?{query}"),
                        lambda f, a=area, q=sql, c=counted, u=username: f.register(u, a, q, c),
                    )
                )
                after = self._deep(area, sql)
                if after is None:
                    continue
                deep = urlencode({"cursor": b64encode(f"p={after}".encode()).decode()})
                found.append(
                    Action(
                        f"register of {words},{two}{which or ' all'}, deep page",
                        self.get(username, f"/riskpoints/?{query}&{deep}"),
                        lambda f, a=area, q=sql, c=counted, u=username, d=after: f.register(u, a, q, c, d),
                    )
                )
        return found

    def _deep(self, area: Any, where: str) -> int | None:
        """The id in the middle of a list; None where the list is short and paged by number."""
        from ground.pages.paging import MANY

        row = self.connection.execute(
            f"""SELECT count(*), percentile_disc(0.5) WITHIN GROUP (ORDER BY id) FROM riskpoints_riskpoint r
                WHERE path LIKE '{area.path}%' AND status NOT IN ('applied', 'discarded') AND {where}"""
        ).fetchone()
        assert row
        return row[1] if row[0] > MANY else None

    def _searching(self) -> list[Action]:
        s = self.subjects
        return [
            Action(
                f"search {words} in {place}: {word}",
                self.get(s.checker, f"/riskpoints/?{urlencode({'q': word})}{below}"),
                lambda f, a=area, w=word: f.search(s.checker, a, w),
                "search",
            )
            for words, word, place, area, below in (
                ("a word of two characters", "招标", "the province", s.province, ""),
                ("a rare word", "渔政", "the province", s.province, ""),
                ("a word that is nowhere", "无此", "the province", s.province, ""),
                ("a word that is everywhere", "环节", "the province", s.province, ""),
                ("a word of two characters", "招标", "a county", s.county, f"&below={s.county.pk}"),
            )
        ]

    # -- what people have at hand all day ------------------------------------------------------

    def _working(self) -> list[Action]:
        s = self.subjects
        return [
            Action(
                "what waits for a liaison",
                self.get(s.liaison, "/desk/"),
                lambda f: f.desk_of_liaison(s.liaison, s.unit.path),
            ),
            Action(
                "what waits for an inspector",
                self.get(s.city_inspector, "/desk/"),
                lambda f: f.desk_of_inspector(s.city_inspector, s.city),
            ),
            Action(
                "what waits for the checker",
                self.get(s.checker, "/desk/"),
                lambda f: f.desk_of_checker(s.checker, s.province),
            ),
            Action(
                "search of everything: 招标",
                self.get(s.checker, f"/search/?{urlencode({'q': '招标'})}"),
                lambda f: f.everything(s.checker, "招标"),
                "search",
            ),
            Action(
                "API, 50 risk points",
                self.get(s.checker, "/api/v1/risk-points/"),
                lambda f: f.api(s.checker),
                "api",
            ),
            Action(
                "what stands around a risk point",
                self.get(s.checker, f"/riskpoints/{s.point}/around/"),
                lambda f: f.around(s.checker, s.point),
            ),
            Action(
                "public index of boards: 招标",
                lambda: Browser("").get(f"/boards/?{urlencode({'q': '招标', 'n': next(self.fresh)})}"),
                lambda f: f.boards("招标"),
                "search",
            ),
        ]

    # -- coverage -----------------------------------------------------------------------------

    def _coverage(self) -> list[Action]:
        s = self.subjects
        found = [
            Action(
                f"coverage of {words}",
                self.get(s.checker, f"/coverage/{area.pk}/"),
                lambda f, a=area: f.coverage(s.checker, a),
                "coverage",
            )
            for words, area in (("the province", s.province), ("a city", s.city), ("a county", s.county))
        ]
        return [
            *found,
            Action(
                "coverage of a unit",
                self.get(s.checker, f"/coverage/{s.unit.pk}/"),
                lambda f: f.coverage_of_unit(s.checker, s.unit),
                "coverage",
            ),
            Action("heat table of the province", self._heat, lambda f: f.heat(s.province), "part"),
            Action("recount of the province", self._recount, lambda f: f.recount(), "job", rounds=1),
        ]

    def _heat(self) -> Answer:
        """The part of the coverage page alone, as the product computes it."""
        from oversight.coverage.area_figures import heat
        from units.models import Unit

        area = Unit.objects.get(pk=self.subjects.province.pk)
        return timed(lambda: heat(area))

    def _recount(self) -> Answer:
        from oversight.coverage.area_figures import recount

        def work() -> None:
            result = recount()
            assert result.is_clean, result

        return timed(work)

    # -- writing ------------------------------------------------------------------------------

    def _writing(self) -> list[Action]:
        s = self.subjects
        return [
            Action(
                "create a risk point",
                self._create,
                lambda f: self.made.append(f.create(s.liaison, s.unit)),
                "write",
                undo=self._discard,
            ),
            Action(
                "endorse a risk point",
                self._endorse,
                lambda f: f.move(s.head, [self._filed(f.connection)], "filed", "endorsed", "endorsed"),
                "write",
                undo=lambda: self._back("filed", "endorsed"),
            ),
            Action(
                f"register {WAITING_AT_ONCE} at once",
                self._register_many,
                lambda f: f.move(s.city_inspector, self._endorsed(), "endorsed", "registered", "registered"),
                "many",
                rounds=5,
                undo=lambda: self._back("endorsed", "registered"),
            ),
            Action("move a county", self._relocate, lambda f: f.relocate(s.county), "many", rounds=1),
        ]

    def _create(self) -> Answer:
        form = {
            "name": "度量用风险点",
            "manifestation": "度量时录入的表现形式。",
            "risk_class": "process",
            "found_by": "self",
            "likelihood": 2,
            "harm": 3,
            "importance": 3,
            "frequency": 3,
            "grade": "",
            "grade_reason": "",
        }
        answer = self.browser(self.subjects.liaison).post(f"/riskpoints/new/?unit={self.subjects.unit.pk}", form)
        assert answer.status == 302, answer.text[:3000]
        self.made.append(int(answer.location.strip("/").rsplit("/", 1)[-1]))
        return answer

    def _discard(self) -> None:
        self.connection.execute(
            "UPDATE riskpoints_riskpoint SET status = 'discarded' WHERE id = ANY (%s)", [self.made]
        )
        self.made = []

    def _filed(self, connection: psycopg.Connection) -> int:
        row = connection.execute(
            """SELECT id FROM riskpoints_riskpoint WHERE unit_id = %s AND status = 'filed' AND revises_id IS NULL
               ORDER BY id LIMIT 1""",
            [self.subjects.unit.pk],
        ).fetchone()
        assert row, "the unit has nothing that waits to be endorsed"
        self.ids = [row[0]]
        return row[0]

    def _endorse(self) -> Answer:
        pk = self._filed(self.connection)
        answer = self.browser(self.subjects.head).post(f"/riskpoints/{pk}/to/endorse/", {"reason": ""})
        assert answer.status == 302, answer.text[:500]
        return answer

    def _endorsed(self) -> list[int]:
        rows = self.connection.execute(
            """SELECT id FROM riskpoints_riskpoint WHERE path LIKE %s AND status = 'endorsed' AND revises_id IS NULL
               ORDER BY filed_at, id LIMIT %s""",
            [f"{self.subjects.city.path}%", WAITING_AT_ONCE],
        ).fetchall()
        self.ids = [pk for (pk,) in rows]
        return self.ids

    def _register_many(self) -> Answer:
        ids = self._endorsed()
        form = {"verb": "register", "reason": "", "point": ids}
        answer = self.browser(self.subjects.city_inspector).post("/riskpoints/queue/", form)
        assert answer.status == 302, answer.text[:500]
        done = self.connection.execute(
            "SELECT count(*) FROM riskpoints_riskpoint WHERE id = ANY (%s) AND status = 'registered'", [ids]
        ).fetchone()
        assert done == (len(ids),), f"{done} of {len(ids)} were registered"
        return answer

    def _relocate(self) -> Answer:
        """Put a county under another city, and back by rolling back."""
        from django.db import transaction

        from accounts.models import User
        from oversight.reorganisations.changes import carry_out
        from oversight.reorganisations.models import Kind
        from units.models import Unit

        county, administrator = Unit.objects.get(pk=self.subjects.county.pk), User.objects.get(username="guanli")
        cities = Unit.objects.filter(is_area=True, level="city").exclude(pk=self.subjects.city.pk)

        def work() -> None:
            with transaction.atomic():
                carry_out(Kind.MOVE, county, cities[0], by=administrator, reason="bench")
                transaction.set_rollback(True)

        return timed(work)

    def _back(self, old: str, stamp: str) -> None:
        """Undo a step of the measurement, with the triggers at work, and count the units anew."""
        with self.connection.transaction():
            self.connection.execute(
                f"""UPDATE riskpoints_riskpoint SET status = '{old}', {stamp}_at = NULL, {stamp}_by_id = NULL
                    WHERE id = ANY (%s)""",
                [self.ids],
            )
            self.connection.execute(
                """SELECT coverage_recount(array_agg(DISTINCT unit_id)) FROM riskpoints_riskpoint
                   WHERE id = ANY (%s)""",
                [self.ids],
            )
            # The floor wrote its sums by hand; they are put right by counting.
            self.connection.execute("SELECT area_coverage_mend(), area_coverage_fold(), point_counts_fold()")


def timed(work: Callable[[], Any]) -> Answer:
    """An answer for work done in this process instead of the server, with its SQL."""
    from time import perf_counter

    from ground.pages.timing import sql_timed

    started = perf_counter()
    with sql_timed() as spent:
        work()
    total = (perf_counter() - started) * 1000
    return Answer(200, "", "", total, sum(spent) * 1000, len(spent))
