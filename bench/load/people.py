"""People of every role at work, for locust: each opens a page, thinks for five seconds, opens the next."""

from __future__ import annotations

import json
import os
from random import Random
from typing import Any

from locust import HttpUser, constant, events, task

# Signed-in sessions and where each person looks, written by bench.load.__main__ before locust starts.
with open(os.environ["BENCH_PEOPLE"]) as file:
    PEOPLE: dict[str, list[dict[str, Any]]] = json.load(file)
THINK = 5
WORDS = ("招标", "采购", "资金", "验收", "渔政", "审批", "公示", "违规操作")
_next: dict[str, int] = {}


class Person(HttpUser):
    """A person of one role, with a session and a random of their own."""

    abstract = True
    wait_time = constant(THINK)
    role = ""

    def on_start(self) -> None:
        n = _next[self.role] = _next.get(self.role, -1) + 1
        self.me = PEOPLE[self.role][n % len(PEOPLE[self.role])]
        self.random = Random(f"{self.role} {n}")
        self.client.cookies.set("sessionid", self.me["session"])

    def open(self, path: str, name: str) -> None:
        with self.client.get(path, name=name, allow_redirects=False, catch_response=True) as answer:
            if answer.status_code != 200:
                answer.failure(f"{answer.status_code} {path}")

    def one(self, what: str) -> Any:
        return self.random.choice(self.me[what]) if self.me.get(what) else None


class Liaison(Person):
    role, weight = "liaison", 9

    @task(4)
    def work(self) -> None:
        self.open("/riskpoints/work/", "work list")

    @task(3)
    def point(self) -> None:
        if pk := self.one("points"):
            self.open(f"/riskpoints/{pk}/", "risk point with its log")

    @task(2)
    def register(self) -> None:
        self.open("/riskpoints/", "register of a unit")

    @task(2)
    def form(self) -> None:
        self.open("/riskpoints/new/", "form of a risk point")

    @task(1)
    def flow(self) -> None:
        if pk := self.one("flows"):
            self.open(f"/riskpoints/flows/{pk}/", "flow drawing")


class Head(Person):
    role, weight = "head", 5

    @task(4)
    def queue(self) -> None:
        self.open("/riskpoints/queue/", "queue of a unit")

    @task(3)
    def point(self) -> None:
        if pk := self.one("points"):
            self.open(f"/riskpoints/{pk}/", "risk point with its log")

    @task(2)
    def coverage(self) -> None:
        self.open("/coverage/", "coverage of a unit")


class Inspector(Person):
    role, weight = "inspector", 9

    @task(4)
    def queue(self) -> None:
        self.open("/riskpoints/queue/", "queue of a county")

    @task(4)
    def point(self) -> None:
        if pk := self.one("points"):
            self.open(f"/riskpoints/{pk}/", "risk point with its log")

    @task(2)
    def search(self) -> None:
        self.open(f"/riskpoints/?q={self.random.choice(WORDS)}", "search in a county")

    @task(2)
    def coverage(self) -> None:
        self.open("/coverage/", "coverage of a county")

    @task(1)
    def measures(self) -> None:
        self.open("/measures/?overdue=true", "overdue measures of a county")


class Checker(Person):
    role, weight = "checker", 4

    @task(4)
    def coverage(self) -> None:
        self.open(f"/coverage/{self.one('areas')}/", "coverage of an area")

    @task(3)
    def register(self) -> None:
        grade = self.random.choice(("high", "medium", "low"))
        self.open(f"/riskpoints/?below={self.one('areas')}&grade={grade}&status=registered", "register of an area")

    @task(2)
    def search(self) -> None:
        self.open(f"/riskpoints/?q={self.random.choice(WORDS)}", "search in the province or a city")

    @task(1)
    def missing(self) -> None:
        self.open(f"/coverage/units/?below={self.one('areas')}&missing=steps_mark", "units that lack a mark")


class Public(Person):
    role, weight = "public", 3

    def on_start(self) -> None:
        super().on_start()
        self.client.cookies.clear()

    @task(3)
    def board(self) -> None:
        if pk := self.one("flows"):
            self.open(f"/boards/{pk}/", "board")

    @task(1)
    def boards(self) -> None:
        self.open("/boards/", "index of boards")


@events.quitting.add_listener
def tell(environment: Any, **_options: Any) -> None:
    """Write what was measured for bench.load.__main__."""
    stats = environment.stats
    rows = [
        {
            "name": entry.name,
            "requests": entry.num_requests,
            "failures": entry.num_failures,
            "median": entry.median_response_time,
            "p95": entry.get_response_time_percentile(0.95),
            "p99": entry.get_response_time_percentile(0.99),
        }
        for entry in [*stats.entries.values(), stats.total]
    ]
    found = {
        "rows": rows,
        "per_second": stats.total.total_rps,
        "errors": [str(error.to_dict()) for error in stats.errors.values()],
    }
    with open(os.environ["BENCH_LOAD_RESULT"], "w") as out:
        json.dump(found, out, ensure_ascii=False)
