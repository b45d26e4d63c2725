import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models
from riskcontrol.migration import RenderedOnce


class Migration(RenderedOnce):

    dependencies = [
        ('accounts', '0005_sign_ins_and_refusals'),
    ]

    operations = [
        migrations.CreateModel(
            name='Following',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=20)),
                ('key', models.BigIntegerField()),
                ('seen', models.BigIntegerField(default=0)),
                ('since', models.DateTimeField(default=django.utils.timezone.now)),
                ('user', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='following', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'following',
                'constraints': [models.UniqueConstraint(fields=('user', 'kind', 'key'), name='following_once')],
            },
        ),
        # What one person did is read from its newest on; the audit trail finds it by the same index.
        migrations.RunSQL(
            "CREATE INDEX IF NOT EXISTS pghistory_context_deeds"
            " ON pghistory_context ((metadata -> 'user'), created_at DESC, id DESC);"
            "DROP INDEX IF EXISTS pghistory_context_person",
            "CREATE INDEX IF NOT EXISTS pghistory_context_person ON pghistory_context ((metadata -> 'user'));"
            "DROP INDEX IF EXISTS pghistory_context_deeds",
        ),
    ]
