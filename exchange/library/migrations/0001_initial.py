import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import pgtrigger.compiler
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
            name='LibraryPower',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='library', to='units.unit', verbose_name='library of')),
                ('industries', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('discipline', 'discipline inspection'), ('organisation', 'party affairs and personnel'), ('health', 'health'), ('education', 'education'), ('finance', 'public finance'), ('construction', 'housing and construction'), ('transport', 'transport'), ('land', 'land and resources'), ('science', 'science and technology'), ('procurement', 'public resources trading'), ('state_assets', 'state-owned assets'), ('approval', 'administrative services'), ('civil_affairs', 'civil affairs'), ('environment', 'environmental protection'), ('water', 'water resources'), ('public_security', 'public security and justice'), ('general', 'general administration')], max_length=20), size=None, verbose_name='industries')),
                ('domain', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='powers.domain', verbose_name='domain')),
                ('code', models.CharField(max_length=40, verbose_name='power code')),
                ('name', models.CharField(max_length=120, verbose_name='power item')),
                ('kind', models.CharField(choices=[('permit', 'administrative permit'), ('penalty', 'administrative penalty'), ('coercion', 'administrative coercion'), ('levy', 'administrative levy'), ('benefit', 'administrative benefit'), ('inspection', 'administrative inspection'), ('confirmation', 'administrative confirmation'), ('reward', 'administrative reward'), ('ruling', 'administrative ruling'), ('other', 'other administrative power'), ('personnel', 'personnel'), ('finance', 'finance'), ('procurement', 'procurement'), ('works', 'works'), ('assets', 'assets')], max_length=20, verbose_name='kind')),
                ('legal_basis', models.TextField(blank=True, verbose_name='legal basis')),
                ('is_public', models.BooleanField(default=True, verbose_name='to be published')),
                ('flow', models.JSONField(default=list, verbose_name='flow')),
            ],
            options={
                'verbose_name': 'library power',
                'verbose_name_plural': 'library powers',
                'ordering': ['code', 'pk'],
                'indexes': [django.contrib.postgres.indexes.GinIndex(units.text_search.Pairs(units.text_search.Joined(models.F('name'), models.F('code'))), name='library_power_search')],
                'constraints': [models.UniqueConstraint(fields=('unit', 'code'), name='library_power_once')],
                'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "library_librarypowerevent" ("code", "domain_id", "flow", "id", "industries", "is_public", "kind", "legal_basis", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "unit_id") SELECT new_values."code", new_values."domain_id", new_values."flow", new_values."id", new_values."industries", new_values."is_public", new_values."kind", new_values."legal_basis", new_values."name", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."unit_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='624c0f4996c6ef71e41b45cc7dfbda66ea4b42a1', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_a3eea', referencing='REFERENCING NEW TABLE AS new_values ', table='library_librarypower', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "library_librarypowerevent" ("code", "domain_id", "flow", "id", "industries", "is_public", "kind", "legal_basis", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "unit_id") SELECT new_values."code", new_values."domain_id", new_values."flow", new_values."id", new_values."industries", new_values."is_public", new_values."kind", new_values."legal_basis", new_values."name", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."unit_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='da64783d528eaab62c3f744079c52f11e1b96798', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_37463', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='library_librarypower', when='AFTER')), pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "library_librarypowerevent" ("code", "domain_id", "flow", "id", "industries", "is_public", "kind", "legal_basis", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "unit_id") SELECT old_values."code", old_values."domain_id", old_values."flow", old_values."id", old_values."industries", old_values."is_public", old_values."kind", old_values."legal_basis", old_values."name", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."unit_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='e943fd31364f3e121e4b8e69117dbad059df05db', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_ad3db', referencing='REFERENCING OLD TABLE AS old_values ', table='library_librarypower', when='AFTER'))],
            },
        ),
        migrations.CreateModel(
            name='LibraryPowerEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='library.librarypower')),
                ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('id', models.BigIntegerField()),
                ('unit', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='units.unit', verbose_name='library of')),
                ('industries', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('discipline', 'discipline inspection'), ('organisation', 'party affairs and personnel'), ('health', 'health'), ('education', 'education'), ('finance', 'public finance'), ('construction', 'housing and construction'), ('transport', 'transport'), ('land', 'land and resources'), ('science', 'science and technology'), ('procurement', 'public resources trading'), ('state_assets', 'state-owned assets'), ('approval', 'administrative services'), ('civil_affairs', 'civil affairs'), ('environment', 'environmental protection'), ('water', 'water resources'), ('public_security', 'public security and justice'), ('general', 'general administration')], max_length=20), size=None, verbose_name='industries')),
                ('domain', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='powers.domain', verbose_name='domain')),
                ('code', models.CharField(max_length=40, verbose_name='power code')),
                ('name', models.CharField(max_length=120, verbose_name='power item')),
                ('kind', models.CharField(choices=[('permit', 'administrative permit'), ('penalty', 'administrative penalty'), ('coercion', 'administrative coercion'), ('levy', 'administrative levy'), ('benefit', 'administrative benefit'), ('inspection', 'administrative inspection'), ('confirmation', 'administrative confirmation'), ('reward', 'administrative reward'), ('ruling', 'administrative ruling'), ('other', 'other administrative power'), ('personnel', 'personnel'), ('finance', 'finance'), ('procurement', 'procurement'), ('works', 'works'), ('assets', 'assets')], max_length=20, verbose_name='kind')),
                ('legal_basis', models.TextField(blank=True, verbose_name='legal basis')),
                ('is_public', models.BooleanField(default=True, verbose_name='to be published')),
                ('flow', models.JSONField(default=list, verbose_name='flow')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['-pgh_created_at', '-pgh_id'], name='library_librarypower_log')],
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='81201baf7021a5042506f4acf5dbe57cb798a575', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_0584d', table='library_librarypowerevent', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='LibraryEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='library_entries', to='units.unit', verbose_name='library of')),
                ('power', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='library.librarypower', verbose_name='power item')),
                ('step', models.PositiveSmallIntegerField(verbose_name='flow step')),
                ('risk_class', models.CharField(choices=[('ideology', 'ideology and morals'), ('duty', 'post and duties'), ('process', 'business process'), ('system', 'rules and mechanisms'), ('environment', 'outside environment')], max_length=12, verbose_name='risk class')),
                ('name', models.CharField(max_length=100, verbose_name='risk point')),
                ('manifestation', models.TextField(verbose_name='manifestation')),
                ('likelihood', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(5)], verbose_name='likelihood')),
                ('harm', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(5)], verbose_name='harm')),
                ('importance', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(5)], verbose_name='importance of the power')),
                ('frequency', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(5)], verbose_name='frequency of use')),
                ('three_majors', models.BooleanField(default=False, verbose_name='three majors and one large')),
                ('measures', models.JSONField(default=list, verbose_name='measures')),
                ('status', models.CharField(choices=[('proposed', 'proposed'), ('offered', 'offered'), ('out', 'taken out')], default='proposed', max_length=10, verbose_name='state')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('proposed_from', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='riskpoints.riskpoint', verbose_name='proposed from')),
            ],
            options={
                'verbose_name': 'library entry',
                'verbose_name_plural': 'library entries',
                'ordering': ['power_id', 'step', 'pk'],
                'indexes': [django.contrib.postgres.indexes.GinIndex(units.text_search.Pairs(units.text_search.Joined(models.F('name'), models.F('manifestation'))), name='library_entry_search')],
                'constraints': [models.UniqueConstraint(fields=('unit', 'power', 'step', 'name'), name='library_entry_once', violation_error_message='The library has this risk point on that step already.')],
                'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "library_libraryentryevent" ("frequency", "harm", "id", "importance", "likelihood", "manifestation", "measures", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "power_id", "proposed_from_id", "risk_class", "status", "step", "three_majors", "unit_id", "version") SELECT new_values."frequency", new_values."harm", new_values."id", new_values."importance", new_values."likelihood", new_values."manifestation", new_values."measures", new_values."name", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."power_id", new_values."proposed_from_id", new_values."risk_class", new_values."status", new_values."step", new_values."three_majors", new_values."unit_id", new_values."version" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='ceaa37248ecc57a0d641f2c8c95af3c3ab98caa1', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_3b11d', referencing='REFERENCING NEW TABLE AS new_values ', table='library_libraryentry', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "library_libraryentryevent" ("frequency", "harm", "id", "importance", "likelihood", "manifestation", "measures", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "power_id", "proposed_from_id", "risk_class", "status", "step", "three_majors", "unit_id", "version") SELECT new_values."frequency", new_values."harm", new_values."id", new_values."importance", new_values."likelihood", new_values."manifestation", new_values."measures", new_values."name", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."power_id", new_values."proposed_from_id", new_values."risk_class", new_values."status", new_values."step", new_values."three_majors", new_values."unit_id", new_values."version" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='01f879fff5074b3a82355d9fc7600501144f8cab', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_28c24', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='library_libraryentry', when='AFTER')), pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "library_libraryentryevent" ("frequency", "harm", "id", "importance", "likelihood", "manifestation", "measures", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "power_id", "proposed_from_id", "risk_class", "status", "step", "three_majors", "unit_id", "version") SELECT old_values."frequency", old_values."harm", old_values."id", old_values."importance", old_values."likelihood", old_values."manifestation", old_values."measures", old_values."name", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."power_id", old_values."proposed_from_id", old_values."risk_class", old_values."status", old_values."step", old_values."three_majors", old_values."unit_id", old_values."version" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='2e318fd4c2335b8d3dc27dc1f1987e9fd79363fc', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_7eaa7', referencing='REFERENCING OLD TABLE AS old_values ', table='library_libraryentry', when='AFTER'))],
            },
        ),
        migrations.CreateModel(
            name='LibraryEntryEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='library.libraryentry')),
                ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('id', models.BigIntegerField()),
                ('unit', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='units.unit', verbose_name='library of')),
                ('power', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='library.librarypower', verbose_name='power item')),
                ('step', models.PositiveSmallIntegerField(verbose_name='flow step')),
                ('risk_class', models.CharField(choices=[('ideology', 'ideology and morals'), ('duty', 'post and duties'), ('process', 'business process'), ('system', 'rules and mechanisms'), ('environment', 'outside environment')], max_length=12, verbose_name='risk class')),
                ('name', models.CharField(max_length=100, verbose_name='risk point')),
                ('manifestation', models.TextField(verbose_name='manifestation')),
                ('likelihood', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(5)], verbose_name='likelihood')),
                ('harm', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(5)], verbose_name='harm')),
                ('importance', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(5)], verbose_name='importance of the power')),
                ('frequency', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(5)], verbose_name='frequency of use')),
                ('three_majors', models.BooleanField(default=False, verbose_name='three majors and one large')),
                ('measures', models.JSONField(default=list, verbose_name='measures')),
                ('status', models.CharField(choices=[('proposed', 'proposed'), ('offered', 'offered'), ('out', 'taken out')], default='proposed', max_length=10, verbose_name='state')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('proposed_from', models.ForeignKey(db_constraint=False, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='riskpoints.riskpoint', verbose_name='proposed from')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['-pgh_created_at', '-pgh_id'], name='library_libraryentry_log')],
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='396fe2d114ddc609b414777780fac8639d7880dc', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_aa9bb', table='library_libraryentryevent', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='Adoption',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='adoptions', to='library.libraryentry', verbose_name='library entry')),
                ('point', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='adoption', to='riskpoints.riskpoint', verbose_name='risk point')),
                ('taken', models.JSONField(default=dict)),
                ('version', models.PositiveIntegerField(verbose_name='version')),
                ('by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='who')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='adopted on')),
            ],
            options={
                'verbose_name': 'adoption',
                'verbose_name_plural': 'adoptions',
                'ordering': ['-pk'],
                'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "library_adoptionevent" ("at", "by_id", "entry_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "point_id", "taken", "version") SELECT new_values."at", new_values."by_id", new_values."entry_id", new_values."id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."point_id", new_values."taken", new_values."version" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='82d9f2c6c8a2d61f895ad3e6514fc3bc3d3f04fc', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_4ef45', referencing='REFERENCING NEW TABLE AS new_values ', table='library_adoption', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "library_adoptionevent" ("at", "by_id", "entry_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "point_id", "taken", "version") SELECT new_values."at", new_values."by_id", new_values."entry_id", new_values."id", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."point_id", new_values."taken", new_values."version" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='b9f409ae5985d1ba0db0f8ce2d6fe3085d4e22d8', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_ef60a', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='library_adoption', when='AFTER')), pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "library_adoptionevent" ("at", "by_id", "entry_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "point_id", "taken", "version") SELECT old_values."at", old_values."by_id", old_values."entry_id", old_values."id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."point_id", old_values."taken", old_values."version" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='e8ebd3042caeae559193dc44b808e3ea4c14011a', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_c42d8', referencing='REFERENCING OLD TABLE AS old_values ', table='library_adoption', when='AFTER'))],
            },
        ),
        migrations.CreateModel(
            name='AdoptionEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='library.adoption')),
                ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('id', models.BigIntegerField()),
                ('entry', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='library.libraryentry', verbose_name='library entry')),
                ('point', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='riskpoints.riskpoint', verbose_name='risk point')),
                ('taken', models.JSONField(default=dict)),
                ('version', models.PositiveIntegerField(verbose_name='version')),
                ('by', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='who')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='adopted on')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['-pgh_created_at', '-pgh_id'], name='library_adoption_log')],
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='e1b837b59bfda72e9f88e6c538e00134b1166817', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_247ed', table='library_adoptionevent', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='PowerAdoption',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('library_power', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='adoptions', to='library.librarypower')),
                ('power_item', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='adopted_from', to='powers.poweritem')),
                ('by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'verbose_name': 'adopted power item',
                'verbose_name_plural': 'adopted power items',
                'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "library_poweradoptionevent" ("at", "by_id", "id", "library_power_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "power_item_id") SELECT new_values."at", new_values."by_id", new_values."id", new_values."library_power_id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."power_item_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='825b9a20099513b7d9a360ba483ad22c8bce8fe4', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_9d285', referencing='REFERENCING NEW TABLE AS new_values ', table='library_poweradoption', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "library_poweradoptionevent" ("at", "by_id", "id", "library_power_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "power_item_id") SELECT new_values."at", new_values."by_id", new_values."id", new_values."library_power_id", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."power_item_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='7364faaca94de09f0b4f576bd237f72ac333d0c1', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_be108', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='library_poweradoption', when='AFTER')), pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "library_poweradoptionevent" ("at", "by_id", "id", "library_power_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "power_item_id") SELECT old_values."at", old_values."by_id", old_values."id", old_values."library_power_id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."power_item_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='b9a024da2754681ad7b1f7f64da50b140ab3ea10', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_a0259', referencing='REFERENCING OLD TABLE AS old_values ', table='library_poweradoption', when='AFTER'))],
            },
        ),
        migrations.CreateModel(
            name='PowerAdoptionEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='library.poweradoption')),
                ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('id', models.BigIntegerField()),
                ('library_power', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='library.librarypower')),
                ('power_item', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='powers.poweritem')),
                ('by', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['-pgh_created_at', '-pgh_id'], name='library_poweradoption_log')],
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='ef4eda7380f5e2646b60fb8ebfb0c327c1001485', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_6c6df', table='library_poweradoptionevent', when='BEFORE'))],
            },
        ),
    ]
