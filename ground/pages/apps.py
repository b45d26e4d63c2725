from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class PagesConfig(AppConfig):
    name = "ground.pages"

    def ready(self) -> None:
        # What each app adds to the pages that all share, see ground/pages/desk.py, ground/pages/search.py and
        # accounts/notices.py.
        autodiscover_modules("desk", "search", "notices")
