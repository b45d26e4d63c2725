"""Every page of every role fits its window and has no serious barrier, in a real browser."""

import json
from pathlib import Path

import pytest

from tests.browsing import in_a_browser
from tests.factories import make_post

pytestmark = in_a_browser("pages")
# A desk, a telephone, and the desk at 200 % zoom.
SIZES = [(390, 844), (683, 384), (1366, 768)]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"], "resultTypes": ["violations"]}
AXE = Path(__file__).resolve().parent.parent / "node_modules/axe-core/axe.min.js"
PAGES = {
    "nobody": [
        "/boards/",
        "/boards/{flow}/",
        "/boards/units/{unit}/",
        "/account/login/",
        "/account/password/reset/",
        "/report/",
        "/report/receipt/",
        "/boards/index/",
        "/boards/index/{unit}/",
    ],
    "liaison": [
        "/desk/",
        "/riskpoints/work/",
        "/riskpoints/new/",
        "/powers/new/",
        "/measures/new/",
        "/powers/flows/{draft}/edit/",
        "/imports/",
        "/imports/new/",
        "/imports/{source}/",
        "/imports/rows/{row}/",
        "/warnings/",
        "/warnings/{issued}/",
        "/accounts/channels/",
        "/accounts/channels/{channel}/",
    ],
    "observer": ["/warnings/reports/", "/warnings/reports/new/", "/warnings/reports/{told}/", "/warnings/key/"],
    "inspector": [
        "/warnings/signals/",
        "/warnings/signals/new/",
        "/warnings/signals/{told}/",
        "/warnings/signals/{told}/edit/",
        "/warnings/{warning}/",
        "/units/{unit}/warnings/",
        "/warnings/new/?signal={told}",
        "/warnings/points/",
        "/warnings/points/new/",
        "/warnings/teams/",
        "/warnings/teams/{team}/",
        "/index/periods/",
        "/index/periods/{collecting}/",
        "/index/sheets/{sheet}/",
        "/index/sheets/new/?unit={county}",
        "/index/scores/",
        "/index/scores/new/?unit={unit}",
        "/index/adjustments/",
        "/index/uses/",
        "/integrity/declarations/",
        "/integrity/declarations/{declared}/",
        "/integrity/points/",
        "/integrity/points/{entry}/",
        "/integrity/points/new/?unit={unit}",
        "/integrity/officials/{person}/",
    ],
    "official": ["/integrity/", "/integrity/declarations/new/"],
    "head": ["/riskpoints/queue/"],
    "checker": [
        "/coverage/",
        "/coverage/{county}/",
        "/coverage/{province}/?metric=held&against=year",
        "/coverage/units/",
        "/coverage/steps/?assessed=no",
        "/coverage/warnings/",
        "/coverage/accountability/",
        "/coverage/warnings/{unit}/",
        "/index/",
        "/index/{county}/",
        "/index/{unit}/",
        "/riskpoints/",
        "/riskpoints/{point}/",
        "/riskpoints/flows/{flow}/",
        "/boards/{flow}/",
        "/powers/",
        "/powers/{item}/",
        "/powers/{item}/points/",
        "/powers/{item}/versions/",
        "/powers/{item}/board/",
        "/measures/",
        "/measures/rules/",
        "/units/",
        "/units/{unit}/",
        "/units/{unit}/powers/",
        "/units/{unit}/steps/",
        "/units/{unit}/points/",
        "/units/{unit}/measures/",
        "/units/{unit}/rules/",
        "/units/{unit}/posts/",
        "/units/{unit}/boards/",
        "/units/{unit}/log/",
        "/units/{county}/",
        "/units/tree/?open={unit}",
        "/units/tree/?q=局",
        "/coverage/jobs/",
        "/accounts/me/",
        "/accounts/notices/",
        "/accounts/filters/",
        "/glossary/",
        "/guide/",
        "/accounts/who/{unit}/",
        "/account/factors/",
        "/account/factors/totp/activate/",
        "/account/factors/webauthn/add/",
        "/account/sessions/",
        "/account/password/",
        "/search/?q=环节",
        "/riskpoints/?col=manifestation&col=grade",
        "/library/",
        "/library/{library}/",
        "/library/adopted/",
        "/library/adopted/{adoption}/",
    ],
    "administrator": [
        "/imports/headings/",
        "/imports/headings/new/",
        "/accounts/",
        "/accounts/new/",
        "/units/new/",
        "/accounts/{liaison}/",
        "/accounts/{liaison}/hand-over/",
        "/accounts/changes/",
        "/accounts/changes/{account_change}/",
        "/accounts/letters/",
        "/reorganisations/",
        "/reorganisations/units/{unit}/?kind=move&target=Q330000",
        "/reorganisations/units/{unit}/split/",
        "/accounts/undelivered/",
    ],
    "auditor": ["/accounts/audit/", "/warnings/recoveries/", "/checkpoints/"],
}
# Whose pages are looked at together: three parts of about the same size.
PEOPLE = [
    ("checker",),
    ("inspector", "administrator"),
    ("nobody", "liaison", "observer", "official", "head", "auditor"),
]

