import django.db.models.deletion
import django.utils.timezone
import exchange.workbooks.models
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
            name='Import',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('tries', models.PositiveSmallIntegerField(default=0, editable=False)),
                ('error', models.TextField(blank=True, editable=False)),
                ('finished_at', models.DateTimeField(editable=False, null=True, verbose_name='finished')),
                ('unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit', verbose_name='unit')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='imports', to=settings.AUTH_USER_MODEL, verbose_name='brought by')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='brought on')),
                ('file', models.FileField(max_length=120, upload_to=exchange.workbooks.models._stored_as, verbose_name='file')),
                ('file_name', models.CharField(max_length=150, verbose_name='file name')),
                ('whole', models.BooleanField(default=False, verbose_name='all rows or none')),
                ('file_at_once', models.BooleanField(default=False, verbose_name='file at once')),
                ('make_missing', models.BooleanField(default=True, verbose_name='add what is missing')),
                ('status', models.CharField(choices=[('waiting', 'waiting to be read'), ('reading', 'being read'), ('ready', 'ready to be brought in'), ('writing', 'being brought in'), ('done', 'brought in'), ('refused', 'could not be read'), ('cancelled', 'cancelled'), ('failed', 'failed')], default='waiting', max_length=10, verbose_name='state')),
                ('obstacle', models.JSONField(default=dict, verbose_name='why it went no further')),
                ('sheets', models.JSONField(default=list, verbose_name='sheets')),
                ('new', models.IntegerField(default=0, verbose_name='added')),
                ('changed', models.IntegerField(default=0, verbose_name='changed')),
                ('unchanged', models.IntegerField(default=0, verbose_name='unchanged')),
                ('refused', models.IntegerField(default=0, verbose_name='refused')),
                ('filed', models.IntegerField(default=0, verbose_name='filed')),
                ('cancel_asked', models.BooleanField(default=False)),
            ],
            options={
                'verbose_name': 'import',
                'verbose_name_plural': 'imports',
                'ordering': ['-pk'],
                'indexes': [models.Index(fields=['by', '-id'], name='import_mine'), models.Index(condition=models.Q(('status__in', ('waiting', 'reading', 'writing'))), fields=['status'], name='import_at_work')],
                'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "workbooks_importevent" ("at", "by_id", "cancel_asked", "file", "file_at_once", "file_name", "filed", "finished_at", "id", "make_missing", "obstacle", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "status", "unit_id", "whole") SELECT new_values."at", new_values."by_id", new_values."cancel_asked", new_values."file", new_values."file_at_once", new_values."file_name", new_values."filed", new_values."finished_at", new_values."id", new_values."make_missing", new_values."obstacle", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."status", new_values."unit_id", new_values."whole" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='2fb9c41123660b5181e90fd39384b3df5069fb10', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_49295', referencing='REFERENCING NEW TABLE AS new_values ', table='workbooks_import', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "workbooks_importevent" ("at", "by_id", "cancel_asked", "file", "file_at_once", "file_name", "filed", "finished_at", "id", "make_missing", "obstacle", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "status", "unit_id", "whole") SELECT new_values."at", new_values."by_id", new_values."cancel_asked", new_values."file", new_values."file_at_once", new_values."file_name", new_values."filed", new_values."finished_at", new_values."id", new_values."make_missing", new_values."obstacle", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."status", new_values."unit_id", new_values."whole" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."at" IS DISTINCT FROM (new_values."at") OR old_values."by_id" IS DISTINCT FROM (new_values."by_id") OR old_values."cancel_asked" IS DISTINCT FROM (new_values."cancel_asked") OR old_values."file" IS DISTINCT FROM (new_values."file") OR old_values."file_at_once" IS DISTINCT FROM (new_values."file_at_once") OR old_values."file_name" IS DISTINCT FROM (new_values."file_name") OR old_values."filed" IS DISTINCT FROM (new_values."filed") OR old_values."finished_at" IS DISTINCT FROM (new_values."finished_at") OR old_values."id" IS DISTINCT FROM (new_values."id") OR old_values."make_missing" IS DISTINCT FROM (new_values."make_missing") OR old_values."obstacle" IS DISTINCT FROM (new_values."obstacle") OR old_values."status" IS DISTINCT FROM (new_values."status") OR old_values."unit_id" IS DISTINCT FROM (new_values."unit_id") OR old_values."whole" IS DISTINCT FROM (new_values."whole")) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='6040ce47c68a730c422107d76705aa25fb2ffbb2', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_7c110', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='workbooks_import', when='AFTER')), pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "workbooks_importevent" ("at", "by_id", "cancel_asked", "file", "file_at_once", "file_name", "filed", "finished_at", "id", "make_missing", "obstacle", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "status", "unit_id", "whole") SELECT old_values."at", old_values."by_id", old_values."cancel_asked", old_values."file", old_values."file_at_once", old_values."file_name", old_values."filed", old_values."finished_at", old_values."id", old_values."make_missing", old_values."obstacle", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."status", old_values."unit_id", old_values."whole" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='841c004eefea14fb9d23fa9d721e515b4f180c3d', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_e8ebc', referencing='REFERENCING OLD TABLE AS old_values ', table='workbooks_import', when='AFTER'))],
            },
        ),
        migrations.CreateModel(
            name='ImportEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='workbooks.import')),
                ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('id', models.BigIntegerField()),
                ('finished_at', models.DateTimeField(editable=False, null=True, verbose_name='finished')),
                ('unit', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='units.unit', verbose_name='unit')),
                ('by', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='brought by')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='brought on')),
                ('file', models.FileField(max_length=120, upload_to=exchange.workbooks.models._stored_as, verbose_name='file')),
                ('file_name', models.CharField(max_length=150, verbose_name='file name')),
                ('whole', models.BooleanField(default=False, verbose_name='all rows or none')),
                ('file_at_once', models.BooleanField(default=False, verbose_name='file at once')),
                ('make_missing', models.BooleanField(default=True, verbose_name='add what is missing')),
                ('status', models.CharField(choices=[('waiting', 'waiting to be read'), ('reading', 'being read'), ('ready', 'ready to be brought in'), ('writing', 'being brought in'), ('done', 'brought in'), ('refused', 'could not be read'), ('cancelled', 'cancelled'), ('failed', 'failed')], default='waiting', max_length=10, verbose_name='state')),
                ('obstacle', models.JSONField(default=dict, verbose_name='why it went no further')),
                ('filed', models.IntegerField(default=0, verbose_name='filed')),
                ('cancel_asked', models.BooleanField(default=False)),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['-pgh_created_at', '-pgh_id'], name='workbooks_import_log')],
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='4d4c62e374efa144520a06ad89cee5473c1076d2', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_dac1d', table='workbooks_importevent', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='ImportRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='workbooks.import')),
                ('sheet', models.PositiveSmallIntegerField()),
                ('number', models.PositiveIntegerField(verbose_name='row')),
                ('form', models.CharField(max_length=20)),
                ('values', models.JSONField()),
                ('parsed', models.JSONField()),
                ('misread', models.JSONField(default=list)),
                ('problems', models.JSONField(default=list)),
                ('outcome', models.CharField(blank=True, choices=[('new', 'added'), ('changed', 'changed'), ('unchanged', 'unchanged'), ('refused', 'refused')], max_length=10, verbose_name='outcome')),
                ('unit', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='units.unit')),
                ('target', models.BigIntegerField(null=True)),
                ('is_written', models.BooleanField(default=False)),
            ],
            options={
                'verbose_name': 'row of an import',
                'ordering': ['sheet', 'number'],
                'indexes': [models.Index(fields=['source', 'sheet', 'number'], name='import_row'), models.Index(fields=['source', 'outcome', 'sheet', 'number'], name='import_row_outcome')],
            },
        ),
        migrations.CreateModel(
            name='Export',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('tries', models.PositiveSmallIntegerField(default=0, editable=False)),
                ('error', models.TextField(blank=True, editable=False)),
                ('finished_at', models.DateTimeField(editable=False, null=True, verbose_name='finished')),
                ('by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='asked for')),
                ('form', models.CharField(max_length=20, verbose_name='form')),
                ('query', models.TextField(blank=True)),
                ('status', models.CharField(choices=[('waiting', 'waiting to be written'), ('writing', 'being written'), ('done', 'ready'), ('failed', 'failed')], default='waiting', max_length=10, verbose_name='state')),
                ('file', models.FileField(max_length=120, upload_to=exchange.workbooks.models._stored_as)),
                ('rows', models.IntegerField(default=0, verbose_name='rows')),
            ],
            options={
                'verbose_name': 'export',
                'verbose_name_plural': 'exports',
                'ordering': ['-pk'],
                'indexes': [models.Index(fields=['by', '-id'], name='export_mine')],
            },
        ),
        migrations.CreateModel(
            name='HeadingWord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('unit', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, to='units.unit', verbose_name='unit')),
                ('form', models.CharField(max_length=20, verbose_name='form')),
                ('words', models.CharField(max_length=60, verbose_name='heading')),
                ('field', models.CharField(max_length=30, verbose_name='means')),
            ],
            options={
                'verbose_name': 'heading',
                'verbose_name_plural': 'headings',
                'ordering': ['form', 'words'],
                'constraints': [models.UniqueConstraint(fields=('unit', 'form', 'words'), name='heading_once', nulls_distinct=False)],
                'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "workbooks_headingwordevent" ("field", "form", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "unit_id", "words") SELECT new_values."field", new_values."form", new_values."id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."unit_id", new_values."words" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='80b484f81c46e5a3fea40cf300cfbeaec279d735', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_41f8e', referencing='REFERENCING NEW TABLE AS new_values ', table='workbooks_headingword', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "workbooks_headingwordevent" ("field", "form", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "unit_id", "words") SELECT new_values."field", new_values."form", new_values."id", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."unit_id", new_values."words" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='07d9c58261c6b9207667bba5ce0174e53a6bc536', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_7b0be', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='workbooks_headingword', when='AFTER')), pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "workbooks_headingwordevent" ("field", "form", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "unit_id", "words") SELECT old_values."field", old_values."form", old_values."id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."unit_id", old_values."words" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='23a1e2c20e21a6b5477f059320cc1eedc1c417bf', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_22c7e', referencing='REFERENCING OLD TABLE AS old_values ', table='workbooks_headingword', when='AFTER'))],
            },
        ),
        migrations.CreateModel(
            name='HeadingWordEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='workbooks.headingword')),
                ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('id', models.BigIntegerField()),
                ('unit', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='units.unit', verbose_name='unit')),
                ('form', models.CharField(max_length=20, verbose_name='form')),
                ('words', models.CharField(max_length=60, verbose_name='heading')),
                ('field', models.CharField(max_length=30, verbose_name='means')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['-pgh_created_at', '-pgh_id'], name='workbooks_headingword_log')],
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='976dfde899363f48fcbb8731fe7ca33fe367f168', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_66487', table='workbooks_headingwordevent', when='BEFORE'))],
            },
        ),
    ]
