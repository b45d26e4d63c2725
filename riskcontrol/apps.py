"""The list of the product's apps, and this package as the lowest of them.

APPS is the one list, from the top floor down: each may import those that stand after it. INSTALLED_APPS and the API
read it; the import contract and isort, which cannot, are held to it by tests/test_house.py.
"""

from django.apps import AppConfig

APPS = (
    "demo",
    # what is seen from above
    "oversight.reorganisations",
    "oversight.index",
    "oversight.coverage",
    "oversight.checkpoints",
    # what comes in and goes out
    "exchange.documents",
    "exchange.workbooks",
    "exchange.library",
    # the register
    "riskwarnings",
    "integrity",
    "measures",
    "riskpoints",
    "powers",
    "accounts",
    "units",
    # what every app stands on
    "ground.pages",
    "ground.lifecycle",
    "ground.work",
)


class ProjectConfig(AppConfig):
    name = "riskcontrol"

    def ready(self) -> None:
        from django.core.signals import request_started

        from riskcontrol import checks, deployment, keyring_watch  # noqa: F401

        keyring_watch.begin()
        request_started.connect(keyring_watch.refresh)
