from django.apps import AppConfig


class WorkbooksConfig(AppConfig):
    name = "exchange.workbooks"

    def ready(self) -> None:
        from exchange.workbooks.outgoing import audit_files  # noqa: F401  adds the trail to what a worker can write
