"""Domain control plans, and the view of how each point is held."""

from pathlib import Path

import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


HOLDING = (Path(__file__).resolve().parents[1] / "sql" / "holding.sql").read_text()


class Migration(migrations.Migration):

    dependencies = [
        ('measures', '0007_log_by_hash'),
        ('pghistory', '0007_auto_20250421_0444'),
        ('powers', '0006_log_by_statement'),
        ('riskpoints', '0009_log_by_hash'),
        ('units', '0005_log_by_statement'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='PointHolding',
            fields=[
                ('point', models.OneToOneField(on_delete=django.db.models.deletion.DO_NOTHING, primary_key=True, related_name='holding', serialize=False, to='riskpoints.riskpoint', verbose_name='risk point')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='units.unit', verbose_name='unit')),
                ('least', models.IntegerField(verbose_name='least measures')),
                ('methods', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('procedure', 'control by procedure'), ('division', 'control by division of power'), ('openness', 'control by openness'), ('warning', 'control by warning')], max_length=10), size=None)),
                ('live', models.IntegerField(verbose_name='live measures')),
                ('live_methods', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('procedure', 'control by procedure'), ('division', 'control by division of power'), ('openness', 'control by openness'), ('warning', 'control by warning')], max_length=10), size=None)),
                ('is_held', models.BooleanField()),
            ],
            options={
                'db_table': 'measures_pointholding',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='ControlPlan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=150, verbose_name='title')),
                ('number', models.CharField(blank=True, max_length=60, verbose_name='document number')),
                ('text', models.TextField(blank=True, help_text="What the domain's units have to see to, one rule a line.", verbose_name='methods of control')),
                ('wanted', models.JSONField(editable=False, null=True, verbose_name='to be put in force')),
                ('domain', models.OneToOneField(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='control_plan', to='powers.domain', verbose_name='domain')),
                ('wanted_by', models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='put in force by')),
            ],
            options={
                'verbose_name': 'control plan',
                'verbose_name_plural': 'control plans',
                'ordering': ['domain'],
            },
        ),
        migrations.CreateModel(
            name='ControlPlanEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('title', models.CharField(max_length=150, verbose_name='title')),
                ('number', models.CharField(blank=True, max_length=60, verbose_name='document number')),
                ('text', models.TextField(blank=True, help_text="What the domain's units have to see to, one rule a line.", verbose_name='methods of control')),
                ('wanted', models.JSONField(editable=False, null=True, verbose_name='to be put in force')),
                ('domain', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='powers.domain', verbose_name='domain')),
                ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='measures.controlplan')),
                ('wanted_by', models.ForeignKey(db_constraint=False, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='put in force by')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='PlanRequirement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('grade', models.CharField(choices=[('high', 'high (grade 1)'), ('medium', 'medium (grade 2)'), ('low', 'low (grade 3)')], max_length=6, verbose_name='grade')),
                ('least', models.PositiveSmallIntegerField(validators=[django.core.validators.MaxValueValidator(9)], verbose_name='least measures')),
                ('methods', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('procedure', 'control by procedure'), ('division', 'control by division of power'), ('openness', 'control by openness'), ('warning', 'control by warning')], max_length=10), default=list, size=None, verbose_name='methods')),
                ('plan', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='requirements', to='measures.controlplan', verbose_name='control plan')),
            ],
            options={
                'verbose_name': 'requirement of a control plan',
            },
        ),
        migrations.CreateModel(
            name='PlanRequirementEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('grade', models.CharField(choices=[('high', 'high (grade 1)'), ('medium', 'medium (grade 2)'), ('low', 'low (grade 3)')], max_length=6, verbose_name='grade')),
                ('least', models.PositiveSmallIntegerField(validators=[django.core.validators.MaxValueValidator(9)], verbose_name='least measures')),
                ('methods', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('procedure', 'control by procedure'), ('division', 'control by division of power'), ('openness', 'control by openness'), ('warning', 'control by warning')], max_length=10), default=list, size=None, verbose_name='methods')),
                ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='measures.planrequirement')),
                ('plan', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='measures.controlplan', verbose_name='control plan')),
            ],
            options={
                'abstract': False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='controlplan',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "measures_controlplanevent" ("domain_id", "id", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "text", "title", "wanted", "wanted_by_id") SELECT new_values."domain_id", new_values."id", new_values."number", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."text", new_values."title", new_values."wanted", new_values."wanted_by_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='2dbb4d373e51d03a8e388b3b5d948236727561d8', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_3d58d', referencing='REFERENCING NEW TABLE AS new_values ', table='measures_controlplan', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='controlplan',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "measures_controlplanevent" ("domain_id", "id", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "text", "title", "wanted", "wanted_by_id") SELECT new_values."domain_id", new_values."id", new_values."number", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."text", new_values."title", new_values."wanted", new_values."wanted_by_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='96893b5be3a4c8079c8e8c28801766ee62bd2594', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_6fbf1', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='measures_controlplan', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='controlplan',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "measures_controlplanevent" ("domain_id", "id", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "text", "title", "wanted", "wanted_by_id") SELECT old_values."domain_id", old_values."id", old_values."number", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."text", old_values."title", old_values."wanted", old_values."wanted_by_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='1bb4465f76bf7cbb7a07cc8503bf49e626ee29b2', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_94d57', referencing='REFERENCING OLD TABLE AS old_values ', table='measures_controlplan', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='controlplanevent',
            index=models.Index(fields=['-pgh_created_at', '-pgh_id'], name='measures_controlplan_log'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='controlplanevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='9106a1b1a1b1b2bb786fa05022749d5442581ac4', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_a7ad6', table='measures_controlplanevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='planrequirement',
            constraint=models.UniqueConstraint(fields=('plan', 'grade'), name='requirement_once_per_grade'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='planrequirement',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "measures_planrequirementevent" ("grade", "id", "least", "methods", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id") SELECT new_values."grade", new_values."id", new_values."least", new_values."methods", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."plan_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='d070eae971a0793325199a0533f376c5638b171a', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_8161b', referencing='REFERENCING NEW TABLE AS new_values ', table='measures_planrequirement', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='planrequirement',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "measures_planrequirementevent" ("grade", "id", "least", "methods", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id") SELECT new_values."grade", new_values."id", new_values."least", new_values."methods", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."plan_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='4610d2e31c8f808b6317bc8cf267945bd481d4d4', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_78067', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='measures_planrequirement', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='planrequirement',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "measures_planrequirementevent" ("grade", "id", "least", "methods", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id") SELECT old_values."grade", old_values."id", old_values."least", old_values."methods", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."plan_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='5f0fa3834a52e5030276b4c64b4de32afb22e65e', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_b0d7c', referencing='REFERENCING OLD TABLE AS old_values ', table='measures_planrequirement', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='planrequirementevent',
            index=models.Index(fields=['-pgh_created_at', '-pgh_id'], name='measures_planrequirement_log'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='planrequirementevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='b0d018cfcd3852622915d6c04f1722a58b4832b4', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_7c922', table='measures_planrequirementevent', when='BEFORE')),
        ),
        migrations.RunSQL(HOLDING, "DROP VIEW measures_pointholding"),
    ]
