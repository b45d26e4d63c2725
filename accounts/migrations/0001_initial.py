import django.contrib.auth.validators
import django.contrib.postgres.constraints
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
        ('units', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('username', models.CharField(error_messages={'unique': 'An account of that name exists already.'}, max_length=60, unique=True, validators=[django.contrib.auth.validators.UnicodeUsernameValidator()], verbose_name='user name')),
                ('name', models.CharField(max_length=40, verbose_name="person's name")),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail')),
                ('official', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='user', to='units.official', verbose_name='official')),
                ('must_change_password', models.BooleanField(default=True, verbose_name='must change the password')),
                ('is_active', models.BooleanField(default=True, verbose_name='active')),
                ('wants_digest', models.BooleanField(default=True, help_text='Only where there is something new.', verbose_name='mail me once a day what I have not read')),
                ('invited_at', models.DateTimeField(editable=False, null=True, verbose_name='invited on')),
                ('date_joined', models.DateTimeField(default=django.utils.timezone.now, verbose_name='created on')),
            ],
            options={
                'verbose_name': 'account',
                'verbose_name_plural': 'accounts',
                'ordering': ['username'],
                'indexes': [django.contrib.postgres.indexes.GinIndex(units.text_search.Pairs(units.text_search.Joined(models.F('name'), models.F('username'))), name='user_search'), models.Index(condition=models.Q(('invited_at', None), ('is_active', True), ('last_login', None), ('password__startswith', '!')), fields=['username'], name='user_uninvited')],
                'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "accounts_userevent" ("date_joined", "email", "id", "invited_at", "is_active", "must_change_password", "name", "official_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "username", "wants_digest") SELECT new_values."date_joined", new_values."email", new_values."id", new_values."invited_at", new_values."is_active", new_values."must_change_password", new_values."name", new_values."official_id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."username", new_values."wants_digest" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='0396f082e859e01c8744915246eca79725df18b3', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_3867c', referencing='REFERENCING NEW TABLE AS new_values ', table='accounts_user', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "accounts_userevent" ("date_joined", "email", "id", "invited_at", "is_active", "must_change_password", "name", "official_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "username", "wants_digest") SELECT new_values."date_joined", new_values."email", new_values."id", new_values."invited_at", new_values."is_active", new_values."must_change_password", new_values."name", new_values."official_id", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."username", new_values."wants_digest" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."date_joined" IS DISTINCT FROM (new_values."date_joined") OR old_values."email" IS DISTINCT FROM (new_values."email") OR old_values."id" IS DISTINCT FROM (new_values."id") OR old_values."invited_at" IS DISTINCT FROM (new_values."invited_at") OR old_values."is_active" IS DISTINCT FROM (new_values."is_active") OR old_values."must_change_password" IS DISTINCT FROM (new_values."must_change_password") OR old_values."name" IS DISTINCT FROM (new_values."name") OR old_values."official_id" IS DISTINCT FROM (new_values."official_id") OR old_values."username" IS DISTINCT FROM (new_values."username") OR old_values."wants_digest" IS DISTINCT FROM (new_values."wants_digest")) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='cca0182087a1764c43b6eae12a611c78c6cfb693', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_0e890', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='accounts_user', when='AFTER')), pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "accounts_userevent" ("date_joined", "email", "id", "invited_at", "is_active", "must_change_password", "name", "official_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "username", "wants_digest") SELECT old_values."date_joined", old_values."email", old_values."id", old_values."invited_at", old_values."is_active", old_values."must_change_password", old_values."name", old_values."official_id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."username", old_values."wants_digest" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='a65eb52167bcdd87bfe1a76abb3069a0b0225f2a', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_19f14', referencing='REFERENCING OLD TABLE AS old_values ', table='accounts_user', when='AFTER'))],
            },
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('user', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='notices', to=settings.AUTH_USER_MODEL)),
                ('kind', models.CharField(max_length=12)),
                ('count', models.PositiveIntegerField(default=1)),
                ('name', models.CharField(blank=True, max_length=100)),
                ('why', models.CharField(blank=True, max_length=200)),
                ('url', models.CharField(max_length=200)),
                ('day', models.DateField(null=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('read_at', models.DateTimeField(null=True)),
                ('mailed_at', models.DateTimeField(null=True)),
                ('handed_at', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ['-pk'],
                'indexes': [models.Index(fields=['user', '-id'], name='notice_newest'), models.Index(condition=models.Q(('read_at', None)), fields=['user'], name='notice_unread'), models.Index(condition=models.Q(('mailed_at', None)), fields=['id'], name='notice_unmailed'), models.Index(condition=models.Q(('handed_at', None)), fields=['id'], name='notice_new')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('day__isnull', False)), fields=('user', 'kind', 'day'), name='notice_due_once')],
            },
        ),
        migrations.CreateModel(
            name='Channel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='channels', to=settings.AUTH_USER_MODEL)),
                ('way', models.CharField(choices=[('dingtalk', 'DingTalk robot'), ('wecom', 'WeCom robot'), ('webhook', 'signed webhook')], max_length=10, verbose_name='way')),
                ('name', models.CharField(max_length=40, verbose_name='what it is called')),
                ('sealed', models.TextField(editable=False)),
                ('kinds', models.JSONField(blank=True, default=list, verbose_name='told of')),
                ('pace', models.CharField(choices=[('at_once', 'at once'), ('daily', 'once a day, together')], default='at_once', max_length=10, verbose_name='when')),
                ('quiet_from', models.TimeField(blank=True, null=True, verbose_name='quiet from')),
                ('quiet_until', models.TimeField(blank=True, null=True, verbose_name='quiet until')),
                ('is_active', models.BooleanField(default=True, verbose_name='switched on')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
            ],
            options={
                'verbose_name': 'channel',
                'verbose_name_plural': 'channels',
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(fields=('user', 'name'), name='channel_named_once')],
                'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "accounts_channelevent" ("created_at", "id", "is_active", "kinds", "name", "pace", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "quiet_from", "quiet_until", "user_id", "way") SELECT new_values."created_at", new_values."id", new_values."is_active", new_values."kinds", new_values."name", new_values."pace", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."quiet_from", new_values."quiet_until", new_values."user_id", new_values."way" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='efd1d4aba97554da5297a44e8628ae72753a1a18', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_e1511', referencing='REFERENCING NEW TABLE AS new_values ', table='accounts_channel', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "accounts_channelevent" ("created_at", "id", "is_active", "kinds", "name", "pace", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "quiet_from", "quiet_until", "user_id", "way") SELECT new_values."created_at", new_values."id", new_values."is_active", new_values."kinds", new_values."name", new_values."pace", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."quiet_from", new_values."quiet_until", new_values."user_id", new_values."way" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."created_at" IS DISTINCT FROM (new_values."created_at") OR old_values."id" IS DISTINCT FROM (new_values."id") OR old_values."is_active" IS DISTINCT FROM (new_values."is_active") OR old_values."kinds" IS DISTINCT FROM (new_values."kinds") OR old_values."name" IS DISTINCT FROM (new_values."name") OR old_values."pace" IS DISTINCT FROM (new_values."pace") OR old_values."quiet_from" IS DISTINCT FROM (new_values."quiet_from") OR old_values."quiet_until" IS DISTINCT FROM (new_values."quiet_until") OR old_values."user_id" IS DISTINCT FROM (new_values."user_id") OR old_values."way" IS DISTINCT FROM (new_values."way")) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='180af5714aa0610490390bbb20143ab0d75e9ceb', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_0e21e', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='accounts_channel', when='AFTER')), pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "accounts_channelevent" ("created_at", "id", "is_active", "kinds", "name", "pace", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "quiet_from", "quiet_until", "user_id", "way") SELECT old_values."created_at", old_values."id", old_values."is_active", old_values."kinds", old_values."name", old_values."pace", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."quiet_from", old_values."quiet_until", old_values."user_id", old_values."way" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='b3b24d66a340f9359e7266281e5fb186bf644920', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_b7c77', referencing='REFERENCING OLD TABLE AS old_values ', table='accounts_channel', when='AFTER'))],
            },
        ),
        migrations.CreateModel(
            name='ChannelEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='accounts.channel')),
                ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('id', models.BigIntegerField()),
                ('user', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('way', models.CharField(choices=[('dingtalk', 'DingTalk robot'), ('wecom', 'WeCom robot'), ('webhook', 'signed webhook')], max_length=10, verbose_name='way')),
                ('name', models.CharField(max_length=40, verbose_name='what it is called')),
                ('kinds', models.JSONField(blank=True, default=list, verbose_name='told of')),
                ('pace', models.CharField(choices=[('at_once', 'at once'), ('daily', 'once a day, together')], default='at_once', max_length=10, verbose_name='when')),
                ('quiet_from', models.TimeField(blank=True, null=True, verbose_name='quiet from')),
                ('quiet_until', models.TimeField(blank=True, null=True, verbose_name='quiet until')),
                ('is_active', models.BooleanField(default=True, verbose_name='switched on')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['-pgh_created_at', '-pgh_id'], name='accounts_channel_log')],
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='416443378dcf36cc731455593958a7f424ca99ba', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_833eb', table='accounts_channelevent', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to=settings.AUTH_USER_MODEL, verbose_name='account')),
                ('channel', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='accounts.channel')),
                ('notice', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='accounts.notice')),
                ('status', models.CharField(choices=[('waiting', 'waiting'), ('trying', 'being sent'), ('sent', 'sent'), ('failed', 'could not be delivered'), ('unknown', 'perhaps delivered')], default='waiting', max_length=10, verbose_name='state')),
                ('not_before', models.DateTimeField(default=django.utils.timezone.now)),
                ('tries', models.PositiveSmallIntegerField(default=0, verbose_name='tries')),
                ('attempted_at', models.DateTimeField(null=True, verbose_name='tried last')),
                ('message', models.UUIDField(null=True)),
                ('error', models.CharField(blank=True, max_length=200, verbose_name='why')),
            ],
            options={
                'verbose_name': 'delivery',
                'verbose_name_plural': 'deliveries',
                'ordering': ['-pk'],
                'indexes': [models.Index(condition=models.Q(('status', 'waiting')), fields=['not_before'], name='delivery_waiting'), models.Index(condition=models.Q(('status', 'trying')), fields=['attempted_at'], name='delivery_trying'), models.Index(condition=models.Q(('status__in', ('failed', 'unknown'))), fields=['user', '-id'], name='delivery_lost')],
                'constraints': [models.UniqueConstraint(fields=('channel', 'notice'), name='delivery_once')],
            },
        ),
        migrations.CreateModel(
            name='SavedFilter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('user', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='saved_filters', to=settings.AUTH_USER_MODEL)),
                ('page', models.CharField(max_length=100, verbose_name='list')),
                ('name', models.CharField(max_length=40, verbose_name='name')),
                ('query', models.CharField(max_length=1000, verbose_name='filters')),
                ('is_shared', models.BooleanField(default=False, verbose_name='shared with my unit')),
            ],
            options={
                'verbose_name': 'saved filter',
                'ordering': ['name', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('user', 'page', 'name'), name='saved_filter_once', violation_error_message='You already keep a filter of that name for this list.')],
            },
        ),
        migrations.CreateModel(
            name='AccessToken',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tokens', to=settings.AUTH_USER_MODEL, verbose_name='account')),
                ('name', models.CharField(max_length=60, verbose_name='what it is for')),
                ('scope', models.CharField(choices=[('read', 'read only'), ('write', 'read and write')], default='read', max_length=5, verbose_name='scope')),
                ('start', models.CharField(editable=False, max_length=20, verbose_name='begins with')),
                ('digest', models.CharField(editable=False, max_length=64, unique=True)),
                ('expires_on', models.DateField(validators=[django.core.validators.MinValueValidator(django.utils.timezone.localdate)], verbose_name='works until')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='created on')),
                ('last_used_at', models.DateTimeField(editable=False, null=True, verbose_name='last used')),
                ('revoked_at', models.DateTimeField(editable=False, null=True, verbose_name='revoked on')),
            ],
            options={
                'verbose_name': 'API token',
                'verbose_name_plural': 'API tokens',
                'ordering': ['-pk'],
                'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "accounts_accesstokenevent" ("created_at", "expires_on", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "revoked_at", "scope", "start", "user_id") SELECT new_values."created_at", new_values."expires_on", new_values."id", new_values."name", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."revoked_at", new_values."scope", new_values."start", new_values."user_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='c448aac833ba3e8a00b5299d8685d18f1789b58a', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_7dd8d', referencing='REFERENCING NEW TABLE AS new_values ', table='accounts_accesstoken', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "accounts_accesstokenevent" ("created_at", "expires_on", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "revoked_at", "scope", "start", "user_id") SELECT new_values."created_at", new_values."expires_on", new_values."id", new_values."name", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."revoked_at", new_values."scope", new_values."start", new_values."user_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."created_at" IS DISTINCT FROM (new_values."created_at") OR old_values."expires_on" IS DISTINCT FROM (new_values."expires_on") OR old_values."id" IS DISTINCT FROM (new_values."id") OR old_values."name" IS DISTINCT FROM (new_values."name") OR old_values."revoked_at" IS DISTINCT FROM (new_values."revoked_at") OR old_values."scope" IS DISTINCT FROM (new_values."scope") OR old_values."start" IS DISTINCT FROM (new_values."start") OR old_values."user_id" IS DISTINCT FROM (new_values."user_id")) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='bef007a377906e5e1b64636dc5969ec88f94aae7', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_410a8', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='accounts_accesstoken', when='AFTER')), pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "accounts_accesstokenevent" ("created_at", "expires_on", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "revoked_at", "scope", "start", "user_id") SELECT old_values."created_at", old_values."expires_on", old_values."id", old_values."name", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."revoked_at", old_values."scope", old_values."start", old_values."user_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='f941d0f12778feb858ddce7b2c7fb53387a2b374', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_4793c', referencing='REFERENCING OLD TABLE AS old_values ', table='accounts_accesstoken', when='AFTER'))],
            },
        ),
        migrations.CreateModel(
            name='AccessTokenEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='accounts.accesstoken')),
                ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('id', models.BigIntegerField()),
                ('user', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='account')),
                ('name', models.CharField(max_length=60, verbose_name='what it is for')),
                ('scope', models.CharField(choices=[('read', 'read only'), ('write', 'read and write')], default='read', max_length=5, verbose_name='scope')),
                ('start', models.CharField(editable=False, max_length=20, verbose_name='begins with')),
                ('expires_on', models.DateField(validators=[django.core.validators.MinValueValidator(django.utils.timezone.localdate)], verbose_name='works until')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='created on')),
                ('revoked_at', models.DateTimeField(editable=False, null=True, verbose_name='revoked on')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['-pgh_created_at', '-pgh_id'], name='accounts_accesstoken_log')],
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='a8bf225e3e1aff23ac449d4680f0579168cd37ed', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_79d11', table='accounts_accesstokenevent', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='UserEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to=settings.AUTH_USER_MODEL)),
                ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('id', models.BigIntegerField()),
                ('username', models.CharField(error_messages={'unique': 'An account of that name exists already.'}, max_length=60, validators=[django.contrib.auth.validators.UnicodeUsernameValidator()], verbose_name='user name')),
                ('name', models.CharField(max_length=40, verbose_name="person's name")),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail')),
                ('official', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='units.official', verbose_name='official')),
                ('must_change_password', models.BooleanField(default=True, verbose_name='must change the password')),
                ('is_active', models.BooleanField(default=True, verbose_name='active')),
                ('wants_digest', models.BooleanField(default=True, help_text='Only where there is something new.', verbose_name='mail me once a day what I have not read')),
                ('invited_at', models.DateTimeField(editable=False, null=True, verbose_name='invited on')),
                ('date_joined', models.DateTimeField(default=django.utils.timezone.now, verbose_name='created on')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['-pgh_created_at', '-pgh_id'], name='accounts_user_log')],
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='9e9498e73f6fbdf2642fb33fa14189f1ad2382c8', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_45b21', table='accounts_userevent', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='RoleGrant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('user', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='grants', to=settings.AUTH_USER_MODEL, verbose_name='account')),
                ('role', models.CharField(choices=[('liaison', 'unit liaison'), ('unit_head', 'unit head'), ('inspector', 'discipline inspection officer'), ('checker', 'provincial checker'), ('observer', 'integrity observer'), ('official', 'official'), ('administrator', 'system administrator'), ('auditor', 'security auditor')], max_length=20, verbose_name='role')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='grants', to='units.unit', verbose_name='unit')),
                ('valid_from', models.DateField(default=django.utils.timezone.localdate, verbose_name='from')),
                ('valid_until', models.DateField(blank=True, null=True, verbose_name='until')),
                ('reason', models.CharField(max_length=200, verbose_name='reason')),
                ('granted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='granted by')),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True, verbose_name='withdrawn')),
            ],
            options={
                'verbose_name': 'role grant',
                'verbose_name_plural': 'role grants',
                'ordering': ['-pk'],
                'indexes': [models.Index(fields=['user', 'role'], name='grant_user_role')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('withdrawn_at', None)), fields=('user', 'role', 'unit'), name='grant_once', violation_error_message='The account already holds this role at this unit.'), django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('role__in', ['administrator', 'inspector', 'auditor']), ('withdrawn_at', None)), expressions=[('user', '='), ('role', '<>')], name='grant_separation_of_duties', violation_error_message='Administrator, inspector and auditor must be three different people. This account already holds one of these roles; give the other to someone else.')],
                'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "accounts_rolegrantevent" ("granted_by_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "role", "unit_id", "user_id", "valid_from", "valid_until", "withdrawn_at") SELECT new_values."granted_by_id", new_values."id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."reason", new_values."role", new_values."unit_id", new_values."user_id", new_values."valid_from", new_values."valid_until", new_values."withdrawn_at" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='22c268953b49dccdb20b18d25c480370a6533ccd', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_77ca7', referencing='REFERENCING NEW TABLE AS new_values ', table='accounts_rolegrant', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "accounts_rolegrantevent" ("granted_by_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "role", "unit_id", "user_id", "valid_from", "valid_until", "withdrawn_at") SELECT new_values."granted_by_id", new_values."id", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."reason", new_values."role", new_values."unit_id", new_values."user_id", new_values."valid_from", new_values."valid_until", new_values."withdrawn_at" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='e5d272cbe059313b75944b4efe77747555b60eac', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_f0e9e', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='accounts_rolegrant', when='AFTER')), pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "accounts_rolegrantevent" ("granted_by_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "role", "unit_id", "user_id", "valid_from", "valid_until", "withdrawn_at") SELECT old_values."granted_by_id", old_values."id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."reason", old_values."role", old_values."unit_id", old_values."user_id", old_values."valid_from", old_values."valid_until", old_values."withdrawn_at" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='5527c52b63339f7f2368c4c2cd30fb33bbbb6192', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_d0e1f', referencing='REFERENCING OLD TABLE AS old_values ', table='accounts_rolegrant', when='AFTER'))],
            },
        ),
        migrations.CreateModel(
            name='RoleGrantEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='accounts.rolegrant')),
                ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('id', models.BigIntegerField()),
                ('user', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='account')),
                ('role', models.CharField(choices=[('liaison', 'unit liaison'), ('unit_head', 'unit head'), ('inspector', 'discipline inspection officer'), ('checker', 'provincial checker'), ('observer', 'integrity observer'), ('official', 'official'), ('administrator', 'system administrator'), ('auditor', 'security auditor')], max_length=20, verbose_name='role')),
                ('unit', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='units.unit', verbose_name='unit')),
                ('valid_from', models.DateField(default=django.utils.timezone.localdate, verbose_name='from')),
                ('valid_until', models.DateField(blank=True, null=True, verbose_name='until')),
                ('reason', models.CharField(max_length=200, verbose_name='reason')),
                ('granted_by', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='granted by')),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True, verbose_name='withdrawn')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['-pgh_created_at', '-pgh_id'], name='accounts_rolegrant_log')],
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='9e90105cc081df41513a450b44da6f9c22d10503', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_0af7e', table='accounts_rolegrantevent', when='BEFORE'))],
            },
        ),
    ]
