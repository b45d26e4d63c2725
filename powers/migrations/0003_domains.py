"""The domains that the report names; an office may add its own."""

from django.db import migrations

DOMAINS = [
    ("construction", "工程建设", "Construction projects", True),
    ("bidding", "招投标", "Tendering and bidding", True),
    ("procurement", "政府采购", "Government procurement", True),
    ("land", "土地出让", "Land use right sales", True),
    ("property_rights", "产权交易", "Property rights trading", True),
    ("drugs", "药械集中采购", "Central purchasing of drugs and devices", True),
    ("personnel", "干部选拔任用", "Selection and appointment of officials", True),
    ("fiscal_funds", "财政资金存放", "Depositing of fiscal funds", True),
    ("medical_institutions", "医疗机构设置审批", "Approval of medical institutions", False),
    ("science_awards", "科技奖推荐", "Nomination for science awards", False),
    ("titles", "职称评定", "Award of professional titles", False),
    ("enrolment", "招生录取", "Enrolment of students", False),
    ("approval", "行政审批", "Administrative approval", False),
    ("official_cards", "公务卡", "Official payment cards", False),
    ("law_enforcement", "行政执法", "Administrative law enforcement", False),
    ("internal", "内部管理", "Internal management", False),
]


def load(apps, schema_editor):
    Domain = apps.get_model("powers", "Domain")
    Domain.objects.bulk_create(Domain(code=c, name=n, name_en=e, is_key=k) for c, n, e, k in DOMAINS)


class Migration(migrations.Migration):
    dependencies = [("powers", "0002_initial")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