# Nothing of the page is still on its way.
QUIET = "() => document.readyState === 'complete' && !document.querySelector('.htmx-request')"
# The browser has drawn the page anew, e.g. after its window changed.
DRAWN = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"


@pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed: accessibility is not checked")
@pytest.mark.parametrize(
    "people", [pytest.param(people, marks=pytest.mark.xdist_group(f"browser {people[0]}")) for people in PEOPLE]
)
def test_every_page_fits_its_window_and_has_no_serious_barrier(people, committed, sign_in, live_server):
    """No error, nothing wider than its window; by axe-core contrast, labels, headings, tables (WCAG 2.1 AA)."""
    from accounts.choices import ChangeKind
    from accounts.models import Channel
    from accounts.proposals import propose
    from exchange.library.models import Adoption
    from oversight.index.choices import Breadth
    from powers.models import Domain
    from riskwarnings.models import MonitoringPoint, Observer, ObserverTeam, Signal
    from riskwarnings.reports import receive
    from tests.factories import (
        compute,
        make_declaration,
        make_demerit,
        make_flow,
        make_import,
        make_key_of,
        make_library,
        make_official,
        make_period,
        make_power,
        make_sheet,
        make_signal,
        make_user,
        make_warning,
    )

    world = committed
    source = make_import(world.liaison, world.unit, grade="特高")
    point = world.registered(world.steps[0])
    world.filed()
    make_post(world.unit)
    told = Signal(unit=world.unit, text="窗口人员要求到指定公司办理检测。")
    make_key_of(world.inspector, world.observer)
    receive(told, by=world.observer, identity={})
    make_signal(world.unit, text="交通局窗口人员要求到指定的公司办理检测。")
    told.perform("take", by=world.inspector)
    warning, issued = make_warning(world.unit, world.inspector, [told]), make_warning(world.unit, world.inspector)
    issued.perform("issue", by=world.inspector, handling="reminder", level="yellow", due_on=None)
    team = ObserverTeam.objects.create(unit=world.county, name="廉情观察员一队")
    Observer.objects.create(team=team, user=world.observer)
    MonitoringPoint.objects.create(unit=world.unit, team=team, code="JC-001", name="办事大厅", place="一楼东侧窗口")
    sheet = make_sheet(world.province)
    published = make_period(world.province, sheet=sheet, breadth=Breadth.ALL)
    keeper = make_user("inspector", world.province)
    compute(published, by=keeper)
    published.perform("publish", by=keeper)
    collecting = make_period(world.province, sheet=sheet)
    channel = Channel(user=world.liaison, way="webhook", name="办公系统")
    channel.seal("https://example.org/hook")
    channel.save()
    notice = world.liaison.notices.create(kind="returned", name="风险点", why="理由", url="/riskpoints/work/")
    channel.deliveries.create(user=world.liaison, notice=notice, status="failed", error="对方服务器返回 500。")
    person = make_official(world.flow.steps.first().handler, world.official)
    domain = Domain.objects.first()
    declared = make_declaration(person, world.unit, status="declared", domain=domain)
    make_power(world.unit, domain=domain, exercising_post=person.periods.get().post, status="confirmed")
    entry = make_library(world.province)
    taken = {"taken": entry.content(), "version": 0, "by": world.liaison}
    adoption = Adoption.objects.create(entry=entry, point=point, **taken)
    names = {
        "person": person.pk,
        "declared": declared.pk,
        "entry": make_demerit(person, world.unit).pk,
        "draft": make_flow(make_power(world.unit)).pk,
        "told": told.pk,
        "warning": warning.pk,
        "issued": issued.pk,
        "team": team.pk,
        "sheet": sheet.pk,
        "collecting": collecting.pk,
        "channel": channel.pk,
        "province": world.province.pk,
        "county": world.county.pk,
        "unit": world.unit.pk,
        "point": point.pk,
        "flow": world.flow.pk,
        "item": world.item.pk,
        "liaison": world.liaison.pk,
        "account_change": propose(
            ChangeKind.PASSWORD, world.liaison, by=make_user("administrator", world.province), reason="忘记"
        ).pk,
        "library": entry.power_id,
        "adoption": adoption.pk,
        "source": source.pk,
        "row": source.rows.get().pk,
    }
    wider, barriers = {}, {}
    for person in people:
        page = sign_in(getattr(world, person, None))
        page.add_init_script(path=AXE)
        for address in PAGES[person]:
            answer = page.goto(live_server.url + address.format(**names))
            assert answer.ok, (address, answer.status)
            page.wait_for_function(QUIET)
            for width, height in SIZES:
                page.set_viewport_size({"width": width, "height": height})
                page.evaluate(DRAWN)
                over = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
                if over > 0:
                    wider[address, width] = over
            for violation in page.evaluate("rules => axe.run(document, rules)", RULES)["violations"]:
                if violation["impact"] in ("serious", "critical"):
                    where = [node["html"][:160] for node in violation["nodes"][:3]]
                    barriers.setdefault(violation["id"], {})[address] = where
            assert page.broken == [], address
    assert wider == {}
    assert barriers == {}, json.dumps(barriers, ensure_ascii=False, indent=1)


def test_nobodys_pages_are_left_out():
    assert sorted(person for people in PEOPLE for person in people) == sorted(PAGES)
