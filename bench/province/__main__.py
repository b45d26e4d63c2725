"""make province SCALE=1: the whole province of the report, in a database of its own.

Everything is made in a database that takes its name only when it is complete, so that a run that was ended
half-way leaves nothing that looks like a province.
"""

from __future__ import annotations

import argparse
import sys
import time
from datetime import date
from queue import Queue
from random import Random
from threading import Thread
from typing import Any

import psycopg
from tqdm import tqdm

from bench import database
from bench.province import files, indexes
from riskcontrol import databases

SEED = 2011
LEDGERS = ("dashboards_unitcoverage", "dashboards_areacoverage", "dashboards_measuresdue", "riskpoints_pointcount")


def main() -> None:
    parser = argparse.ArgumentParser(prog="make province", description=__doc__)
    parser.add_argument("scale", type=float, nargs="?", default=1.0, help="0.01 to 10; 1 is the size of the report")
    parser.add_argument("--day", type=date.fromisoformat, default=date.today(), help="the day it is made for")
    options = parser.parse_args()
    if not 0.005 <= options.scale <= 30:
        parser.error("the scale lies between 0.005 and 30")
    started = time.monotonic()
    name = database.name_of(options.scale)
    building = f"{name}_building"
    databases.copy(databases.empty(), building)
    database.use(building)
    import django
    from django.db import connections

    django.setup()
    Loader(building, options.scale, options.day).run()
    files.keep(options.day)
    indexes.measure(options.day)
    connections.close_all()
    databases.rename(building, name)
    print(f"The province at scale {options.scale:g} is in the database {name} ({time.monotonic() - started:.0f} s).")


class Loader:
    """Loads one province; `run` shows where it is."""

    def __init__(self, name: str, scale: float, today: date) -> None:
        self.name, self.scale, self.today = name, scale, today
        self.started = time.monotonic()

    def connect(self) -> psycopg.Connection:
        return psycopg.connect(databases.conninfo(self.name), autocommit=True)

    def run(self) -> None:
        from django.contrib.auth.hashers import make_password

        from bench.province import log, schema
        from bench.province.maker import Maker
        from bench.province.plan import plan_units
        from demo.builder import PASSWORD
        from powers.models import Domain
        from units.areas import make_areas

        with self.step("areas", 1):
            areas = make_areas()
        described = [(a.pk, a.path, code, a.name, a.level) for code, a in areas.items()]
        plans = plan_units(described, self.scale, Random(SEED))
        domains = {d.code: d.pk for d in Domain.objects.all()}
        ids = {code: area.pk for code, area in areas.items()}
        maker = Maker(ids, domains, make_password(PASSWORD), self.today, SEED)
        with self.connect() as connection:
            taken = schema.take_down(connection)
            # Triggers rest: the rows come as they would leave them, and the log is written below.
            connection.execute("SET session_replication_role = replica")
            connection.execute("SET synchronous_commit = off")
            self._copy(connection, maker, plans)
            self._children(connection)
            with self.step("change log", len(log.ENTRIES)) as bar:
                log.write(connection, lambda table: self._told(bar, f"change log: {table}"))
            self._sequences(connection)
        with self.step("indexes and keys", schema.count(taken)) as bar:
            schema.put_back(taken, self.connect, bar.update)
        with self.step("statistics", 1), self.connect() as connection:
            connection.execute("VACUUM (ANALYZE, PARALLEL 2)")
        self._coverage()

    def step(self, words: str, total: int) -> tqdm:
        if not sys.stderr.isatty():
            print(f"{time.monotonic() - self.started:6.0f} s  {words}", flush=True)
        return tqdm(total=total, desc=f"{words:34}", bar_format="  {desc} {percentage:3.0f}% {elapsed}", disable=None)

    @staticmethod
    def _told(bar: tqdm, words: str) -> None:
        bar.set_description_str(f"{words:34}")
        bar.update(1)

    def _copy(self, connection: psycopg.Connection, maker: Any, plans: list[Any]) -> None:
        """Rows are made here while another thread hands the batch before to PostgreSQL: both cores work."""
        from bench.province.maker import COLUMNS, batches

        waiting: Queue[dict[str, list[str]] | None] = Queue(maxsize=4)
        failed: list[BaseException] = []

        def write() -> None:
            while (batch := waiting.get()) is not None:
                if failed:
                    continue
                try:
                    for table, lines in batch.items():
                        columns = ", ".join(COLUMNS[table].split())
                        with connection.cursor().copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                            copy.write("".join(lines))
                except BaseException as error:
                    failed.append(error)

        writer = Thread(target=write)
        writer.start()
        try:
            with self.step("rows", len(plans)) as bar:
                for done, batch in batches(maker, plans):
                    waiting.put(batch)
                    bar.update(done - bar.n)
                    if failed:
                        break
        finally:  # also where a row could not be made, or the writer would wait for ever
            waiting.put(None)
            writer.join()
        if failed:
            raise failed[0]

    def _children(self, connection: psycopg.Connection) -> None:
        connection.execute(
            "UPDATE units_unit a SET numchild = (SELECT count(*) FROM units_unit u WHERE u.depth = a.depth + 1 AND "
            "left(u.path, length(a.path)) = a.path) WHERE a.is_area"
        )

    def _sequences(self, connection: psycopg.Connection) -> None:
        """Let every identity column go on after the rows that were loaded with their ids."""
        from bench.province.maker import COLUMNS

        for table in COLUMNS:
            if table != "pghistory_context":
                connection.execute(
                    f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))"
                )

    def _coverage(self) -> None:
        from demo.history import draw_trend
        from oversight.coverage import area_figures
        from units.models import Unit

        with self.step("coverage and trend", Unit.objects.count()) as bar:
            area_figures.recount(lambda done, total: bar.update(done - bar.n))
            draw_trend()
        with self.connect() as connection:
            connection.execute(f"VACUUM (ANALYZE) {', '.join(LEDGERS)}")


if __name__ == "__main__":
    main()
