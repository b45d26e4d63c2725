from django.db import migrations

from ground.lifecycle.triggers import log_by_hash


class Migration(migrations.Migration):
    dependencies = [("measures", "0006_log_by_statement")]
    operations = [migrations.RunSQL(log_by_hash("measures_measure"), migrations.RunSQL.noop)]
