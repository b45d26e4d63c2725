"""manage.py serve: the whole register in one command, ended by Ctrl-C."""

import ctypes
import errno
import fcntl
import ipaddress
import os
import signal
import socket
import subprocess
import sys
import time
from collections import deque
from typing import Any

import psycopg
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from redis import Redis, RedisError

from riskcontrol import embedded, static_files
from riskcontrol.database_roles import grant
from riskcontrol.databases import libpq_address
from riskcontrol.embedded.postgres import SERVING_USER
from riskcontrol.environment import BASE, env

PORTS_TRIED = 50
LAST_PORT = 65535
WEB_WORKERS, WEB_THREADS = env.int("WEB_WORKERS", 2), env.int("WEB_THREADS", 4)
WORKER_PROCESSES = env.int("WORKER_PROCESSES", 1)
STOP_SECONDS = 15
CONNECT_SECONDS = 10
MOST_RESTARTS, WITHIN_SECONDS = 5, 300
LOOK_SECONDS = 5  # between two looks at the embedded servers


def _end_with_parent() -> None:
    """In a child, before it starts: ask Linux to end it should this process be killed."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)


def _end_at_once(number: int, frame: object) -> None:
    """Before the register is open there is nothing to end in order; the servers are let go of at the exit."""
    raise SystemExit(128 + number)


def _is_own(host: str) -> bool:
    """Whether only this machine reaches what listens there."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _answer(database: str, redis: str) -> None:
    """Raise CommandError where the servers, which may be the user's own, do not answer."""
    try:
        psycopg.connect(libpq_address(database), connect_timeout=CONNECT_SECONDS).close()
    except (psycopg.ProgrammingError, ValueError):
        pass  # options that only Django knows
    except psycopg.OperationalError as error:
        raise CommandError(
            f"The database of DATABASE_URL cannot be reached: {error}\n"
            "Start its server, or make the database with “manage.py create_database”; without DATABASE_URL the"
            " register starts a server of its own."
        ) from error
    try:
        with Redis.from_url(redis, socket_connect_timeout=CONNECT_SECONDS) as client:
            client.ping()
    except (RedisError, ValueError) as error:
        raise CommandError(
            f"The server of REDIS_URL cannot be reached: {error}\n"
            "Start it, or leave REDIS_URL out: the register then starts a server of its own."
        ) from error


def _as_who_serves(database: str) -> str:
    """The address for web and worker, whose role on the embedded server can neither empty nor alter what is there."""
    serving = embedded.serving_url(database, settings.VAR)
    if serving != database:
        with psycopg.connect(libpq_address(database)) as connection:
            grant(connection.cursor(), SERVING_USER)
    return serving


class Restarts:
    """How often each part was started again; a part that dies again and again is given up."""

    def __init__(self) -> None:
        self.times: dict[str, deque[float]] = {}

    def note(self, name: str, now: float) -> bool:
        """Whether `name` may be started once more at the time `now` (seconds)."""
        times = self.times.setdefault(name, deque())
        while times and now - times[0] > WITHIN_SECONDS:
            times.popleft()
        times.append(now)
        return len(times) <= MOST_RESTARTS


