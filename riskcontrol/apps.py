from django.apps import AppConfig


class ProjectConfig(AppConfig):
    name = "riskcontrol"

    def ready(self) -> None:
        from riskcontrol import checks  # noqa: F401
