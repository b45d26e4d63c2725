from django.apps import AppConfig


class WarningsConfig(AppConfig):
    # A package called `warnings` could never be imported: the interpreter has loaded the standard library's first.
    name = "riskwarnings"
    label = "warnings"