class Command(BaseCommand):
    help = "Start servers, migrate, and run web server and Celery worker with beat until Ctrl-C."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--demo", action="store_true", help="load the demo province once, show its sign-ins")
        parser.add_argument("--port", default=env.str("PORT", "8000"))
        parser.add_argument("--host", default=env.str("HOST", "127.0.0.1"))
        parser.add_argument(
            "--i-know", action="store_true", help="open the demo, whose passwords everybody knows, to the network"
        )
        parser.add_argument(
            "--prepared", action="store_true", help="start only: database and static files are as they should be"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, _end_at_once)
        if options["demo"] and not _is_own(options["host"]):
            self._warn_of_known_passwords(options)
        if not _is_own(options["host"]) and not settings.PROXY_COUNT:
            self._warn_of_slow_clients(options["host"])
        self._be_the_only_one()
        # Before anything that takes long: an address that cannot be had is said at once.
        listener = self._listen(options["host"], str(options["port"]))
        self._step(
            "Starting PostgreSQL and Valkey" if not embedded.is_configured() else "Using the servers configured"
        )
        embedded.ensure(settings.VAR)
        # The URLs hold a password that exists only after the first start.
        database, redis = settings_urls()
        os.environ |= {
            "DATABASE_URL": database,
            "REDIS_URL": redis,
            "DJANGO_SETTINGS_MODULE": "riskcontrol.settings",
        }
        if options["demo"]:
            os.environ["RISKCONTROL_DEMO"] = "1"
        _answer(database, redis)
        if not options["prepared"]:
            self._prepare(demo=options["demo"])
        self._supervise(listener, options, _as_who_serves(database))

    def _be_the_only_one(self) -> None:
        """Hold a lock until this process ends. Raises CommandError where another start in this checkout has it."""
        settings.VAR.mkdir(parents=True, exist_ok=True)
        self.lock = (settings.VAR / "serve.lock").open("a+")
        try:
            fcntl.flock(self.lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CommandError(
                f"The register is already running with the data in {settings.VAR}.\n"
                "End that one by Ctrl-C first, or name another folder for the data in RISKCONTROL_VAR."
            ) from None

    def _warn_of_known_passwords(self, options: dict[str, Any]) -> None:
        sentence = (
            f"The demo has passwords that everybody knows, and HOST={options['host']} opens it to whoever reaches"
            " this machine: they can do whatever its administrators can."
        )
        if not options["i_know"]:
            raise CommandError(
                f'{sentence}\nIf you want that:  make run HOST={options["host"]} SERVE="--demo --i-know"'
            )
        self.stderr.write(self.style.ERROR(f"\n!! {sentence}\n"))

    def _warn_of_slow_clients(self, host: str) -> None:
        self.stderr.write(
            self.style.WARNING(
                f"HOST={host} opens the register to the network without a proxy before it: whoever sends"
                f" {WEB_WORKERS * WEB_THREADS} requests slowly holds all threads of the web. Let it listen on"
                " 127.0.0.1 behind a proxy that takes requests in whole (deploy/nginx.conf), and set PROXY_COUNT."
            )
        )

    def _prepare(self, *, demo: bool) -> None:
        # A new process, so that its settings know the password.
        self._step("Preparing the database")
        self._manage("migrate", "--verbosity", "0")
        if demo:
            self._manage("load_demo", "--once")
        if not static_files.collected():
            self._step("Collecting static files")
            self._manage("collectstatic", "--noinput", "--verbosity", "0")
            static_files.remember()

    def _step(self, text: str) -> None:
        self.stdout.write(f"· {text} …")
        self.stdout.flush()

    def _manage(self, *command: str) -> None:
        # Ctrl-C reaches this process alone, which then ends the other in order.
        child = subprocess.Popen(
            [sys.executable, BASE / "manage.py", *command], preexec_fn=_end_with_parent, start_new_session=True
        )
        try:
            if child.wait():
                raise CommandError(f"“manage.py {command[0]}” failed; what it said stands above.")
        except SystemExit:
            child.terminate()
            child.wait()
            raise

    def _listen(self, host: str, text: str) -> socket.socket:
        """A listening socket on the port of `text`, or the next free one; handed on, so that nobody takes it."""
        if not (text.isdecimal() and int(text) <= LAST_PORT):
            raise CommandError(f"There is no port {text}: choose one up to {LAST_PORT}, such as PORT=8000.")
        wanted = int(text)
        last = min(wanted + PORTS_TRIED - 1, LAST_PORT)
        for port in range(wanted, last + 1):
            listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                listener.bind((host, port))
                listener.listen(128)
            except OSError as error:
                listener.close()
                if error.errno == errno.EADDRINUSE:
                    continue
                if error.errno == errno.EACCES:
                    raise CommandError(
                        f"Port {port} may not be used by you: choose another, such as PORT=8000."
                    ) from error
                raise CommandError(f"“{host}” is no address of this machine: choose another in HOST.") from error
            if port != wanted:
                self.stdout.write(self.style.WARNING(f"  Port {wanted} is taken, using {port} instead."))
            return listener
        raise CommandError(f"No port is free from {wanted} to {last}: choose another in PORT.")

    def _supervise(self, listener: socket.socket, options: dict[str, Any], database: str) -> None:
        host, port = listener.getsockname()[:2]
        listener.set_inheritable(True)
        commands = {
            "web": [
                *(
                    sys.executable,
                    "-m",
                    "gunicorn",
                    "riskcontrol.wsgi",
                    "--bind",
                    f"fd://{listener.fileno()}",
                ),
                *("--workers", str(WEB_WORKERS), "--threads", str(WEB_THREADS), "--log-level", "warning"),
                *("--worker-tmp-dir", "/dev/shm" if os.path.isdir("/dev/shm") else str(settings.VAR)),
            ],
            "worker": [
                *(sys.executable, "-m", "celery", "-A", "riskcontrol", "--quiet", "worker", "--beat"),
                *("--concurrency", str(WORKER_PROCESSES), "--loglevel", "warning", "--without-gossip"),
                "--without-mingle",
            ],
        }

        def start(name: str) -> subprocess.Popen[bytes]:
            return subprocess.Popen(
                commands[name],
                cwd=BASE,
                preexec_fn=_end_with_parent,
                # Celery warns at every start by root; `make run` allows root on purpose.
                env=os.environ | {"PYTHONWARNINGS": "ignore:You're running the worker", "DATABASE_URL": database},
                # Ctrl-C reaches this process alone, which then ends its children in order.
                start_new_session=True,
                pass_fds=[listener.fileno()] if name == "web" else [],
            )

        children = {name: start(name) for name in commands}
        stopping = []
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stopping.append(True))
        if options["demo"]:
            self._manage("demo_sign_ins")
        shown = f"[{host}]" if ":" in host else options["host"]
        self.stdout.write(self.style.SUCCESS(f"\nThe register is open at http://{shown}:{port}/   (Ctrl-C ends it)"))
        self.stdout.flush()
        restarts, looked, given_up = Restarts(), time.monotonic(), ""
        while not stopping and not given_up:
            time.sleep(0.3)
            ended = {name: child.returncode for name, child in children.items() if child.poll() is not None}
            if time.monotonic() - looked > LOOK_SECONDS and not stopping:
                looked = time.monotonic()
                ended |= dict.fromkeys(self._servers_that_ended())
            for name, code in ended.items():
                if stopping:
                    break
                if not restarts.note(name, time.monotonic()):
                    given_up = name
                    break
                how = "does not answer" if code is None else f"ended with {code}"
                self.stderr.write(f"{name} {how}, starting it again")
                if name in children:
                    time.sleep(1)
                    children[name] = start(name)
                else:
                    self._mend_servers()
        self._step("Ending")
        for child in children.values():
            child.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS
        for child in children.values():
            try:
                child.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.kill()
        embedded.release(settings.VAR)
        if given_up:
            raise CommandError(
                f"{given_up} ended more than {MOST_RESTARTS} times within {WITHIN_SECONDS // 60} minutes, so the"
                " register was ended. What was saved is kept; the reason stands above, or in the logs in"
                f" {settings.VAR}."
            )

    def _servers_that_ended(self) -> list[str]:
        """The names of embedded servers that do not answer any more."""
        return embedded.ended(settings.VAR)

    def _mend_servers(self) -> None:
        try:
            embedded.mend(settings.VAR)
        except embedded.CannotStart as error:
            self.stderr.write(str(error))


def settings_urls() -> tuple[str, str]:
    """(database, Redis) URL that the children use: the configured ones, else the embedded ones."""
    database, redis = embedded.urls(settings.VAR)
    return env.str("DATABASE_URL", "") or database, env.str("REDIS_URL", "") or redis
