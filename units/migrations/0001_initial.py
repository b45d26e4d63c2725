import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.indexes
import django.db.models.deletion
import pgtrigger.compiler
import units.models
import units.text_search
from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations, models
from riskcontrol.migration import InitialMigration


SEARCH = """
-- The pairs of neighbouring characters of a text, in small letters: '招标办' → {招标,标办}.
-- Two passes of the regular expression, from the first and from the second character, are several times quicker
-- than cutting the text pair by pair.
CREATE OR REPLACE FUNCTION search_pairs(t text) RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
-- Some twenty microseconds a row; the planner should know, and compare the text itself first.
COST 1000 AS $$
    SELECT coalesce(array_agg(found[1]), '{}') FROM (
        SELECT regexp_matches(lower(t), '..', 'g') AS found
        UNION ALL
        SELECT regexp_matches(substr(lower(t), 2), '..', 'g')
    ) AS pairs
$$;
"""


class Migration(InitialMigration):

    dependencies = [
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        BtreeGistExtension(),
        migrations.RunSQL(SEARCH),  # an index below calls it
        migrations.CreateModel(
            name='Division',
            fields=[
                ('code', models.CharField(max_length=6, primary_key=True, serialize=False, verbose_name='code')),
                ('name', models.CharField(max_length=60, verbose_name='name')),
                ('parent', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='units.division')),
                ('level', models.CharField(choices=[('province', 'province'), ('city', 'city'), ('county', 'county'), ('township', 'township')], max_length=10, verbose_name='level')),
            ],
            options={
                'verbose_name': 'division',
                'verbose_name_plural': 'divisions',
                'ordering': ['code'],
            },
        ),
        migrations.CreateModel(
            name='Post',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('unit', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='posts', to='units.unit', verbose_name='unit')),
                ('department', models.CharField(blank=True, max_length=60, verbose_name='department')),
                ('name', models.CharField(max_length=60, verbose_name='post')),
                ('discretion', models.CharField(choices=[('large', 'large'), ('medium', 'medium'), ('small', 'small')], default='medium', help_text='How much the post may decide by itself.', max_length=10, verbose_name='discretion')),
                ('is_main_leader', models.BooleanField(default=False, verbose_name='main leader')),
                ('is_abolished', models.BooleanField(default=False, verbose_name='abolished')),
            ],
            options={
                'verbose_name': 'post',
                'verbose_name_plural': 'posts',
                'ordering': ['unit_id', '-is_main_leader', 'department', 'name'],
                'constraints': [models.UniqueConstraint(fields=('unit', 'department', 'name'), name='post_once_per_unit', violation_error_message='This unit already has a post of that name in that department.')],
                'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "units_postevent" ("department", "discretion", "id", "is_abolished", "is_main_leader", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "unit_id") SELECT new_values."department", new_values."discretion", new_values."id", new_values."is_abolished", new_values."is_main_leader", new_values."name", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."unit_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='b84236b2fbf3d554c4d9901fa3bf33b3f98994f3', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_5664b', referencing='REFERENCING NEW TABLE AS new_values ', table='units_post', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "units_postevent" ("department", "discretion", "id", "is_abolished", "is_main_leader", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "unit_id") SELECT new_values."department", new_values."discretion", new_values."id", new_values."is_abolished", new_values."is_main_leader", new_values."name", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."unit_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='c83295a3384e255e2b6ca9ad4ab50cf7e98952c4', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_c99ab', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='units_post', when='AFTER')), pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "units_postevent" ("department", "discretion", "id", "is_abolished", "is_main_leader", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "unit_id") SELECT old_values."department", old_values."discretion", old_values."id", old_values."is_abolished", old_values."is_main_leader", old_values."name", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."unit_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='6ae13bfff86351b330d81e07fde517001d0192d8', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_a9fa2', referencing='REFERENCING OLD TABLE AS old_values ', table='units_post', when='AFTER'))],
            },
        ),
        migrations.CreateModel(
            name='Unit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('path', models.CharField(max_length=255, unique=True)),
                ('depth', models.PositiveIntegerField()),
                ('numchild', models.PositiveIntegerField(default=0)),
                ('code', models.CharField(max_length=30, unique=True, verbose_name='unit code')),
                ('name', models.CharField(max_length=100, verbose_name='name')),
                ('kind', models.CharField(choices=[('party_state', 'party or state organ'), ('institution', 'public institution'), ('enterprise', 'state-owned enterprise'), ('mass', 'mass organisation'), ('other', 'other unit with public power')], default='party_state', max_length=20, verbose_name='kind')),
                ('level', models.CharField(choices=[('province', 'province'), ('city', 'city'), ('county', 'county'), ('township', 'township')], max_length=10, verbose_name='level')),
                ('division', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='units.division', verbose_name='division')),
                ('industry', models.CharField(choices=[('discipline', 'discipline inspection'), ('organisation', 'party affairs and personnel'), ('health', 'health'), ('education', 'education'), ('finance', 'public finance'), ('construction', 'housing and construction'), ('transport', 'transport'), ('land', 'land and resources'), ('science', 'science and technology'), ('procurement', 'public resources trading'), ('state_assets', 'state-owned assets'), ('approval', 'administrative services'), ('civil_affairs', 'civil affairs'), ('environment', 'environmental protection'), ('water', 'water resources'), ('public_security', 'public security and justice'), ('general', 'general administration')], default='general', max_length=20, verbose_name='industry')),
                ('credit_code', models.CharField(blank=True, help_text='18 characters as on the certificate; the last one is checked.', max_length=18, validators=[units.models.validate_credit_code], verbose_name='unified social credit code')),
                ('is_area', models.BooleanField(default=False, verbose_name='area')),
                ('must_be_covered', models.BooleanField(default=True, verbose_name='must be covered')),
                ('status', models.CharField(choices=[('active', 'active'), ('closed', 'closed')], default='active', max_length=10, verbose_name='state')),
                ('warning_contact', models.ForeignKey(blank=True, help_text='The post that receives warnings for this unit.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='units.post', verbose_name='warning contact')),
            ],
            options={
                'verbose_name': 'unit',
                'verbose_name_plural': 'units',
                'ordering': ['path'],
                'indexes': [django.contrib.postgres.indexes.GinIndex(units.text_search.Pairs(units.text_search.Joined(models.F('name'), models.F('code'))), name='unit_search'), models.Index(condition=models.Q(('is_area', True)), fields=['path'], name='unit_areas')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('credit_code', ''), _negated=True), fields=('credit_code',), name='unit_credit_code_once', violation_error_message='Another unit already has this unified social credit code.')],
                'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "units_unitevent" ("code", "credit_code", "depth", "division_id", "id", "industry", "is_area", "kind", "level", "must_be_covered", "name", "numchild", "path", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "status", "warning_contact_id") SELECT new_values."code", new_values."credit_code", new_values."depth", new_values."division_id", new_values."id", new_values."industry", new_values."is_area", new_values."kind", new_values."level", new_values."must_be_covered", new_values."name", new_values."numchild", new_values."path", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."status", new_values."warning_contact_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='9d65593dcc234f1d6ca5b06cc7791a04507adfb7', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_fb1f3', referencing='REFERENCING NEW TABLE AS new_values ', table='units_unit', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "units_unitevent" ("code", "credit_code", "depth", "division_id", "id", "industry", "is_area", "kind", "level", "must_be_covered", "name", "numchild", "path", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "status", "warning_contact_id") SELECT new_values."code", new_values."credit_code", new_values."depth", new_values."division_id", new_values."id", new_values."industry", new_values."is_area", new_values."kind", new_values."level", new_values."must_be_covered", new_values."name", new_values."numchild", new_values."path", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."status", new_values."warning_contact_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='706e55d8595938161cc6956eaf31b513297487c1', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_727f7', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='units_unit', when='AFTER')), pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "units_unitevent" ("code", "credit_code", "depth", "division_id", "id", "industry", "is_area", "kind", "level", "must_be_covered", "name", "numchild", "path", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "status", "warning_contact_id") SELECT old_values."code", old_values."credit_code", old_values."depth", old_values."division_id", old_values."id", old_values."industry", old_values."is_area", old_values."kind", old_values."level", old_values."must_be_covered", old_values."name", old_values."numchild", old_values."path", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."status", old_values."warning_contact_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='f04118e809bb12b39440771388b9a4f5ab5d5c3d', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_ebb8b', referencing='REFERENCING OLD TABLE AS old_values ', table='units_unit', when='AFTER'))],
            },
        ),
        migrations.CreateModel(
            name='UnitEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='units.unit')),
                ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('id', models.BigIntegerField()),
                ('path', models.CharField(max_length=255)),
                ('depth', models.PositiveIntegerField()),
                ('numchild', models.PositiveIntegerField(default=0)),
                ('code', models.CharField(max_length=30, verbose_name='unit code')),
                ('name', models.CharField(max_length=100, verbose_name='name')),
                ('kind', models.CharField(choices=[('party_state', 'party or state organ'), ('institution', 'public institution'), ('enterprise', 'state-owned enterprise'), ('mass', 'mass organisation'), ('other', 'other unit with public power')], default='party_state', max_length=20, verbose_name='kind')),
                ('level', models.CharField(choices=[('province', 'province'), ('city', 'city'), ('county', 'county'), ('township', 'township')], max_length=10, verbose_name='level')),
                ('division', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='units.division', verbose_name='division')),
                ('industry', models.CharField(choices=[('discipline', 'discipline inspection'), ('organisation', 'party affairs and personnel'), ('health', 'health'), ('education', 'education'), ('finance', 'public finance'), ('construction', 'housing and construction'), ('transport', 'transport'), ('land', 'land and resources'), ('science', 'science and technology'), ('procurement', 'public resources trading'), ('state_assets', 'state-owned assets'), ('approval', 'administrative services'), ('civil_affairs', 'civil affairs'), ('environment', 'environmental protection'), ('water', 'water resources'), ('public_security', 'public security and justice'), ('general', 'general administration')], default='general', max_length=20, verbose_name='industry')),
                ('credit_code', models.CharField(blank=True, help_text='18 characters as on the certificate; the last one is checked.', max_length=18, validators=[units.models.validate_credit_code], verbose_name='unified social credit code')),
                ('is_area', models.BooleanField(default=False, verbose_name='area')),
                ('must_be_covered', models.BooleanField(default=True, verbose_name='must be covered')),
                ('status', models.CharField(choices=[('active', 'active'), ('closed', 'closed')], default='active', max_length=10, verbose_name='state')),
                ('warning_contact', models.ForeignKey(blank=True, db_constraint=False, db_index=False, help_text='The post that receives warnings for this unit.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='units.post', verbose_name='warning contact')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['-pgh_created_at', '-pgh_id'], name='units_unit_log')],
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='df3d2709dc4d87fbf17ec048a9e6cb98623d0472', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_19655', table='units_unitevent', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='PostEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='units.post')),
                ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('id', models.BigIntegerField()),
                ('unit', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='units.unit', verbose_name='unit')),
                ('department', models.CharField(blank=True, max_length=60, verbose_name='department')),
                ('name', models.CharField(max_length=60, verbose_name='post')),
                ('discretion', models.CharField(choices=[('large', 'large'), ('medium', 'medium'), ('small', 'small')], default='medium', help_text='How much the post may decide by itself.', max_length=10, verbose_name='discretion')),
                ('is_main_leader', models.BooleanField(default=False, verbose_name='main leader')),
                ('is_abolished', models.BooleanField(default=False, verbose_name='abolished')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['-pgh_created_at', '-pgh_id'], name='units_post_log')],
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='211ea6101e57c17579c7bdb90e5baacff38289c6', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_6c687', table='units_postevent', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='Official',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=40, verbose_name="person's name")),
                ('staff_number', models.CharField(max_length=20, unique=True, verbose_name='staff number')),
            ],
            options={
                'verbose_name': 'official',
                'verbose_name_plural': 'officials',
                'ordering': ['name', 'pk'],
                'indexes': [models.Index(fields=['name', 'id'], name='official_name'), django.contrib.postgres.indexes.GinIndex(units.text_search.Pairs(units.text_search.Joined(models.F('name'), models.F('staff_number'))), name='official_search')],
                'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "units_officialevent" ("id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "staff_number") SELECT new_values."id", new_values."name", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."staff_number" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='f358fea6af704afc230e73aa65290ca41e54aa1e', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_0a60d', referencing='REFERENCING NEW TABLE AS new_values ', table='units_official', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "units_officialevent" ("id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "staff_number") SELECT new_values."id", new_values."name", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."staff_number" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='85ed479a8d23a2b473e2aefc7caaee91eb5b9220', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_2e7a5', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='units_official', when='AFTER')), pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "units_officialevent" ("id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "staff_number") SELECT old_values."id", old_values."name", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."staff_number" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='a06b92f7f8acce1fab5c462a3458c47863223b45', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_f1ec1', referencing='REFERENCING OLD TABLE AS old_values ', table='units_official', when='AFTER'))],
            },
        ),
        migrations.CreateModel(
            name='OfficialEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='units.official')),
                ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('id', models.BigIntegerField()),
                ('name', models.CharField(max_length=40, verbose_name="person's name")),
                ('staff_number', models.CharField(max_length=20, verbose_name='staff number')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['-pgh_created_at', '-pgh_id'], name='units_official_log')],
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='a73b3b3a8de9b90126fef823c66a645e562c4f2f', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_168a3', table='units_officialevent', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='PostPeriod',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('official', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='periods', to='units.official', verbose_name='official')),
                ('post', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='periods', to='units.post', verbose_name='post')),
                ('started_on', models.DateField(verbose_name='from')),
                ('ended_on', models.DateField(blank=True, null=True, verbose_name='until')),
            ],
            options={
                'verbose_name': 'post period',
                'verbose_name_plural': 'post periods',
                'ordering': ['-started_on'],
                'constraints': [models.CheckConstraint(condition=models.Q(('ended_on', None), ('ended_on__gte', models.F('started_on')), _connector='OR'), name='post_period_ends_after_start', violation_error_message='The period ends before it starts.'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('official', '='), ('post', '='), (units.models.DateRange('started_on', 'ended_on', django.contrib.postgres.fields.ranges.RangeBoundary(inclusive_upper=True)), '&&')], name='post_period_no_overlap', violation_error_message='The official already holds this post during that time.')],
                'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "units_postperiodevent" ("ended_on", "id", "official_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "post_id", "started_on") SELECT new_values."ended_on", new_values."id", new_values."official_id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."post_id", new_values."started_on" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='8a501fb3e348dc33e97d1b1cee4cb891c2d7949c', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_9988d', referencing='REFERENCING NEW TABLE AS new_values ', table='units_postperiod', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "units_postperiodevent" ("ended_on", "id", "official_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "post_id", "started_on") SELECT new_values."ended_on", new_values."id", new_values."official_id", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."post_id", new_values."started_on" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='68ea46fd48ca0df9c7439637caf72d3fd71930c2', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_8ff22', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='units_postperiod', when='AFTER')), pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "units_postperiodevent" ("ended_on", "id", "official_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "post_id", "started_on") SELECT old_values."ended_on", old_values."id", old_values."official_id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."post_id", old_values."started_on" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='e7ab7350f1cff114032e0ef98a32a37f94d815c8', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_1cba3', referencing='REFERENCING OLD TABLE AS old_values ', table='units_postperiod', when='AFTER'))],
            },
        ),
        migrations.CreateModel(
            name='PostPeriodEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='units.postperiod')),
                ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('id', models.BigIntegerField()),
                ('official', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='units.official', verbose_name='official')),
                ('post', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='units.post', verbose_name='post')),
                ('started_on', models.DateField(verbose_name='from')),
                ('ended_on', models.DateField(blank=True, null=True, verbose_name='until')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['-pgh_created_at', '-pgh_id'], name='units_postperiod_log')],
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='229a2f66db5107b99c9a0eaaeebd61ffa865c4f8', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_cdece', table='units_postperiodevent', when='BEFORE'))],
            },
        ),
    ]
