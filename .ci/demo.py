"""The demo that `make run` has loaded is valid by the rules of the register: what a checker would check."""

import os
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(HERE))
os.chdir(HERE)
os.environ["DJANGO_SETTINGS_MODULE"] = "riskcontrol.settings"

import django  # noqa: E402

django.setup()

from measures.filing_requirements import has_needed_measures  # noqa: E402
from oversight.coverage.area_figures import figures, recount  # noqa: E402
from powers.lifecycle import faults_of  # noqa: E402
from powers.models import Flow  # noqa: E402
from riskpoints.choices import RiskPointStatus  # noqa: E402
from riskpoints.models import RiskPoint  # noqa: E402
from units.choices import UnitKind  # noqa: E402
from units.models import Unit  # noqa: E402

assert recount().wrong == []
registered = RiskPoint.objects.in_force()
assert list(has_needed_measures(registered, by=None)) == []
assert faults_of(Flow.objects.current()) == {}
assert not registered.filter(grade="high", review_on=None).exists()
assert set(RiskPoint.objects.values_list("status", flat=True)) == set(RiskPointStatus.values)
assert registered.values("name").distinct().count() >= 120
assert 280 <= Unit.objects.to_cover().count() <= 320
assert set(Unit.objects.to_cover().values_list("kind", flat=True)) == set(UnitKind.values)
jiaojiang = figures(Unit.objects.get(code="Q331002"))
assert jiaojiang.units == jiaojiang.covered > 5
province = figures(Unit.objects.get(code="Q330000"))
assert 0 < province.covered < province.units
assert Unit.objects.get(name="浙江省卫生健康委员会").powers.count() == 13
print(f"the demo is valid: {registered.count()} points in force")
