import django.contrib.postgres.indexes
import django.db.models.constraints
import django.db.models.deletion
import pgtrigger.compiler
import units.text_search
import uuid
from django.conf import settings
from django.db import migrations, models
from riskcontrol.migration import InitialMigration


class Migration(InitialMigration):

    dependencies = [
        # Each of their operations renders every table that leads to a user: they come while there are few.
        ('mfa', '0003_authenticator_type_uniq'),
        ('pghistory', '0007_auto_20250421_0444'),
        ('socialaccount', '0006_alter_socialaccount_extra_data'),
        ('units', '0001_initial'),
        ('usersessions', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Domain',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=30, unique=True, verbose_name='code')),
                ('name', models.CharField(max_length=30, verbose_name='name')),
                ('name_en', models.CharField(max_length=60, verbose_name='English name')),
                ('is_key', models.BooleanField(default=False, verbose_name='key domain')),
            ],
            options={
                'verbose_name': 'domain',
                'verbose_name_plural': 'domains',
                'ordering': ['-is_key', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='PowerItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('unit', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='powers', to='units.unit', verbose_name='unit')),
                ('code', models.CharField(max_length=40, verbose_name='power code')),
                ('name', models.CharField(max_length=120, verbose_name='power item')),
                ('kind', models.CharField(choices=[('permit', 'administrative permit'), ('penalty', 'administrative penalty'), ('coercion', 'administrative coercion'), ('levy', 'administrative levy'), ('benefit', 'administrative benefit'), ('inspection', 'administrative inspection'), ('confirmation', 'administrative confirmation'), ('reward', 'administrative reward'), ('ruling', 'administrative ruling'), ('other', 'other administrative power'), ('personnel', 'personnel'), ('finance', 'finance'), ('procurement', 'procurement'), ('works', 'works'), ('assets', 'assets')], max_length=20, verbose_name='kind')),
                ('legal_basis', models.TextField(blank=True, help_text='Law, regulation or document, with the article.', verbose_name='legal basis')),
                ('domain', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='powers', to='powers.domain', verbose_name='domain')),
                ('exercising_post', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.post', verbose_name='exercising post')),
                ('is_public', models.BooleanField(default=True, help_text='Whether its flow and board go to the public pages.', verbose_name='to be published')),
                ('status', models.CharField(choices=[('draft', 'draft'), ('confirmed', 'confirmed'), ('abolished', 'abolished')], default='draft', max_length=10, verbose_name='state')),
                ('confirmed_by', models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('confirmed_at', models.DateTimeField(editable=False, null=True, verbose_name='confirmed on')),
            ],
            options={
                'verbose_name': 'power item',
                'verbose_name_plural': 'power items',
                'ordering': ['unit_id', 'code'],
                'indexes': [django.contrib.postgres.indexes.GinIndex(units.text_search.Pairs(units.text_search.Joined(models.F('name'), models.F('code'))), name='power_search')],
                'constraints': [models.UniqueConstraint(fields=('unit', 'code'), name='power_code_once_per_unit', violation_error_message='This unit already has a power item with that code.')],
                'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "powers_poweritemevent" ("code", "confirmed_at", "confirmed_by_id", "domain_id", "exercising_post_id", "id", "is_public", "kind", "legal_basis", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "status", "unit_id") SELECT new_values."code", new_values."confirmed_at", new_values."confirmed_by_id", new_values."domain_id", new_values."exercising_post_id", new_values."id", new_values."is_public", new_values."kind", new_values."legal_basis", new_values."name", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."status", new_values."unit_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='68b2cf68f48e92b171637d5066006ced96123a12', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_9fb17', referencing='REFERENCING NEW TABLE AS new_values ', table='powers_poweritem', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "powers_poweritemevent" ("code", "confirmed_at", "confirmed_by_id", "domain_id", "exercising_post_id", "id", "is_public", "kind", "legal_basis", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "status", "unit_id") SELECT new_values."code", new_values."confirmed_at", new_values."confirmed_by_id", new_values."domain_id", new_values."exercising_post_id", new_values."id", new_values."is_public", new_values."kind", new_values."legal_basis", new_values."name", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."status", new_values."unit_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='f57be8b25d8979b99ecebb5cea55a01f0b65dd3e', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_27745', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='powers_poweritem', when='AFTER')), pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "powers_poweritemevent" ("code", "confirmed_at", "confirmed_by_id", "domain_id", "exercising_post_id", "id", "is_public", "kind", "legal_basis", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "status", "unit_id") SELECT old_values."code", old_values."confirmed_at", old_values."confirmed_by_id", old_values."domain_id", old_values."exercising_post_id", old_values."id", old_values."is_public", old_values."kind", old_values."legal_basis", old_values."name", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."status", old_values."unit_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='b0d4cc9b6bf770005e783c6e5172d7fc23ea0faa', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_72237', referencing='REFERENCING OLD TABLE AS old_values ', table='powers_poweritem', when='AFTER'))],
            },
        ),
        migrations.CreateModel(
            name='PowerItemEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='powers.poweritem')),
                ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('id', models.BigIntegerField()),
                ('unit', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='units.unit', verbose_name='unit')),
                ('code', models.CharField(max_length=40, verbose_name='power code')),
                ('name', models.CharField(max_length=120, verbose_name='power item')),
                ('kind', models.CharField(choices=[('permit', 'administrative permit'), ('penalty', 'administrative penalty'), ('coercion', 'administrative coercion'), ('levy', 'administrative levy'), ('benefit', 'administrative benefit'), ('inspection', 'administrative inspection'), ('confirmation', 'administrative confirmation'), ('reward', 'administrative reward'), ('ruling', 'administrative ruling'), ('other', 'other administrative power'), ('personnel', 'personnel'), ('finance', 'finance'), ('procurement', 'procurement'), ('works', 'works'), ('assets', 'assets')], max_length=20, verbose_name='kind')),
                ('legal_basis', models.TextField(blank=True, help_text='Law, regulation or document, with the article.', verbose_name='legal basis')),
                ('domain', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='powers.domain', verbose_name='domain')),
                ('exercising_post', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='units.post', verbose_name='exercising post')),
                ('is_public', models.BooleanField(default=True, help_text='Whether its flow and board go to the public pages.', verbose_name='to be published')),
                ('status', models.CharField(choices=[('draft', 'draft'), ('confirmed', 'confirmed'), ('abolished', 'abolished')], default='draft', max_length=10, verbose_name='state')),
                ('confirmed_by', models.ForeignKey(db_constraint=False, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('confirmed_at', models.DateTimeField(editable=False, null=True, verbose_name='confirmed on')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['-pgh_created_at', '-pgh_id'], name='powers_poweritem_log')],
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='b685dc58b867ae7a9dbaa42d50ecd2ff651b3f56', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_96066', table='powers_poweritemevent', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='Flow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('power_item', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='flows', to='powers.poweritem', verbose_name='power item')),
                ('version', models.PositiveSmallIntegerField(default=1, verbose_name='version')),
                ('status', models.CharField(choices=[('draft', 'draft'), ('confirmed', 'confirmed'), ('published', 'published'), ('superseded', 'superseded')], default='draft', max_length=12, verbose_name='state')),
                ('confirmed_by', models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('confirmed_at', models.DateTimeField(editable=False, null=True, verbose_name='confirmed on')),
                ('published_by', models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('published_at', models.DateTimeField(editable=False, null=True, verbose_name='published on')),
                ('edited_at', models.DateTimeField(editable=False, null=True, verbose_name='edited on')),
            ],
            options={
                'verbose_name': 'flow',
                'verbose_name_plural': 'flows',
                'ordering': ['power_item_id', '-version'],
                'constraints': [models.UniqueConstraint(fields=('power_item', 'version'), name='flow_version_once'), models.UniqueConstraint(condition=models.Q(('status', 'draft')), fields=('power_item',), name='flow_one_draft')],
                'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "powers_flowevent" ("confirmed_at", "confirmed_by_id", "edited_at", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "power_item_id", "published_at", "published_by_id", "status", "version") SELECT new_values."confirmed_at", new_values."confirmed_by_id", new_values."edited_at", new_values."id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."power_item_id", new_values."published_at", new_values."published_by_id", new_values."status", new_values."version" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='6d821e9bed092fc914660bab21a7dde6b9339c4f', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_b02e5', referencing='REFERENCING NEW TABLE AS new_values ', table='powers_flow', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "powers_flowevent" ("confirmed_at", "confirmed_by_id", "edited_at", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "power_item_id", "published_at", "published_by_id", "status", "version") SELECT new_values."confirmed_at", new_values."confirmed_by_id", new_values."edited_at", new_values."id", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."power_item_id", new_values."published_at", new_values."published_by_id", new_values."status", new_values."version" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='47e2e886919e7f6bd0cf80af807fe7a8cb3a6094', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_1bfcd', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='powers_flow', when='AFTER')), pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "powers_flowevent" ("confirmed_at", "confirmed_by_id", "edited_at", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "power_item_id", "published_at", "published_by_id", "status", "version") SELECT old_values."confirmed_at", old_values."confirmed_by_id", old_values."edited_at", old_values."id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."power_item_id", old_values."published_at", old_values."published_by_id", old_values."status", old_values."version" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='c744d7bd4fc664500a5821bc6f8fd94e632a8678', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_0d11e', referencing='REFERENCING OLD TABLE AS old_values ', table='powers_flow', when='AFTER'))],
            },
        ),
        migrations.CreateModel(
            name='FlowEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='powers.flow')),
                ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('id', models.BigIntegerField()),
                ('power_item', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='powers.poweritem', verbose_name='power item')),
                ('version', models.PositiveSmallIntegerField(default=1, verbose_name='version')),
                ('status', models.CharField(choices=[('draft', 'draft'), ('confirmed', 'confirmed'), ('published', 'published'), ('superseded', 'superseded')], default='draft', max_length=12, verbose_name='state')),
                ('confirmed_by', models.ForeignKey(db_constraint=False, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('confirmed_at', models.DateTimeField(editable=False, null=True, verbose_name='confirmed on')),
                ('published_by', models.ForeignKey(db_constraint=False, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('published_at', models.DateTimeField(editable=False, null=True, verbose_name='published on')),
                ('edited_at', models.DateTimeField(editable=False, null=True, verbose_name='edited on')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['-pgh_created_at', '-pgh_id'], name='powers_flow_log')],
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='a0e1badbaafebf2124c1b8d11aa376c7f3ce7725', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_2ee48', table='powers_flowevent', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='Step',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('flow', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='powers.flow', verbose_name='flow')),
                ('lineage', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('number', models.PositiveSmallIntegerField(verbose_name='number')),
                ('name', models.CharField(max_length=60, verbose_name='step')),
                ('handler', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.post', verbose_name='handler')),
                ('monitor', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.post', verbose_name='monitor')),
                ('time_limit', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='time limit (working days)')),
                ('is_end', models.BooleanField(default=False, verbose_name='ends the flow')),
                ('is_key', models.BooleanField(default=False, verbose_name='key link')),
            ],
            options={
                'verbose_name': 'step',
                'verbose_name_plural': 'steps',
                'ordering': ['flow_id', 'number'],
                'indexes': [models.Index(fields=['lineage'], name='step_lineage')],
                'constraints': [models.UniqueConstraint(deferrable=django.db.models.constraints.Deferrable['DEFERRED'], fields=('flow', 'number'), name='step_number_once'), models.UniqueConstraint(fields=('flow', 'lineage'), name='step_lineage_once')],
                'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "powers_stepevent" ("flow_id", "handler_id", "id", "is_end", "is_key", "lineage", "monitor_id", "name", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "time_limit") SELECT new_values."flow_id", new_values."handler_id", new_values."id", new_values."is_end", new_values."is_key", new_values."lineage", new_values."monitor_id", new_values."name", new_values."number", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."time_limit" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='c8fa4c6c7ce2941f6a7c66cc42cd28a1ee498ebb', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_3954f', referencing='REFERENCING NEW TABLE AS new_values ', table='powers_step', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "powers_stepevent" ("flow_id", "handler_id", "id", "is_end", "is_key", "lineage", "monitor_id", "name", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "time_limit") SELECT new_values."flow_id", new_values."handler_id", new_values."id", new_values."is_end", new_values."is_key", new_values."lineage", new_values."monitor_id", new_values."name", new_values."number", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."time_limit" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='f888a89ca468e20d9fd279857f58459dedd804ab', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_9d982', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='powers_step', when='AFTER')), pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "powers_stepevent" ("flow_id", "handler_id", "id", "is_end", "is_key", "lineage", "monitor_id", "name", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "time_limit") SELECT old_values."flow_id", old_values."handler_id", old_values."id", old_values."is_end", old_values."is_key", old_values."lineage", old_values."monitor_id", old_values."name", old_values."number", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."time_limit" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='e58da8643d10f48fc454fe09117d4fddfffb2e15', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_7cc6a', referencing='REFERENCING OLD TABLE AS old_values ', table='powers_step', when='AFTER'))],
            },
        ),
        migrations.CreateModel(
            name='StepEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='powers.step')),
                ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('id', models.BigIntegerField()),
                ('flow', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='powers.flow', verbose_name='flow')),
                ('lineage', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('number', models.PositiveSmallIntegerField(verbose_name='number')),
                ('name', models.CharField(max_length=60, verbose_name='step')),
                ('handler', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='units.post', verbose_name='handler')),
                ('monitor', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='units.post', verbose_name='monitor')),
                ('time_limit', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='time limit (working days)')),
                ('is_end', models.BooleanField(default=False, verbose_name='ends the flow')),
                ('is_key', models.BooleanField(default=False, verbose_name='key link')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['-pgh_created_at', '-pgh_id'], name='powers_step_log')],
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='4659366234105e7f129c50129eebdf76dbd32cc5', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_7c9db', table='powers_stepevent', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='Way',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='ways_out', to='powers.step', verbose_name='from step')),
                ('target', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='ways_in', to='powers.step', verbose_name='to step')),
                ('kind', models.CharField(choices=[('forward', 'onwards'), ('back', 'returns')], default='forward', max_length=8, verbose_name='kind')),
                ('condition', models.CharField(blank=True, max_length=40, verbose_name='condition')),
            ],
            options={
                'verbose_name': 'transition',
                'verbose_name_plural': 'transitions',
                'ordering': ['source__number', 'target__number'],
                'constraints': [models.UniqueConstraint(fields=('source', 'target'), name='transition_once'), models.CheckConstraint(condition=models.Q(('source', models.F('target')), _negated=True), name='transition_not_to_itself', violation_error_message='A step cannot lead to itself.')],
                'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "powers_wayevent" ("condition", "id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source_id", "target_id") SELECT new_values."condition", new_values."id", new_values."kind", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."source_id", new_values."target_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='ed0c07a9880065ac6b342c8a2d030dfb31cc98ea', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_f165d', referencing='REFERENCING NEW TABLE AS new_values ', table='powers_way', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "powers_wayevent" ("condition", "id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source_id", "target_id") SELECT new_values."condition", new_values."id", new_values."kind", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."source_id", new_values."target_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='f165359b7480d95452df55278b93e355a4a8a025', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_36ccd', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='powers_way', when='AFTER')), pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "powers_wayevent" ("condition", "id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source_id", "target_id") SELECT old_values."condition", old_values."id", old_values."kind", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."source_id", old_values."target_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='d22e5b5b5b2f0726d1d417eb16f24a29c5e16203', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_a196d', referencing='REFERENCING OLD TABLE AS old_values ', table='powers_way', when='AFTER'))],
            },
        ),
        migrations.CreateModel(
            name='WayEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='powers.way')),
                ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('id', models.BigIntegerField()),
                ('source', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='powers.step', verbose_name='from step')),
                ('target', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='powers.step', verbose_name='to step')),
                ('kind', models.CharField(choices=[('forward', 'onwards'), ('back', 'returns')], default='forward', max_length=8, verbose_name='kind')),
                ('condition', models.CharField(blank=True, max_length=40, verbose_name='condition')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['-pgh_created_at', '-pgh_id'], name='powers_way_log')],
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='9a514969c9fa64a54779596909ebc22b90eaf8c8', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_0a7d0', table='powers_wayevent', when='BEFORE'))],
            },
        ),
    ]
