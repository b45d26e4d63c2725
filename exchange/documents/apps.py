from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "exchange.documents"

    def ready(self) -> None:
        from exchange.documents import board_pdfs, register_form  # noqa: F401  they add what a worker can write
