"""The domain is the management of fiscal funds; where they are deposited is one power in it."""

from django.db import migrations
from riskcontrol.migration import RenderedOnce

RENAME = """
UPDATE powers_domain SET name = '财政资金管理', name_en = 'Management of fiscal funds'
WHERE code = 'fiscal_funds' AND name = '财政资金存放';
"""


class Migration(RenderedOnce):
    dependencies = [("powers", "0003_kinds")]
    operations = [migrations.RunSQL(RENAME, migrations.RunSQL.noop)]
