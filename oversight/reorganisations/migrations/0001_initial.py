import django.db.models.deletion
import django.utils.timezone
import pgtrigger.compiler
from django.conf import settings
from django.db import migrations, models
from riskcontrol.migration import InitialMigration


class Migration(InitialMigration):

    dependencies = [
        ('pghistory', '0007_auto_20250421_0444'),
        ('units', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Reorganisation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('rename', 'rename'), ('move', 'move'), ('merge', 'merge'), ('split', 'split')], max_length=10, verbose_name='kind')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reorganisations', to='units.unit', verbose_name='unit')),
                ('target', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='taken_over', to='units.unit', verbose_name='target')),
                ('name', models.CharField(blank=True, max_length=100, verbose_name='new name')),
                ('reason', models.CharField(max_length=200, verbose_name='reason')),
                ('details', models.JSONField(default=dict)),
                ('by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='who')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='time')),
                ('undone_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('undone_at', models.DateTimeField(null=True, verbose_name='undone on')),
            ],
            options={
                'verbose_name': 'reorganisation',
                'verbose_name_plural': 'reorganisations',
                'ordering': ['-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('target__isnull', False), ('kind', 'rename'), _connector='OR'), name='reorganisation_has_target')],
                'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "reorganisations_reorganisationevent" ("at", "by_id", "id", "kind", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "target_id", "undone_at", "undone_by_id", "unit_id") SELECT new_values."at", new_values."by_id", new_values."id", new_values."kind", new_values."name", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."reason", new_values."target_id", new_values."undone_at", new_values."undone_by_id", new_values."unit_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='61596697acc9d6c4b4dcd8147c527d21eee0608a', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_49a9c', referencing='REFERENCING NEW TABLE AS new_values ', table='reorganisations_reorganisation', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "reorganisations_reorganisationevent" ("at", "by_id", "id", "kind", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "target_id", "undone_at", "undone_by_id", "unit_id") SELECT new_values."at", new_values."by_id", new_values."id", new_values."kind", new_values."name", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."reason", new_values."target_id", new_values."undone_at", new_values."undone_by_id", new_values."unit_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."at" IS DISTINCT FROM (new_values."at") OR old_values."by_id" IS DISTINCT FROM (new_values."by_id") OR old_values."id" IS DISTINCT FROM (new_values."id") OR old_values."kind" IS DISTINCT FROM (new_values."kind") OR old_values."name" IS DISTINCT FROM (new_values."name") OR old_values."reason" IS DISTINCT FROM (new_values."reason") OR old_values."target_id" IS DISTINCT FROM (new_values."target_id") OR old_values."undone_at" IS DISTINCT FROM (new_values."undone_at") OR old_values."undone_by_id" IS DISTINCT FROM (new_values."undone_by_id") OR old_values."unit_id" IS DISTINCT FROM (new_values."unit_id")) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='3f54fc1a7a39969753c36961b4d162e6a1c01bb5', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_24c96', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='reorganisations_reorganisation', when='AFTER')), pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "reorganisations_reorganisationevent" ("at", "by_id", "id", "kind", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "target_id", "undone_at", "undone_by_id", "unit_id") SELECT old_values."at", old_values."by_id", old_values."id", old_values."kind", old_values."name", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."reason", old_values."target_id", old_values."undone_at", old_values."undone_by_id", old_values."unit_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='8c4bf52fd4f843e9af76e75dacf37a797f545735', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_ed7d8', referencing='REFERENCING OLD TABLE AS old_values ', table='reorganisations_reorganisation', when='AFTER'))],
            },
        ),
        migrations.CreateModel(
            name='ReorganisationEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='reorganisations.reorganisation')),
                ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('id', models.BigIntegerField()),
                ('kind', models.CharField(choices=[('rename', 'rename'), ('move', 'move'), ('merge', 'merge'), ('split', 'split')], max_length=10, verbose_name='kind')),
                ('unit', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='units.unit', verbose_name='unit')),
                ('target', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='units.unit', verbose_name='target')),
                ('name', models.CharField(blank=True, max_length=100, verbose_name='new name')),
                ('reason', models.CharField(max_length=200, verbose_name='reason')),
                ('by', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='who')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='time')),
                ('undone_by', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('undone_at', models.DateTimeField(null=True, verbose_name='undone on')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['-pgh_created_at', '-pgh_id'], name='reorganisations_reorganisa_log')],
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='e8b5081d3e828a5db6f7781914165328b549a8bc', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_ebb1d', table='reorganisations_reorganisationevent', when='BEFORE'))],
            },
        ),
    ]
