"""What the makers of rows share: the day, chance, the next ids, and lines as COPY reads them."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone
from random import Random
from typing import Any
from uuid import UUID

from bench.province.plan import Plan
from bench.province.words import Words

Row = tuple[str, str]  # table, line of COPY
CHINA = timezone(timedelta(hours=8))

COLUMNS = {
    "units_unit": (
        "id path depth numchild code name kind level industry credit_code is_area must_be_covered status division_id "
        "warning_contact_id"
    ),
    "units_post": "id department name discretion is_main_leader is_abolished unit_id",
    "units_official": "id name staff_number",
    "units_postperiod": "id started_on ended_on official_id post_id",
    "accounts_user": (
        "id password username name email must_change_password is_active date_joined official_id wants_digest "
        "generation"
    ),
    "accounts_rolegrant": "id role valid_from reason granted_by_id unit_id user_id",
    "powers_poweritem": (
        "id code name kind legal_basis is_public status confirmed_at confirmed_by_id domain_id exercising_post_id "
        "unit_id"
    ),
    "powers_flow": "id version status confirmed_at published_at confirmed_by_id published_by_id power_item_id",
    "powers_step": "id lineage number name time_limit is_end is_key flow_id handler_id monitor_id",
    "powers_way": "id kind condition source_id target_id",
    "riskpoints_riskpoint": (
        "id risk_class name manifestation found_by likelihood harm importance frequency three_majors computed_grade "
        "grading_rule grade grade_reason residual_grade review_on status revision created_at filed_at endorsed_at "
        "registered_at returned_at return_reason created_by_id endorsed_by_id filed_by_id post_id registered_by_id "
        "returned_by_id revises_id step_id unit_id domain_id industry path act_by"
    ),
    "riskpoints_noriskfinding": "id note signed_at status signed_by_id step_id",
    "measures_rule": "id number title issuer enacted_on status file file_name domain_id unit_id",
    "measures_measure": (
        "id text method due_on status in_force_at effective verification verified_at residual_grade "
        "accountable_post_id in_force_by_id responsible_post_id unit_id verified_by_id path"
    ),
    "measures_measurelink": "id measure_id point_id",
    "measures_measurerule": "id measure_id rule_id",
    "warnings_signal": (
        "id source reference occurred_on received_at unit_named domain_id text secrecy is_anonymous status "
        "taken_by_id taken_at handler_id concluded_by_id concluded_at finding conclusion feedback sender receipt "
        "path unit_id"
    ),
    "warnings_warning": (
        "id level text handling grounds rule fingerprint status due_on proposed_by_id proposed_at issued_by_id "
        "issued_at acknowledged_by_id acknowledged_at answered_by_id answered_at verified_by_id verified_at "
        "closed_by_id closed_at withdrawn_by_id withdrawn_at escalations escalated_at answer signed_by_id signed_at "
        "verification withdrawal path unit_id keeper_id"
    ),
    "warnings_warningsignal": "id warning_id signal_id",
    "pghistory_context": "id created_at updated_at metadata",
}


def context_id(unit: int, action: str) -> UUID:
    """The id of the log's context of an action in a unit; log.py computes the same in SQL."""
    return UUID(hashlib.md5(f"{unit}:{action}".encode()).hexdigest())


def _cell(value: Any) -> str:
    if value is None:
        return "\\N"
    if value is True:
        return "t"
    return "f" if value is False else str(value)


class Maker:
    """The state of the making; the same day, seed and plans give the same rows."""

    def __init__(self, areas: dict[str, int], domains: dict[str, int], password: str, today: date, seed: int) -> None:
        """areas: unit id by division code. domains: id by code. password: as it is stored."""
        self.areas, self.domains, self.codes = areas, domains, list(domains)
        self.password, self.today = password, today
        self.random = Random(seed)
        self.words = Words(self.random)
        self.morning = datetime(today.year, today.month, today.day, 9, tzinfo=CHINA)
        self.next: dict[str, int] = defaultdict(lambda: 1)
        self.administrator = 0
        self.inspectors: dict[str, int] = {}

    def take(self, table: str) -> int:
        """The next id of a table."""
        pk = self.next[table]
        self.next[table] = pk + 1
        return pk

    def ago(self, days: float) -> datetime:
        return self.morning - timedelta(days=days)

    def thing(self) -> str:
        """What some power of any domain is about."""
        return self.words.object_of(self.random.choice(self.codes))

    def context(self, unit: int, action: str, user: int | None, reason: str, name: str) -> Row:
        """The log's context of an action in a unit: who, why, and the action's name."""
        metadata = json.dumps({"user": user, "reason": reason, "action": name}, ensure_ascii=False)
        return row("pghistory_context", context_id(unit, action), self.ago(0), self.ago(0), metadata)


def row(table: str, *values: Any) -> Row:
    """A row, its values in the order of COLUMNS."""
    return table, "\t".join([v if type(v) is str else _cell(v) for v in values]) + "\n"


def batches(maker: Maker, plans: list[Plan], size: int = 150) -> Iterator[tuple[int, dict[str, list[str]]]]:
    """(units done, lines by table) for batches of `size` units, in an order that mixes the areas."""
    from bench.province import alarms, people, points, powers

    order = list(plans)
    maker.random.shuffle(order)
    batch: dict[str, list[str]] = defaultdict(list)
    for table, line in people.of_areas(maker):
        batch[table].append(line)
    for n, plan in enumerate(order, 1):
        for table, line in people.of_unit(maker, plan):
            batch[table].append(line)
        if plan.stage != "none":
            for module in (powers, points, alarms):
                for table, line in module.of_unit(maker, plan):
                    batch[table].append(line)
        if n % size == 0 or n == len(order):
            yield n, batch
            batch = defaultdict(list)
