"""manage.py serve: the whole register in one command, ended by Ctrl-C."""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from riskcontrol import embedded
from riskcontrol.environment import BASE, env

PORTS_TRIED = 50
WEB_WORKERS, WEB_THREADS = env.int("WEB_WORKERS", 2), env.int("WEB_THREADS", 4)
STOP_SECONDS = 15


def _end_with_parent() -> None:
    """In a child, before it starts: ask Linux to end it should this process be killed."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)


class Command(BaseCommand):
    help = "Start servers, migrate, and run web server and Celery worker with beat until Ctrl-C."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--demo", action="store_true", help="load the demo province once, show its sign-ins")
        parser.add_argument("--port", type=int, default=env.int("PORT", 8000))
        parser.add_argument("--host", default=env.str("HOST", "127.0.0.1"))

    def handle(self, *args: Any, **options: Any) -> None:
        self._step("Starting PostgreSQL and Valkey" if not embedded.configured() else "Using the servers configured")
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
        # A new process, so that its settings know the password.
        self._step("Preparing the database")
        self._manage("migrate", "--verbosity", "0")
        if options["demo"]:
            self._manage("load_demo", "--once")
        self._step("Collecting static files")
        self._manage("collectstatic", "--noinput", "--verbosity", "0")
        listener, port = self._listen(options["host"], options["port"])
        self._supervise(listener, port, options)

    def _step(self, text: str) -> None:
        self.stdout.write(f"· {text} …")
        self.stdout.flush()

    def _manage(self, *command: str) -> None:
        done = subprocess.run([sys.executable, BASE / "manage.py", *command])
        if done.returncode:
            raise SystemExit(done.returncode)

    def _listen(self, host: str, wanted: int) -> tuple[socket.socket, int]:
        """A listening socket on `wanted` or the next free port; handed on, so that nobody takes it in between."""
        for port in range(wanted, wanted + PORTS_TRIED):
            listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                listener.bind((host, port))
            except OSError:
                listener.close()
                continue
            listener.listen(128)
            if port != wanted:
                self.stdout.write(self.style.WARNING(f"  Port {wanted} is taken, using {port} instead."))
            return listener, port
        raise SystemExit(f"No free port between {wanted} and {wanted + PORTS_TRIED - 1}.")

    def _supervise(self, listener: socket.socket, port: int, options: dict[str, Any]) -> None:
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
                *("--concurrency", "1", "--loglevel", "warning", "--without-gossip", "--without-mingle"),
            ],
        }

        def start(name: str) -> subprocess.Popen[bytes]:
            return subprocess.Popen(
                commands[name],
                cwd=BASE,
                preexec_fn=_end_with_parent,
                # Celery warns at every start by root; `make run` allows root on purpose.
                env=os.environ | {"PYTHONWARNINGS": "ignore:You're running the worker"},
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
        self.stdout.write(
            self.style.SUCCESS(f"\nThe register is open at http://{options['host']}:{port}/   (Ctrl-C ends it)")
        )
        self.stdout.flush()
        while not stopping:
            time.sleep(0.3)
            for name, child in children.items():
                if child.poll() is not None and not stopping:
                    self.stderr.write(f"{name} ended with {child.returncode}, starting it again")
                    time.sleep(1)
                    children[name] = start(name)
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


def settings_urls() -> tuple[str, str]:
    """(database, Redis) URL that the children use: the configured ones, else the embedded ones."""
    database, redis = embedded.urls(settings.VAR)
    return env.str("DATABASE_URL", "") or database, env.str("REDIS_URL", "") or redis
