from importlib import import_module

from django.apps import AppConfig


class WarningsConfig(AppConfig):
    # A package called `warnings` could never be imported: the interpreter has loaded the standard library's first.
    name = "riskwarnings"
    label = "warnings"

    def ready(self) -> None:
        import_module("riskwarnings.keys_of_server")  # what it keeps by REPORTER_KEYS
        import_module("riskwarnings.step_forms")  # what stands in the forms of the steps of warnings
