from django.db import migrations

from ground.lifecycle.triggers import log_by_hash


class Migration(migrations.Migration):
    dependencies = [("riskpoints", "0008_log_by_statement")]
    operations = [migrations.RunSQL(log_by_hash("riskpoints_riskpoint"), migrations.RunSQL.noop)]
