from django.apps import AppConfig


class MeasuresConfig(AppConfig):
    name = "measures"

    def ready(self) -> None:
        # Adds what registered risk points need of measures to their life cycle, what is let through with a
        # reason, measures to their workspace, and what bears on their steps to the forms of these.
        from measures import filing_requirements, let_through, step_forms, workspace_rows  # noqa: F401
