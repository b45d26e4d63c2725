from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "exchange.documents"

    def ready(self) -> None:
        from exchange.documents import writers  # noqa: F401  adds what a worker can write of documents
