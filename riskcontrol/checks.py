"""System checks of the installation itself."""

from collections.abc import Sequence
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.checks import ERROR, WARNING, CheckMessage, Error, Tags, register, run_checks
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connections, transaction
from django.db import Error as DatabaseIsAway
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from riskcontrol.apps import APPS
from riskcontrol.database_roles import POWERS
from riskcontrol.keyring import KEPT, RINGS, at_hand

LETTERS = "SELECT '招标' ~ '^[[:alpha:]]+$', current_setting('server_version_num')::int"
OLDEST = 150000
NAMED = 3  # of the migrations that are not known
SERVING = "serving"


@register(Tags.database)
def chinese_counts_as_letters(databases: Sequence[str] | None = None, **options: Any) -> list[CheckMessage]:
    """Refuse a database in whose locale Chinese is no letter: its text search would drop Chinese silently."""
    found: list[CheckMessage] = []
    for alias in databases or []:
        with connections[alias].cursor() as cursor:
            cursor.execute(LETTERS)
            letters, server = cursor.fetchone()
        if server < OLDEST:
            found.append(Error("PostgreSQL 15 or later is needed.", id="riskcontrol.E001"))
        if not letters:
            found.append(
                Error(
                    f"In the database “{connections[alias].settings_dict['NAME']}” Chinese characters do not "
                    "count as letters, so text search would silently drop them.",
                    hint="Create it anew with `manage.py create_database`, or with LOCALE 'C.UTF-8'.",
                    id="riskcontrol.E002",
                )
            )
    return found


@register(Tags.database)
def migrations_are_known(databases: Sequence[str] | None = None, **options: Any) -> list[CheckMessage]:
    """Refuse a database that another state of the code made: what it lacks and what it has twice, nobody knows."""
    labels = {config.label for config in apps.get_app_configs() if config.name in APPS}
    found: list[CheckMessage] = []
    for alias in databases or []:
        made = [key for key in MigrationRecorder(connections[alias]).applied_migrations() if key[0] in labels]
        if not made:
            continue
        here = MigrationLoader(None).disk_migrations
        known = {*here, *(replaced for migration in here.values() for replaced in migration.replaces)}
        if unknown := sorted(".".join(key) for key in made if key not in known):
            more = f" and {len(unknown) - NAMED} more" if len(unknown) > NAMED else ""
            name = connections[alias].settings_dict["NAME"]
            found.append(
                Error(
                    f"The database “{name}” was made by a state of the register from before 0.1.0 or by a later "
                    "version than this one, which does not know its migrations "
                    f"{', '.join(unknown[:NAMED])}{more}. Nothing was changed.",
                    hint="What is older than 0.1.0 cannot be carried over: begin with a new database (`manage.py "
                    "create_database`; for `make run`, another folder as RISKCONTROL_VAR). "
                    "A later one needs its version.",
                    id="riskcontrol.E003",
                )
            )
    return found


@register(Tags.database)
def secrets_open(databases: Sequence[str] | None = None, **options: Any) -> list[CheckMessage]:
    """Refuse to start where a stored secret does not open, or warn: a new key in its place would lose them."""
    if not databases:
        return []
    found: list[CheckMessage] = []
    for one in KEPT:
        try:
            with transaction.atomic():
                closed, looked_at = one.closed(at_hand(one.ring, settings))
        except DatabaseError:  # before the tables are made
            continue
        if closed:
            names = f"{one.ring} and {one.ring}_FALLBACKS" if one.ring == "SECRET_KEY" else one.ring
            found.append(
                CheckMessage(
                    ERROR if one.refuses else WARNING,
                    f"{closed} of the {looked_at} newest stored {one.kind} do not open with {names}. "
                    "Nothing was changed.",
                    hint="The database came without the key that closed them, or the key was replaced. Put the key "
                    f"of before back ({one.ring}, or the file {RINGS[one.ring].file_name} beside the data), or name "
                    "it behind the new one (docs/deploy.md, “Keys”).",
                    id="riskcontrol.E005" if one.refuses else "riskcontrol.W012",
                )
            )
    return found


@register(SERVING, deploy=True)  # not asked of `migrate`, which is the owner's
def serves_as_little(databases: Sequence[str] | None = None, **options: Any) -> list[CheckMessage]:
    """Refuse to serve as who may switch the log's triggers off; web and worker ask this at their start."""
    found: list[CheckMessage] = []
    if settings.DEBUG or settings.DEMO:
        return found
    for alias in databases or []:
        with connections[alias].cursor() as cursor:
            cursor.execute(POWERS)
            role, is_superuser, owns, may_rewrite = cursor.fetchone()
        reason = "is a superuser" if is_superuser else "owns the tables" if owns else "may rewrite the change log"
        if is_superuser or owns or may_rewrite:
            found.append(
                Error(
                    f"The role “{role}” {reason}: whoever breaks into the register could change the log unseen.",
                    hint="`manage.py create_serving_role` makes a role that only serves; name it in DATABASE_URL, "
                    "and the owner in DATABASE_OWNER_URL (docs/deploy.md).",
                    id="riskcontrol.E004",
                )
            )
    return found


def refuse_to_serve() -> None:
    """Raises ImproperlyConfigured, with what to do, where this process must not serve."""
    for problem in run_checks(tags=[SERVING], databases=["default"], include_deployment_checks=True):
        raise ImproperlyConfigured(f"{problem.msg}\n{problem.hint}")


def refuse_wrong_database() -> None:
    """Raises ImproperlyConfigured where the database holds what cannot be opened, or is not one of this version."""
    wrong = [found for found in run_checks(tags=[Tags.database], databases=["default"]) if found.level >= ERROR]
    if wrong:
        raise ImproperlyConfigured("\n".join(str(found) for found in wrong))


def may_start() -> bool:
    """Whether this process may serve; False where the database cannot be asked now. Raises ImproperlyConfigured."""
    try:
        refuse_to_serve()
        refuse_wrong_database()
    except DatabaseIsAway:
        return False
    finally:
        connections.close_all()
    return True
