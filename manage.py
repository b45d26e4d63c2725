#!/usr/bin/env python
"""Django's command line; starts the embedded servers where none are configured."""

import gc
import os
import sys

# Commands that touch neither the database nor the broker start at once.
WITHOUT_SERVERS = {
    "collectstatic",
    "messages",
    "lifecycles",
    "help",
    "version",
    "--help",
    "--version",
    "serve",
}


# What makes or changes tables, as the owner of them where DATABASE_OWNER_URL names one beside who serves.
OF_THE_OWNER = {"migrate", "create_database", "create_serving_role", "backup", "restore"}


def as_owner(command: str) -> None:
    from riskcontrol.environment import env

    if command in OF_THE_OWNER and (owner := env.str("DATABASE_OWNER_URL", "")):
        os.environ["DATABASE_URL"] = owner


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "riskcontrol.settings")
    # Commands make much that stays and little garbage; looking for it took a sixth of the time of `migrate`.
    gc.set_threshold(50_000, 20, 50)
    from riskcontrol import embedded

    command = sys.argv[1] if len(sys.argv) > 1 else "help"
    try:
        as_owner(command)
        if command == "serve":
            embedded.check()
        elif command not in WITHOUT_SERVERS:
            embedded.ensure()

        from django.core.management import execute_from_command_line

        execute_from_command_line(sys.argv)
    except embedded.CannotStart as error:
        sys.exit(f"\nThe register cannot start.\n{error}")


if __name__ == "__main__":
    main()
