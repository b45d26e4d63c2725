from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class PagesConfig(AppConfig):
    name = "ground.pages"

    def ready(self) -> None:
        # What each app adds to the pages that all share: see the modules of these names here and in accounts.
        autodiscover_modules("actions", "navigation", "desk", "search", "notices", "tabs")
