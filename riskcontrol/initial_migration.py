"""The first migration of an app: tables from nothing, with Django's models rendered once.

Django renders its models anew after each operation, since the next one may look at them. One that only makes tables
looks at nothing but the end: rendered a table at a time, a new database took a minute, nearly all of it in Python.
"""

from __future__ import annotations

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import Migration
from django.db.migrations.state import ProjectState


class InitialMigration(Migration):
    """Its operations make things and change nothing that another of them made, in any order that the SQL allows."""

    initial = True

    def apply(
        self, project_state: ProjectState, schema_editor: BaseDatabaseSchemaEditor, collect_sql: bool = False
    ) -> ProjectState:
        project_state.__dict__.pop("apps", None)  # what was rendered; made anew where the first table asks for it
        self.mutate_state(project_state, preserve=False)
        for operation in self.operations:
            operation.database_forwards(self.app_label, schema_editor, project_state, project_state)
        return project_state
