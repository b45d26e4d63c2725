import django.db.models.deletion
import units.subtrees
from django.db import migrations, models
from riskcontrol.migration import InitialMigration


class Migration(InitialMigration):

    dependencies = [
        ('units', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='UnitCoverage',
            fields=[
                ('unit', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='coverage', serialize=False, to='units.unit', verbose_name='unit')),
                ('path', units.subtrees.UnitPath(default='', editable=False, max_length=255)),
                ('area', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='units.unit', verbose_name='area')),
                ('to_cover', models.BooleanField(default=False, verbose_name='must be covered')),
                ('powers', models.IntegerField(default=0, verbose_name='power items')),
                ('powers_confirmed', models.IntegerField(default=0, verbose_name='confirmed power items')),
                ('powers_with_flow', models.IntegerField(default=0, verbose_name='power items with a confirmed flow')),
                ('publishable', models.IntegerField(default=0, verbose_name='flows to be published')),
                ('published', models.IntegerField(default=0, verbose_name='published flows')),
                ('steps', models.IntegerField(default=0, verbose_name='steps')),
                ('steps_assessed', models.IntegerField(default=0, verbose_name='assessed steps')),
                ('points', models.IntegerField(default=0, verbose_name='registered risk points')),
                ('points_held', models.IntegerField(default=0, verbose_name='points with a live measure')),
                ('measures', models.IntegerField(default=0, verbose_name='measures')),
                ('rules', models.IntegerField(default=0, verbose_name='rules in force')),
                ('has_contact', models.BooleanField(default=False, verbose_name='warning contact named')),
                ('powers_mark', models.GeneratedField(db_persist=True, expression=models.Case(models.When(models.Q(('powers__gt', 0), ('powers', models.F('powers_confirmed'))), then=models.Value(True)), default=models.Value(False)), output_field=models.BooleanField())),
                ('flows_mark', models.GeneratedField(db_persist=True, expression=models.Case(models.When(models.Q(('powers__gt', 0), ('powers', models.F('powers_with_flow'))), then=models.Value(True)), default=models.Value(False)), output_field=models.BooleanField())),
                ('steps_mark', models.GeneratedField(db_persist=True, expression=models.Case(models.When(models.Q(('steps__gt', 0), ('steps', models.F('steps_assessed'))), then=models.Value(True)), default=models.Value(False)), output_field=models.BooleanField())),
                ('points_mark', models.GeneratedField(db_persist=True, expression=models.Case(models.When(models.Q(('points', models.F('points_held')), models.Q(('points__gt', 0), models.Q(('steps__gt', 0), ('steps', models.F('steps_assessed'))), _connector='OR')), then=models.Value(True)), default=models.Value(False)), output_field=models.BooleanField())),
                ('published_mark', models.GeneratedField(db_persist=True, expression=models.Case(models.When(models.Q(('powers__gt', 0), ('powers', models.F('powers_with_flow')), ('publishable', models.F('published'))), then=models.Value(True)), default=models.Value(False)), output_field=models.BooleanField())),
                ('base_mark', models.GeneratedField(db_persist=True, expression=models.Case(models.When(models.Q(('has_contact', True), ('rules__gt', 0)), then=models.Value(True)), default=models.Value(False)), output_field=models.BooleanField())),
                ('covered', models.GeneratedField(db_persist=True, expression=models.Case(models.When(models.Q(('powers__gt', 0), ('powers', models.F('powers_confirmed')), ('powers__gt', 0), ('powers', models.F('powers_with_flow')), ('steps__gt', 0), ('steps', models.F('steps_assessed')), ('points', models.F('points_held')), models.Q(('points__gt', 0), models.Q(('steps__gt', 0), ('steps', models.F('steps_assessed'))), _connector='OR'), ('powers__gt', 0), ('powers', models.F('powers_with_flow')), ('publishable', models.F('published')), ('has_contact', True), ('rules__gt', 0)), then=models.Value(True)), default=models.Value(False)), output_field=models.BooleanField())),
            ],
            options={
                'verbose_name': 'coverage of a unit',
                'verbose_name_plural': 'coverage of units',
                'indexes': [models.Index(fields=['area', 'path'], name='coverage_area'), models.Index(fields=['path'], name='coverage_path')],
            },
        ),
        migrations.CreateModel(
            name='AreaCoverage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='units.unit', verbose_name='area')),
                ('units', models.BigIntegerField()),
                ('covered', models.BigIntegerField()),
                ('powers_mark', models.BigIntegerField()),
                ('flows_mark', models.BigIntegerField()),
                ('steps_mark', models.BigIntegerField()),
                ('points_mark', models.BigIntegerField()),
                ('published_mark', models.BigIntegerField()),
                ('base_mark', models.BigIntegerField()),
                ('sum_powers', models.BigIntegerField()),
                ('sum_powers_confirmed', models.BigIntegerField()),
                ('sum_powers_with_flow', models.BigIntegerField()),
                ('sum_publishable', models.BigIntegerField()),
                ('sum_published', models.BigIntegerField()),
                ('sum_steps', models.BigIntegerField()),
                ('sum_steps_assessed', models.BigIntegerField()),
                ('sum_points', models.BigIntegerField()),
                ('sum_points_held', models.BigIntegerField()),
                ('sum_measures', models.BigIntegerField()),
                ('sum_rules', models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name='CoverageSnapshot',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='snapshots', to='units.unit', verbose_name='area')),
                ('day', models.DateField(verbose_name='day')),
                ('units', models.IntegerField(verbose_name='units to cover')),
                ('covered', models.IntegerField(verbose_name='covered units')),
                ('points', models.IntegerField(verbose_name='registered risk points')),
                ('measures', models.IntegerField(verbose_name='measures')),
            ],
            options={
                'ordering': ['day'],
                'constraints': [models.UniqueConstraint(fields=('area', 'day'), name='snapshot_once')],
            },
        ),
    ]
