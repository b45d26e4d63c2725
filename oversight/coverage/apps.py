from django.apps import AppConfig


class CoverageConfig(AppConfig):
    name = "oversight.coverage"
    label = "dashboards"  # tables and addresses keep the name under which they were made
