import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
import ground.pages.attachments
import ground.pages.uploads
import pgtrigger.compiler
import units.subtrees
import units.text_search
from django.conf import settings
from django.db import migrations, models
from riskcontrol.migration import InitialMigration


class Migration(InitialMigration):

    dependencies = [
        ('pghistory', '0007_auto_20250421_0444'),
        ('powers', '0001_initial'),
        ('riskpoints', '0001_initial'),
        ('units', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Rule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('unit', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='rules', to='units.unit', verbose_name='unit')),
                ('number', models.CharField(max_length=60, verbose_name='document number')),
                ('title', models.CharField(max_length=150, verbose_name='title')),
                ('issuer', models.CharField(max_length=100, verbose_name='issuer')),
                ('domain', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='powers.domain', verbose_name='domain')),
                ('enacted_on', models.DateField(verbose_name='enacted on')),
                ('replaces', models.OneToOneField(blank=True, help_text='The rule that this one revises, if any.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='successor', to='measures.rule', verbose_name='replaces')),
                ('status', models.CharField(choices=[('in_force', 'in force'), ('revised', 'revised'), ('abolished', 'abolished')], default='in_force', max_length=10, verbose_name='state')),
                ('file', models.FileField(blank=True, max_length=120, upload_to=ground.pages.attachments.stored_as, validators=[ground.pages.uploads.validate_upload], verbose_name='file')),
                ('file_name', models.CharField(blank=True, editable=False, max_length=150, verbose_name='file name')),
            ],
            options={
                'verbose_name': 'rule',
                'verbose_name_plural': 'rules and regulations',
                'ordering': ['-enacted_on', '-pk'],
                'indexes': [models.Index(fields=['enacted_on', 'id'], name='rule_newest'), django.contrib.postgres.indexes.GinIndex(units.text_search.Pairs(units.text_search.Joined(models.F('title'), models.F('number'))), name='rule_search')],
                'constraints': [models.UniqueConstraint(fields=('unit', 'number'), name='rule_number_once_per_unit', violation_error_message='This unit already has a rule with that document number.')],
                'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "measures_ruleevent" ("domain_id", "enacted_on", "file", "file_name", "id", "issuer", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "replaces_id", "status", "title", "unit_id") SELECT new_values."domain_id", new_values."enacted_on", new_values."file", new_values."file_name", new_values."id", new_values."issuer", new_values."number", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."replaces_id", new_values."status", new_values."title", new_values."unit_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='90e3ae21ed967052435094d02d015bd48088243c', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_fcbe9', referencing='REFERENCING NEW TABLE AS new_values ', table='measures_rule', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "measures_ruleevent" ("domain_id", "enacted_on", "file", "file_name", "id", "issuer", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "replaces_id", "status", "title", "unit_id") SELECT new_values."domain_id", new_values."enacted_on", new_values."file", new_values."file_name", new_values."id", new_values."issuer", new_values."number", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."replaces_id", new_values."status", new_values."title", new_values."unit_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='639e287819ecdd11087468bbd9f1a1574729a9e3', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_f5fb6', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='measures_rule', when='AFTER')), pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "measures_ruleevent" ("domain_id", "enacted_on", "file", "file_name", "id", "issuer", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "replaces_id", "status", "title", "unit_id") SELECT old_values."domain_id", old_values."enacted_on", old_values."file", old_values."file_name", old_values."id", old_values."issuer", old_values."number", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."replaces_id", old_values."status", old_values."title", old_values."unit_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='07274436e28d8d0d4064f23dec5642e1cd94fd13', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_43d0c', referencing='REFERENCING OLD TABLE AS old_values ', table='measures_rule', when='AFTER'))],
            },
        ),
        migrations.CreateModel(
            name='RuleEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='measures.rule')),
                ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('id', models.BigIntegerField()),
                ('unit', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='units.unit', verbose_name='unit')),
                ('number', models.CharField(max_length=60, verbose_name='document number')),
                ('title', models.CharField(max_length=150, verbose_name='title')),
                ('issuer', models.CharField(max_length=100, verbose_name='issuer')),
                ('domain', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='powers.domain', verbose_name='domain')),
                ('enacted_on', models.DateField(verbose_name='enacted on')),
                ('replaces', models.ForeignKey(blank=True, db_constraint=False, db_index=False, help_text='The rule that this one revises, if any.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='measures.rule', verbose_name='replaces')),
                ('status', models.CharField(choices=[('in_force', 'in force'), ('revised', 'revised'), ('abolished', 'abolished')], default='in_force', max_length=10, verbose_name='state')),
                ('file', models.FileField(blank=True, max_length=120, upload_to=ground.pages.attachments.stored_as, validators=[ground.pages.uploads.validate_upload], verbose_name='file')),
                ('file_name', models.CharField(blank=True, editable=False, max_length=150, verbose_name='file name')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['-pgh_created_at', '-pgh_id'], name='measures_rule_log')],
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='5c7f0e90374ca6d47191bc6f2ebf9a7ef6388a94', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_7ad37', table='measures_ruleevent', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='MeasureLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('measure', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='links', to='measures.measure', verbose_name='measure')),
                ('point', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='measure_links', to='riskpoints.riskpoint', verbose_name='risk point')),
            ],
            options={
                'verbose_name': 'held risk point',
                'constraints': [models.UniqueConstraint(fields=('measure', 'point'), name='measure_point_once')],
                'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "measures_measurelinkevent" ("id", "measure_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "point_id") SELECT new_values."id", new_values."measure_id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."point_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='b802f344d0e7a082e52364fb81089e6c196a9abf', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_ca723', referencing='REFERENCING NEW TABLE AS new_values ', table='measures_measurelink', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "measures_measurelinkevent" ("id", "measure_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "point_id") SELECT new_values."id", new_values."measure_id", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."point_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='9af167063bae21461e87860c936a8aaea8546051', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_79ed7', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='measures_measurelink', when='AFTER')), pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "measures_measurelinkevent" ("id", "measure_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "point_id") SELECT old_values."id", old_values."measure_id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."point_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='db689b807bcda6e1d2ec78ffab635754cd806309', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_93cd4', referencing='REFERENCING OLD TABLE AS old_values ', table='measures_measurelink', when='AFTER'))],
            },
        ),
        migrations.CreateModel(
            name='MeasureRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('measure', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='rule_links', to='measures.measure', verbose_name='measure')),
                ('rule', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='measure_links', to='measures.rule', verbose_name='rule')),
            ],
            options={
                'verbose_name': 'rule of a measure',
                'constraints': [models.UniqueConstraint(fields=('measure', 'rule'), name='measure_rule_once')],
                'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "measures_measureruleevent" ("id", "measure_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rule_id") SELECT new_values."id", new_values."measure_id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."rule_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='6270b525706cbd0126f70642a961963035048dfc', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_7a25a', referencing='REFERENCING NEW TABLE AS new_values ', table='measures_measurerule', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "measures_measureruleevent" ("id", "measure_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rule_id") SELECT new_values."id", new_values."measure_id", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."rule_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='3ef297f4a355123b7362f03ad005e7810e3b930d', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_12374', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='measures_measurerule', when='AFTER')), pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "measures_measureruleevent" ("id", "measure_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rule_id") SELECT old_values."id", old_values."measure_id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."rule_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='4aa2c532bfd57e6d1d32aed95315167729f2d3a6', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_ca87f', referencing='REFERENCING OLD TABLE AS old_values ', table='measures_measurerule', when='AFTER'))],
            },
        ),
        migrations.CreateModel(
            name='Measure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('unit', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='measures', to='units.unit', verbose_name='unit')),
                ('text', models.TextField(verbose_name='measure')),
                ('method', models.CharField(choices=[('procedure', 'control by procedure'), ('division', 'control by division of power'), ('openness', 'control by openness'), ('warning', 'control by warning')], max_length=10, verbose_name='method')),
                ('responsible_post', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.post', verbose_name='responsible post')),
                ('accountable_post', models.ForeignKey(blank=True, db_index=False, help_text='Needed for high risk points.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.post', verbose_name='accountable leader')),
                ('due_on', models.DateField(blank=True, null=True, verbose_name='due date')),
                ('status', models.CharField(choices=[('planned', 'planned'), ('in_force', 'in force'), ('verified', 'verified'), ('ended', 'ended')], default='planned', max_length=10, verbose_name='state')),
                ('in_force_by', models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('in_force_at', models.DateTimeField(editable=False, null=True, verbose_name='in force since')),
                ('effective', models.BooleanField(editable=False, null=True, verbose_name='effective')),
                ('verification', models.TextField(blank=True, editable=False, verbose_name='verification')),
                ('verified_by', models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('verified_at', models.DateTimeField(editable=False, null=True, verbose_name='verified on')),
                ('residual_grade', models.CharField(blank=True, choices=[('high', 'high (grade 1)'), ('medium', 'medium (grade 2)'), ('low', 'low (grade 3)')], editable=False, max_length=6, verbose_name='residual grade')),
                ('path', units.subtrees.UnitPath(default='', editable=False, max_length=255)),
                ('points', models.ManyToManyField(related_name='measures', through='measures.MeasureLink', to='riskpoints.riskpoint', verbose_name='risk points')),
                ('rules', models.ManyToManyField(blank=True, related_name='measures', through='measures.MeasureRule', to='measures.rule', verbose_name='rests on the rules')),
            ],
            options={
                'verbose_name': 'measure',
                'verbose_name_plural': 'measures',
                'ordering': ['-pk'],
                'indexes': [models.Index(fields=['unit', 'status'], name='measure_unit_status'), models.Index(django.db.models.functions.text.Left('path', 8), models.F('id'), name='measure_level_2'), models.Index(django.db.models.functions.text.Left('path', 12), models.F('id'), name='measure_level_3'), models.Index(django.db.models.functions.text.Left('path', 16), models.F('id'), name='measure_level_4'), django.contrib.postgres.indexes.GinIndex(units.text_search.Pairs(models.F('text')), name='measure_search')],
                'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "measures_measureevent" ("accountable_post_id", "due_on", "effective", "id", "in_force_at", "in_force_by_id", "method", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "residual_grade", "responsible_post_id", "status", "text", "unit_id", "verification", "verified_at", "verified_by_id") SELECT new_values."accountable_post_id", new_values."due_on", new_values."effective", new_values."id", new_values."in_force_at", new_values."in_force_by_id", new_values."method", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."residual_grade", new_values."responsible_post_id", new_values."status", new_values."text", new_values."unit_id", new_values."verification", new_values."verified_at", new_values."verified_by_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='87f0227239bd8293fc006e0c3be215ebf95f55c9', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_e26a2', referencing='REFERENCING NEW TABLE AS new_values ', table='measures_measure', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "measures_measureevent" ("accountable_post_id", "due_on", "effective", "id", "in_force_at", "in_force_by_id", "method", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "residual_grade", "responsible_post_id", "status", "text", "unit_id", "verification", "verified_at", "verified_by_id") SELECT new_values."accountable_post_id", new_values."due_on", new_values."effective", new_values."id", new_values."in_force_at", new_values."in_force_by_id", new_values."method", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."residual_grade", new_values."responsible_post_id", new_values."status", new_values."text", new_values."unit_id", new_values."verification", new_values."verified_at", new_values."verified_by_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."accountable_post_id" IS DISTINCT FROM (new_values."accountable_post_id") OR old_values."due_on" IS DISTINCT FROM (new_values."due_on") OR old_values."effective" IS DISTINCT FROM (new_values."effective") OR old_values."id" IS DISTINCT FROM (new_values."id") OR old_values."in_force_at" IS DISTINCT FROM (new_values."in_force_at") OR old_values."in_force_by_id" IS DISTINCT FROM (new_values."in_force_by_id") OR old_values."method" IS DISTINCT FROM (new_values."method") OR old_values."residual_grade" IS DISTINCT FROM (new_values."residual_grade") OR old_values."responsible_post_id" IS DISTINCT FROM (new_values."responsible_post_id") OR old_values."status" IS DISTINCT FROM (new_values."status") OR old_values."text" IS DISTINCT FROM (new_values."text") OR old_values."unit_id" IS DISTINCT FROM (new_values."unit_id") OR old_values."verification" IS DISTINCT FROM (new_values."verification") OR old_values."verified_at" IS DISTINCT FROM (new_values."verified_at") OR old_values."verified_by_id" IS DISTINCT FROM (new_values."verified_by_id")) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='b5b03856eb9772122fbfcd395924e6ab33e16e8b', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_fd347', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='measures_measure', when='AFTER')), pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "measures_measureevent" ("accountable_post_id", "due_on", "effective", "id", "in_force_at", "in_force_by_id", "method", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "residual_grade", "responsible_post_id", "status", "text", "unit_id", "verification", "verified_at", "verified_by_id") SELECT old_values."accountable_post_id", old_values."due_on", old_values."effective", old_values."id", old_values."in_force_at", old_values."in_force_by_id", old_values."method", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."residual_grade", old_values."responsible_post_id", old_values."status", old_values."text", old_values."unit_id", old_values."verification", old_values."verified_at", old_values."verified_by_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='4af3b91272315a3cb65b7e4924f4791fce730b95', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_7343e', referencing='REFERENCING OLD TABLE AS old_values ', table='measures_measure', when='AFTER'))],
            },
        ),
        migrations.CreateModel(
            name='MeasureEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='measures.measure')),
                ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('id', models.BigIntegerField()),
                ('unit', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='units.unit', verbose_name='unit')),
                ('text', models.TextField(verbose_name='measure')),
                ('method', models.CharField(choices=[('procedure', 'control by procedure'), ('division', 'control by division of power'), ('openness', 'control by openness'), ('warning', 'control by warning')], max_length=10, verbose_name='method')),
                ('responsible_post', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='units.post', verbose_name='responsible post')),
                ('accountable_post', models.ForeignKey(blank=True, db_constraint=False, db_index=False, help_text='Needed for high risk points.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='units.post', verbose_name='accountable leader')),
                ('due_on', models.DateField(blank=True, null=True, verbose_name='due date')),
                ('status', models.CharField(choices=[('planned', 'planned'), ('in_force', 'in force'), ('verified', 'verified'), ('ended', 'ended')], default='planned', max_length=10, verbose_name='state')),
                ('in_force_by', models.ForeignKey(db_constraint=False, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('in_force_at', models.DateTimeField(editable=False, null=True, verbose_name='in force since')),
                ('effective', models.BooleanField(editable=False, null=True, verbose_name='effective')),
                ('verification', models.TextField(blank=True, editable=False, verbose_name='verification')),
                ('verified_by', models.ForeignKey(db_constraint=False, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('verified_at', models.DateTimeField(editable=False, null=True, verbose_name='verified on')),
                ('residual_grade', models.CharField(blank=True, choices=[('high', 'high (grade 1)'), ('medium', 'medium (grade 2)'), ('low', 'low (grade 3)')], editable=False, max_length=6, verbose_name='residual grade')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['-pgh_created_at', '-pgh_id'], name='measures_measure_log')],
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='3b857d76bfbd248ca965d5557aab4fbf4f0a3cae', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_8014c', table='measures_measureevent', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='MeasureLinkEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='measures.measurelink')),
                ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('id', models.BigIntegerField()),
                ('measure', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='measures.measure', verbose_name='measure')),
                ('point', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='riskpoints.riskpoint', verbose_name='risk point')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['-pgh_created_at', '-pgh_id'], name='measures_measurelink_log')],
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='fe32097f568609213127aa375fc92231ce44865c', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_fcbd6', table='measures_measurelinkevent', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='MeasureRuleEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='measures.measurerule')),
                ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('id', models.BigIntegerField()),
                ('measure', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='measures.measure', verbose_name='measure')),
                ('rule', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='measures.rule', verbose_name='rule')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['-pgh_created_at', '-pgh_id'], name='measures_measurerule_log')],
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='0189cb84e54fe7e24996021f5c0f56673d8fd90c', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_3f6cc', table='measures_measureruleevent', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='Evidence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=100, verbose_name='what it shows')),
                ('file', models.FileField(max_length=120, upload_to=ground.pages.attachments.stored_as, validators=[ground.pages.uploads.validate_upload], verbose_name='file')),
                ('file_name', models.CharField(editable=False, max_length=150, verbose_name='file name')),
                ('uploaded_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('uploaded_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='uploaded on')),
                ('measure', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='evidence', to='measures.measure', verbose_name='measure')),
            ],
            options={
                'verbose_name': 'evidence',
                'verbose_name_plural': 'evidence',
                'ordering': ['-pk'],
                'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "measures_evidenceevent" ("file", "file_name", "id", "measure_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "title", "uploaded_at", "uploaded_by_id") SELECT new_values."file", new_values."file_name", new_values."id", new_values."measure_id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."title", new_values."uploaded_at", new_values."uploaded_by_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='dba8021dfff23c6bb42216fe5e5586273406da31', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_0d9ae', referencing='REFERENCING NEW TABLE AS new_values ', table='measures_evidence', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "measures_evidenceevent" ("file", "file_name", "id", "measure_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "title", "uploaded_at", "uploaded_by_id") SELECT new_values."file", new_values."file_name", new_values."id", new_values."measure_id", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."title", new_values."uploaded_at", new_values."uploaded_by_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='859152faba2b6c1e5b59addde0bec89975274a6b', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_500a3', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='measures_evidence', when='AFTER')), pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "measures_evidenceevent" ("file", "file_name", "id", "measure_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "title", "uploaded_at", "uploaded_by_id") SELECT old_values."file", old_values."file_name", old_values."id", old_values."measure_id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."title", old_values."uploaded_at", old_values."uploaded_by_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='c43ee809ec7a5d094083bb1c7bd4b8c041458212', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_77689', referencing='REFERENCING OLD TABLE AS old_values ', table='measures_evidence', when='AFTER'))],
            },
        ),
        migrations.CreateModel(
            name='EvidenceEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='measures.evidence')),
                ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('id', models.BigIntegerField()),
                ('title', models.CharField(max_length=100, verbose_name='what it shows')),
                ('file', models.FileField(max_length=120, upload_to=ground.pages.attachments.stored_as, validators=[ground.pages.uploads.validate_upload], verbose_name='file')),
                ('file_name', models.CharField(editable=False, max_length=150, verbose_name='file name')),
                ('uploaded_by', models.ForeignKey(db_constraint=False, db_index=False, editable=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('uploaded_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='uploaded on')),
                ('measure', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='measures.measure', verbose_name='measure')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['-pgh_created_at', '-pgh_id'], name='measures_evidence_log')],
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='eb1e60b91547411aa73f15333d71c0a1d4127f9a', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_af2ec', table='measures_evidenceevent', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='ControlPlan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('tries', models.PositiveSmallIntegerField(default=0, editable=False)),
                ('error', models.TextField(blank=True, editable=False)),
                ('finished_at', models.DateTimeField(editable=False, null=True, verbose_name='finished')),
                ('domain', models.OneToOneField(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='control_plan', to='powers.domain', verbose_name='domain')),
                ('title', models.CharField(max_length=150, verbose_name='title')),
                ('number', models.CharField(blank=True, max_length=60, verbose_name='document number')),
                ('text', models.TextField(blank=True, help_text="What the domain's units have to see to, one rule a line.", verbose_name='methods of control')),
                ('wanted', models.JSONField(editable=False, null=True, verbose_name='to be put in force')),
                ('wanted_by', models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='put in force by')),
                ('status', models.CharField(choices=[('waiting', 'waiting'), ('working', 'running'), ('done', 'done'), ('failed', 'failed')], default='done', editable=False, max_length=10)),
            ],
            options={
                'verbose_name': 'control plan',
                'verbose_name_plural': 'control plans',
                'ordering': ['domain'],
                'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "measures_controlplanevent" ("domain_id", "id", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "text", "title", "wanted", "wanted_by_id") SELECT new_values."domain_id", new_values."id", new_values."number", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."text", new_values."title", new_values."wanted", new_values."wanted_by_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='2dbb4d373e51d03a8e388b3b5d948236727561d8', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_3d58d', referencing='REFERENCING NEW TABLE AS new_values ', table='measures_controlplan', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "measures_controlplanevent" ("domain_id", "id", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "text", "title", "wanted", "wanted_by_id") SELECT new_values."domain_id", new_values."id", new_values."number", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."text", new_values."title", new_values."wanted", new_values."wanted_by_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."domain_id" IS DISTINCT FROM (new_values."domain_id") OR old_values."id" IS DISTINCT FROM (new_values."id") OR old_values."number" IS DISTINCT FROM (new_values."number") OR old_values."text" IS DISTINCT FROM (new_values."text") OR old_values."title" IS DISTINCT FROM (new_values."title") OR old_values."wanted" IS DISTINCT FROM (new_values."wanted") OR old_values."wanted_by_id" IS DISTINCT FROM (new_values."wanted_by_id")) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='926f8f44ec2c0b2cefa9cb620391d5eb58f2fc9b', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_6fbf1', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='measures_controlplan', when='AFTER')), pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "measures_controlplanevent" ("domain_id", "id", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "text", "title", "wanted", "wanted_by_id") SELECT old_values."domain_id", old_values."id", old_values."number", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."text", old_values."title", old_values."wanted", old_values."wanted_by_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='1bb4465f76bf7cbb7a07cc8503bf49e626ee29b2', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_94d57', referencing='REFERENCING OLD TABLE AS old_values ', table='measures_controlplan', when='AFTER'))],
            },
        ),
        migrations.CreateModel(
            name='ControlPlanEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='measures.controlplan')),
                ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('id', models.BigIntegerField()),
                ('domain', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='powers.domain', verbose_name='domain')),
                ('title', models.CharField(max_length=150, verbose_name='title')),
                ('number', models.CharField(blank=True, max_length=60, verbose_name='document number')),
                ('text', models.TextField(blank=True, help_text="What the domain's units have to see to, one rule a line.", verbose_name='methods of control')),
                ('wanted', models.JSONField(editable=False, null=True, verbose_name='to be put in force')),
                ('wanted_by', models.ForeignKey(db_constraint=False, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='put in force by')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['-pgh_created_at', '-pgh_id'], name='measures_controlplan_log')],
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='9106a1b1a1b1b2bb786fa05022749d5442581ac4', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_a7ad6', table='measures_controlplanevent', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='PlanRequirement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('plan', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='requirements', to='measures.controlplan', verbose_name='control plan')),
                ('grade', models.CharField(choices=[('high', 'high (grade 1)'), ('medium', 'medium (grade 2)'), ('low', 'low (grade 3)')], max_length=6, verbose_name='grade')),
                ('least', models.PositiveSmallIntegerField(validators=[django.core.validators.MaxValueValidator(9)], verbose_name='least measures')),
                ('methods', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('procedure', 'control by procedure'), ('division', 'control by division of power'), ('openness', 'control by openness'), ('warning', 'control by warning')], max_length=10), default=list, size=None, verbose_name='methods')),
            ],
            options={
                'verbose_name': 'requirement of a control plan',
                'constraints': [models.UniqueConstraint(fields=('plan', 'grade'), name='requirement_once_per_grade')],
                'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "measures_planrequirementevent" ("grade", "id", "least", "methods", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id") SELECT new_values."grade", new_values."id", new_values."least", new_values."methods", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."plan_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='d070eae971a0793325199a0533f376c5638b171a', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_8161b', referencing='REFERENCING NEW TABLE AS new_values ', table='measures_planrequirement', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "measures_planrequirementevent" ("grade", "id", "least", "methods", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id") SELECT new_values."grade", new_values."id", new_values."least", new_values."methods", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."plan_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='4610d2e31c8f808b6317bc8cf267945bd481d4d4', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_78067', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='measures_planrequirement', when='AFTER')), pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "measures_planrequirementevent" ("grade", "id", "least", "methods", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id") SELECT old_values."grade", old_values."id", old_values."least", old_values."methods", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."plan_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='5f0fa3834a52e5030276b4c64b4de32afb22e65e', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_b0d7c', referencing='REFERENCING OLD TABLE AS old_values ', table='measures_planrequirement', when='AFTER'))],
            },
        ),
        migrations.CreateModel(
            name='PlanRequirementEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='measures.planrequirement')),
                ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('id', models.BigIntegerField()),
                ('plan', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='measures.controlplan', verbose_name='control plan')),
                ('grade', models.CharField(choices=[('high', 'high (grade 1)'), ('medium', 'medium (grade 2)'), ('low', 'low (grade 3)')], max_length=6, verbose_name='grade')),
                ('least', models.PositiveSmallIntegerField(validators=[django.core.validators.MaxValueValidator(9)], verbose_name='least measures')),
                ('methods', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('procedure', 'control by procedure'), ('division', 'control by division of power'), ('openness', 'control by openness'), ('warning', 'control by warning')], max_length=10), default=list, size=None, verbose_name='methods')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['-pgh_created_at', '-pgh_id'], name='measures_planrequirement_log')],
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='b0d018cfcd3852622915d6c04f1722a58b4832b4', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_7c922', table='measures_planrequirementevent', when='BEFORE'))],
            },
        ),
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
    ]
