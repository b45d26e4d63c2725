"""The migrations of the register: Django's models are rendered once for each, not once for each operation.

Django renders its models anew after each operation, since the next one may look at them. Here an operation looks at
what was before the whole migration or at what is after it: with every operation rendered, a new database took a
minute, nearly all of it in Python.
"""

from __future__ import annotations

from django.contrib.postgres.operations import CreateExtension
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import ProjectState
from pgtrigger.migrations import AddTrigger, RemoveTrigger

# What is made with its table, where the table is made in the same migration.
PARTS = (migrations.AddField, migrations.AddIndex, migrations.AddConstraint, AddTrigger)
# What has to be told how it was.
CHANGES = (
    migrations.AlterField,
    migrations.RemoveField,
    migrations.DeleteModel,
    migrations.RemoveIndex,
    migrations.RemoveConstraint,
    RemoveTrigger,
)
# What asks for no state, or for that of the end.
OTHERS = (migrations.CreateModel, migrations.RunSQL, CreateExtension)


class RenderedOnce(migrations.Migration):
    """A migration whose operations are among those above and change a thing at most once.

    A table is made as it is at the end of the migration, with every field, index, constraint and trigger that the
    migration adds to it. Any other operation is refused with TypeError: think what it looks at before it is added
    above. Backwards it is Django's own.
    """

    def apply(
        self, project_state: ProjectState, schema_editor: BaseDatabaseSchemaEditor, collect_sql: bool = False
    ) -> ProjectState:
        unknown = [o for o in self.operations if not isinstance(o, (*PARTS, *CHANGES, *OTHERS))]
        if unknown:
            raise TypeError(f"{self}: {unknown[0]!r} may need a state that is not rendered here")
        before = project_state
        if any(isinstance(operation, CHANGES) for operation in self.operations):
            before = project_state.clone()
        made = {o.name_lower for o in self.operations if isinstance(o, migrations.CreateModel)}
        asking = [o for o in self.operations if not (isinstance(o, PARTS) and o.model_name.lower() in made)]
        rendered = project_state.__dict__.pop("apps", None)  # nothing is rendered while the state has none
        self.mutate_state(project_state, preserve=False)
        if rendered and not any(isinstance(o, (*PARTS, *CHANGES)) for o in asking):
            # Models that were there stay as they are.
            rendered.render_multiple([project_state.models[self.app_label, name] for name in sorted(made)])
            project_state.apps = rendered
        for operation in asking:
            old = before if isinstance(operation, CHANGES) else project_state
            operation.database_forwards(self.app_label, schema_editor, old, project_state)
        return project_state


class InitialMigration(RenderedOnce):
    """The first migration of an app: tables from nothing."""

    initial = True
