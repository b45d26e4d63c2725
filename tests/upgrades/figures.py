"""python -m tests.upgrades.figures: whether the figures of the configured register open the rows that they count.

Every dashboard of the province, a city, a county and a unit, as who holds each role highest in the tree; exit 1 where
one is not true. tests/test_drill_down.py does the same in a small world, with the links.
"""

import os
import sys
from collections.abc import Iterator

import django
from django.conf import settings

ROLES = ("inspector", "checker", "unit_head", "liaison")
PAGES = (
    "/coverage/{}/",
    "/coverage/{}/?metric=held",
    "/coverage/warnings/{}/",
    "/coverage/accountability/{}/",
    "/index/{}/",
)
LEVELS = (
    {"level": "province", "is_area": True},
    {"level": "city", "is_area": True},
    {"level": "county", "is_area": True},
    {"is_area": False},
)


def walked() -> Iterator[str]:
    """A sentence a role with the number of figures seen, one more for each that is not true."""
    from django.test import Client

    from accounts.models import RoleGrant
    from ground.lifecycle.roles import REGISTER_READERS
    from tests.figures import Walk
    from units.models import Unit

    for role in ROLES:
        grant = RoleGrant.objects.in_force().filter(role=role).order_by("unit__depth", "pk").first()
        assert grant, f"nobody is {role}"
        client = Client(HTTP_HOST="localhost")
        client.force_login(grant.user, backend="allauth.account.auth_backends.AuthenticationBackend")
        walk = Walk(client)
        for like in LEVELS:
            unit = Unit.objects.reachable_by(grant.user, REGISTER_READERS).filter(**like).order_by("path").last()
            if unit:
                for page in PAGES if unit.is_area else (*PAGES[2:], "/units/{}/"):
                    yield from (
                        f"WRONG {role} {sentence}" for sentence in walk.wrong(page.format(unit.pk), links=False)
                    )
        yield f"{role}: {walk.figures} figures"


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "riskcontrol.settings")
    os.environ["RISKCONTROL_DEMO"] = "1"  # nobody has to change a password first
    django.setup()
    from django.test import override_settings
    from django.test.utils import setup_test_environment

    setup_test_environment()  # answers come with what their pages were made of
    static = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    with override_settings(STORAGES=settings.STORAGES | static):
        sentences = list(walked())
    print("\n".join(sentences))
    sys.exit(any(sentence.startswith("WRONG") for sentence in sentences))


if __name__ == "__main__":
    main()
