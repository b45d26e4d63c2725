from django.apps import AppConfig


class IndexConfig(AppConfig):
    name = "integrityindex"
    label = "index"
