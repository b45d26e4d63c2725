from django.apps import AppConfig


class MeasuresConfig(AppConfig):
    name = "measures"

    def ready(self) -> None:
        # Adds what registered risk points need of measures to their life cycle, what is let through with a
        # reason, and measures to their workspace.
        from measures import filing_requirements, let_through, workspace_rows  # noqa: F401
