"""The rows that every register begins with."""

from django.db import migrations
from riskcontrol.migration import RenderedOnce

ROWS = """
-- The domains that the report names; an office may add its own.
INSERT INTO powers_domain (code, name, name_en, is_key) VALUES
    ('construction', '工程建设', 'Construction projects', true),
    ('bidding', '招投标', 'Tendering and bidding', true),
    ('procurement', '政府采购', 'Government procurement', true),
    ('land', '土地出让', 'Land use right sales', true),
    ('property_rights', '产权交易', 'Property rights trading', true),
    ('drugs', '药械集中采购', 'Central purchasing of drugs and devices', true),
    ('personnel', '干部选拔任用', 'Selection and appointment of officials', true),
    ('fiscal_funds', '财政资金存放', 'Depositing of fiscal funds', true),
    ('medical_institutions', '医疗机构设置审批', 'Approval of medical institutions', false),
    ('science_awards', '科技奖推荐', 'Nomination for science awards', false),
    ('titles', '职称评定', 'Award of professional titles', false),
    ('enrolment', '招生录取', 'Enrolment of students', false),
    ('approval', '行政审批', 'Administrative approval', false),
    ('official_cards', '公务卡', 'Official payment cards', false),
    ('law_enforcement', '行政执法', 'Administrative law enforcement', false),
    ('internal', '内部管理', 'Internal management', false);
"""


class Migration(RenderedOnce):
    dependencies = [("powers", "0001_initial")]
    operations = [migrations.RunSQL(ROWS)]
