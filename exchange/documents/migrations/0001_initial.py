import django.db.models.deletion
import django.utils.timezone
import exchange.documents.models
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
            name='FormTemplate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('form', models.CharField(choices=[('register', 'register form'), ('notice', 'notice of a warning'), ('feedback', 'feedback form of a warning')], default='register', max_length=10, verbose_name='form')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='form_templates', to='units.unit', verbose_name='unit')),
                ('file', models.FileField(max_length=120, upload_to=exchange.documents.models._stored_as, verbose_name='template')),
                ('file_name', models.CharField(editable=False, max_length=150, verbose_name='file name')),
                ('by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='who')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='when')),
            ],
            options={
                'verbose_name': 'document template',
                'verbose_name_plural': 'document templates',
                'ordering': ['unit__path', 'form'],
                'constraints': [models.UniqueConstraint(fields=('unit', 'form'), name='template_once_per_unit', violation_error_message='The unit has a template for this form already; replace that one.')],
                'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "documents_formtemplateevent" ("at", "by_id", "file", "file_name", "form", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "unit_id") SELECT new_values."at", new_values."by_id", new_values."file", new_values."file_name", new_values."form", new_values."id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."unit_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='939c1da9ee3a97bdb20f92b5d1e34c058fb07211', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_22a6a', referencing='REFERENCING NEW TABLE AS new_values ', table='documents_formtemplate', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "documents_formtemplateevent" ("at", "by_id", "file", "file_name", "form", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "unit_id") SELECT new_values."at", new_values."by_id", new_values."file", new_values."file_name", new_values."form", new_values."id", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."unit_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='4cb7336d5664831555e679814df09aee5feac30d', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_37784', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='documents_formtemplate', when='AFTER')), pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "documents_formtemplateevent" ("at", "by_id", "file", "file_name", "form", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "unit_id") SELECT old_values."at", old_values."by_id", old_values."file", old_values."file_name", old_values."form", old_values."id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."unit_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='d08d54a9ebf0ee4eecb9a3863ba781b3acd9a97f', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_81098', referencing='REFERENCING OLD TABLE AS old_values ', table='documents_formtemplate', when='AFTER'))],
            },
        ),
        migrations.CreateModel(
            name='FormTemplateEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='documents.formtemplate')),
                ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('id', models.BigIntegerField()),
                ('form', models.CharField(choices=[('register', 'register form'), ('notice', 'notice of a warning'), ('feedback', 'feedback form of a warning')], default='register', max_length=10, verbose_name='form')),
                ('unit', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='units.unit', verbose_name='unit')),
                ('file', models.FileField(max_length=120, upload_to=exchange.documents.models._stored_as, verbose_name='template')),
                ('file_name', models.CharField(editable=False, max_length=150, verbose_name='file name')),
                ('by', models.ForeignKey(db_constraint=False, db_index=False, editable=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='who')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='when')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['-pgh_created_at', '-pgh_id'], name='documents_formtemplate_log')],
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='93e9adf2df21bacdb59054ca9608422ffdb3001d', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_af6ad', table='documents_formtemplateevent', when='BEFORE'))],
            },
        ),
    ]
