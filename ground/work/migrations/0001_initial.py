import django.utils.timezone
from django.db import migrations, models
from riskcontrol.migration import InitialMigration


class Migration(InitialMigration):

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='JobRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=40, verbose_name='job')),
                ('started_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='started')),
                ('finished_at', models.DateTimeField(null=True, verbose_name='finished')),
                ('outcome', models.CharField(choices=[('running', 'running'), ('done', 'done'), ('failed', 'failed'), ('skipped', 'skipped')], default='running', max_length=10, verbose_name='result')),
                ('detail', models.JSONField(default=dict, verbose_name='details')),
            ],
            options={
                'verbose_name': 'job run',
                'ordering': ['-started_at'],
                'indexes': [models.Index(fields=['name', '-started_at'], name='job_newest')],
            },
        ),
    ]
