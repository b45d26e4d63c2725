from django.apps import AppConfig


class LibraryConfig(AppConfig):
    name = "exchange.library"

    def ready(self) -> None:
        # Adds to the workspace of a filing where its text comes from.
        from exchange.library import workspace_origin  # noqa: F401
