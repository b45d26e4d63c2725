"""python -m tests.upgrades.pages: ask the configured register for a page of each kind; exit 1 where one fails.

Rows are those of the register that is there, people those who hold the role in it.
"""

import os
import sys
from collections.abc import Iterator

import django
from django.conf import settings

LISTS = {
    "": ("boards", "open_index", "open_report", "account_login"),
    "inspector": (
        *("desk", "search", "guide", "dashboards:coverage", "dashboards:not_held", "dashboards:accountability"),
        *("dashboards:warnings", "index:index", "index:periods", "index:sheets", "index:scores", "index:adjustments"),
        *("index:uses", "units:list", "units:officials", "powers:list", "riskpoints:list", "riskpoints:queue"),
        *("measures:list", "measures:rules", "measures:plans", "warnings:list", "warnings:indicators"),
        *("warnings:signals", "warnings:points", "warnings:teams", "integrity:declarations", "integrity:points"),
        *("library:powers", "library:adoptions", "accounts:notices", "accounts:channels"),
    ),
    "liaison": ("desk", "riskpoints:create", "riskpoints:worklist", "workbooks:imports", "workbooks:bring"),
    "administrator": (
        *("units:create", "accounts:list", "accounts:undelivered", "documents:templates", "workbooks:headings"),
        *("reorganisations:list", "dashboards:jobs", "dashboards:assessments"),
    ),
    "official": ("desk", "integrity:own", "warnings:list"),
    "observer": ("warnings:reports_open", "warnings:sealing_key", "warnings:points"),
    "auditor": ("accounts:audit",),
}
# Role, route, the model whose row is shown, what the row must be, and what follows its key in the address.
ROWS = (
    ("", "board_unit", "units.Unit", {"is_area": False}),
    ("", "open_index_of", "units.Unit", {"is_area": True}),
    ("inspector", "dashboards:unit", "units.Unit", {"is_area": True}),
    ("inspector", "dashboards:accountability_of", "units.Unit", {"level": "city"}),
    ("inspector", "dashboards:warnings_of", "units.Unit", {"level": "city"}),
    ("inspector", "units:detail", "units.Unit", {"is_area": False}),
    ("inspector", "powers:detail", "powers.PowerItem", {"status": "confirmed"}),
    ("inspector", "riskpoints:flow", "powers.Flow", {"status": "published"}),
    ("inspector", "riskpoints:detail", "riskpoints.RiskPoint", {"status": "registered"}),
    ("inspector", "riskpoints:tab", "riskpoints.RiskPoint", {"status": "registered"}, "place"),
    ("inspector", "measures:detail", "measures.Measure", {}),
    ("inspector", "measures:rule", "measures.Rule", {}),
    ("inspector", "measures:plan", "measures.ControlPlan", {}),
    ("inspector", "warnings:detail", "warnings.Warning", {}),
    ("inspector", "warnings:signal", "warnings.Signal", {}),
    ("inspector", "integrity:declaration", "integrity.Declaration", {}),
    ("inspector", "integrity:points_entry", "integrity.Demerit", {}),
    ("inspector", "library:power", "library.LibraryPower", {}),
    ("inspector", "library:adoption", "library.Adoption", {}),
    ("inspector", "index:period", "index.Period", {}),
    ("inspector", "index:sheet", "index.Sheet", {}),
    ("administrator", "accounts:detail", "accounts.User", {"is_active": True}),
    ("administrator", "units:edit", "units.Unit", {"is_area": False}),
)


def asked() -> Iterator[tuple[str, str]]:
    """(address with its role, status or error) of every page."""
    from django.apps import apps
    from django.test import Client
    from django.urls import get_resolver, reverse

    from accounts.models import RoleGrant

    clients = {}
    for role in {"", *LISTS}:
        clients[role] = client = Client(HTTP_HOST="localhost")
        if role:
            # Who holds it highest in the tree sees the most.
            grant = RoleGrant.objects.in_force().filter(role=role).order_by("unit__depth", "pk").first()
            assert grant, f"nobody is {role}"
            client.force_login(grant.user, backend="allauth.account.auth_backends.AuthenticationBackend")
            client.user = grant.user

    def ask(role: str, route: str, *args: object) -> tuple[str, str]:
        address = reverse(route, args=args)
        try:
            said = str(clients[role].get(address).status_code)
        except Exception as error:
            said = repr(error)
        return f"{role or 'anybody'} {address}", said

    for role, routes in LISTS.items():
        for route in routes:
            yield ask(role, route)
    for role, route, label, like, *more in ROWS:
        rows = apps.get_model(label)._default_manager.filter(**like)
        if role and hasattr(rows, "visible_to"):
            rows = rows.visible_to(clients[role].user)
        row = rows.order_by("pk").first()
        assert row, f"no {label} like {like}"
        yield ask(role, route, row.pk, *more)
    (api,) = [part for part in get_resolver().url_patterns if getattr(part, "namespace", "") == "api"]
    for name in sorted(name for name in api.reverse_dict if isinstance(name, str) and name.endswith("-list")):
        yield ask("inspector", f"api:{name}")


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "riskcontrol.settings")
    os.environ["RISKCONTROL_DEMO"] = "1"  # nobody has to change a password first
    django.setup()
    from django.test import override_settings

    static = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    with override_settings(STORAGES=settings.STORAGES | static):
        answers = dict(asked())
    for address, said in answers.items():
        print(said, address)
    sys.exit(set(answers.values()) != {"200"})


if __name__ == "__main__":
    main()
