"""Signals: taken in, triaged, answered; and nobody but the handler learns who told."""

import pytest

from ground.lifecycle.changelog import event_model
from ground.lifecycle.machine import NotAllowed
from riskwarnings.models import MonitoringPoint, Observer, ObserverTeam, Reporter, Signal, SignalMessage
from riskwarnings.reports import (
    add_by_reporter,
    digest_of_code,
    find_by_code,
    look_at_reporter,
    receive,
)
from tests.factories import PASSPHRASE, make_key_of, make_signal, make_user
from units.models import Official, PostPeriod, Unit

pytestmark = pytest.mark.any_database

TEXT = "交通局窗口要求申请人到指定公司办理检测，否则不予受理。"


def told(world, **facts):
    """A direct report of the observer, in a register where the inspector has a sealing key."""
    make_key_of(world.inspector)
    signal = Signal(unit=world.unit, text=TEXT, **facts)
    code = receive(signal, by=world.observer, identity={}, secret=b"of the observer")
    return signal, code


def look(signal, by, reason):
    return look_at_reporter(signal, by=by, reason=reason, passphrase=PASSPHRASE)


def opened(client):
    """The client of an observer who has a key and opened their reports."""
    client.post("/warnings/key/", {"new": PASSPHRASE, "again": PASSPHRASE})
    assert client.post("/warnings/reports/open/", {"passphrase": PASSPHRASE}).status_code == 302
    return client


def test_who_told_is_sealed_and_stands_nowhere_in_the_clear(world):
    signal, code = told(world)
    row = Reporter.objects.get(signal=signal)
    assert world.observer.username not in row.sealed and world.observer.name not in row.sealed
    assert signal.sender and str(world.observer.pk) != signal.sender
    assert signal.receipt == digest_of_code(code) and code not in signal.receipt
    for model in (Signal, Reporter):
        event = event_model(model).objects.get()
        assert not hasattr(event, "sealed") and not hasattr(event, "sender") and not hasattr(event, "receipt")
        assert event.pgh_context.metadata["user"] is None


def test_the_change_log_does_not_name_the_observer_who_used_the_page(world, signed_in):
    make_key_of(world.inspector)
    answer = opened(signed_in(world.observer)).post(
        "/warnings/reports/new/", {"unit": world.unit.code, "occurred_on": "2011-11-01", "text": TEXT}
    )
    assert answer.status_code == 302
    for model in (Signal, Reporter):
        assert event_model(model).objects.get().pgh_context.metadata["user"] is None
    assert world.observer.username not in str(signed_in(world.inspector).get("/warnings/signals/").content)


def test_only_the_handler_looks_and_each_look_is_recorded_with_its_reason(world):
    signal, _code = told(world)
    with pytest.raises(NotAllowed):
        look(signal, world.inspector, "核实")  # has not taken it on
    signal.perform("take", by=world.inspector)
    with pytest.raises(NotAllowed):
        look(signal, world.inspector, " ")
    assert signal.looks.count() == 0
    assert look(signal, world.inspector, "约见核实") == {
        "account": "observer",
        "name": world.observer.name,
    }
    assert [(row.by, row.reason) for row in signal.looks.all()] == [(world.inspector, "约见核实")]


def test_the_page_shows_the_reporter_once_and_only_on_the_look(world, signed_in):
    signal, _code = told(world)
    signal.perform("take", by=world.inspector)
    client = signed_in(world.inspector)
    assert "observer" not in client.get(signal.get_absolute_url()).content.decode()
    shown = client.post(f"{signal.get_absolute_url()}reporter/", {"reason": "约见核实", "passphrase": PASSPHRASE})
    assert "observer" in shown.content.decode() and shown["Cache-Control"] == "no-store"
    assert "observer" not in client.get(signal.get_absolute_url()).content.decode()


def test_a_report_about_a_unit_outside_the_observers_place_goes_to_its_handlers_alone(world, signed_in):
    faraway = make_user("observer", world.elsewhere)
    client = opened(signed_in(faraway))
    answer = client.post(
        "/warnings/reports/new/", {"unit": world.unit.code, "occurred_on": "2011-11-01", "text": TEXT}
    )
    signal = Signal.objects.get()
    assert answer.url == f"/warnings/reports/{signal.pk}/"
    assert signal in Signal.objects.visible_to(world.inspector)
    for other in (world.liaison, world.head, world.checker, faraway):
        assert signal not in Signal.objects.visible_to(other)
    assert client.get(f"/warnings/reports/{signal.pk}/").status_code == 200
    assert opened(signed_in(world.observer)).get(f"/warnings/reports/{signal.pk}/").status_code == 404


def test_an_observer_reports_only_from_points_of_the_own_team(world, signed_in):
    team = ObserverTeam.objects.create(unit=world.county, name="第一队")
    ours = MonitoringPoint.objects.create(unit=world.unit, team=team, code="1", name="办事大厅")
    theirs = MonitoringPoint.objects.create(unit=world.unit, code="2", name="别队的点")
    Observer.objects.create(team=team, user=world.observer)
    client = opened(signed_in(world.observer))
    data = {"unit": world.unit.code, "occurred_on": "2011-11-01", "text": TEXT}
    assert client.post("/warnings/reports/new/", data | {"monitoring_point": theirs.pk}).status_code == 422
    assert client.post("/warnings/reports/new/", data | {"monitoring_point": ours.pk}).status_code == 302
    wrong = client.post(
        "/api/v1/reports/", {"unit": world.unit.pk, "text": TEXT, "monitoring_point": theirs.pk}, "application/json"
    )
    assert wrong.status_code == 400 and "monitoring_point" in wrong.json()["errors"][0]["pointer"]


@pytest.mark.parametrize("address", ["/report/", "/report/receipt/"])
def test_an_open_form_that_says_nothing_names_what_is_missing(world, client, address):
    answer = client.post(address)
    assert answer.status_code == 422 and "必填" in answer.content.decode()


def test_an_anonymous_report_is_followed_by_its_receipt_code(world, client, own_files, signed_in):
    page = client.post(
        "/report/", {"area": world.county.pk, "unit_named": "交通局", "occurred_on": "2011-11-01", "text": TEXT}
    )
    assert page.status_code == 201
    code = page.context["code"]
    signal = Signal.objects.get()
    assert signal.is_anonymous and signal.unit == world.county and not Reporter.objects.exists()
    read = client.post("/report/receipt/", {"code": code.lower().replace("-", " ")})
    assert TEXT in read.content.decode()
    added = client.post("/report/receipt/", {"code": code, "text": "公司名为某某检测。"})
    assert "公司名为某某检测。" in added.content.decode()
    signal.perform("take", by=world.inspector)
    answer = signed_in(world.inspector).post(f"{signal.get_absolute_url()}messages/", {"text": "请补充时间。"})
    assert answer.status_code == 302
    assert "请补充时间。" in client.post("/report/receipt/", {"code": code}).content.decode()


def test_a_wrong_code_tells_nothing(world, client):
    told(world)
    page = client.post("/report/receipt/", {"code": "AAAA-BBBB-CCCC-DDDD"})
    assert page.status_code == 422 and TEXT not in page.content.decode()
    assert find_by_code("") is None and find_by_code(" ") is None


def test_too_many_reports_from_one_address_are_asked_to_come_later(world, client):
    statuses = [client.post("/report/", {}).status_code for _n in range(21)]
    assert statuses == [422] * 20 + [429]


def test_files_are_checked_and_lose_their_names(world, client, own_files):
    from django.core.files.uploadedfile import SimpleUploadedFile

    data = {"area": world.county.pk, "unit_named": "交通局", "occurred_on": "2011-11-01", "text": TEXT}
    wrong = SimpleUploadedFile("张三的照片.png", b"no picture")
    assert client.post("/report/", data | {"attachments": wrong}).status_code == 422
    right = [SimpleUploadedFile(f"张三{n}.pdf", b"%PDF-1.7\n") for n in (1, 2)]
    assert client.post("/report/", data | {"attachments": right}).status_code == 201
    assert [f.file_name for f in Signal.objects.get().files.all()] == ["1.pdf", "2.pdf"]


def test_a_confidential_signal_is_its_handlers_alone(world):
    colleague = make_user("inspector", world.county)
    signal = make_signal(world.unit, secrecy="confidential")
    assert signal in Signal.objects.visible_to(colleague)
    signal.perform("take", by=world.inspector)
    assert signal not in Signal.objects.visible_to(colleague)
    assert signal in Signal.objects.visible_to(world.inspector)
    world.inspector.is_active = False  # who left leaves nothing locked away
    world.inspector.save()
    assert signal in Signal.objects.visible_to(colleague)


def test_nobody_reads_what_was_told_about_themselves(world):
    person = Official.objects.create(name="陈纪检", staff_number="7")
    world.inspector.official = person
    world.inspector.save()
    signal = make_signal(world.unit, official=person)
    assert signal not in Signal.objects.visible_to(world.inspector)
    colleague = make_user("inspector", world.county)
    signal.perform("take", by=colleague)
    with pytest.raises(NotAllowed):
        signal.perform("hand_on", by=colleague, reason="出差", handler=world.inspector)


def test_a_signal_is_handed_on_to_an_inspector_of_the_unit_only(world):
    signal = make_signal(world.unit)
    colleague, stranger = make_user("inspector", world.county), make_user("inspector", world.elsewhere)
    signal.perform("take", by=world.inspector)
    with pytest.raises(NotAllowed):
        signal.perform("hand_on", by=world.inspector, reason="出差", handler=stranger)
    signal.refresh_from_db()
    assert signal.handler == world.inspector
    signal.perform("hand_on", by=world.inspector, reason="出差", handler=colleague)
    assert signal.handler == colleague
    assert str(colleague.notices.get()).startswith(f"第 {signal.pk} 号")
    with pytest.raises(NotAllowed):
        signal.perform("conclude", by=world.inspector, reason="查实", finding="true", feedback="")


def test_a_signal_that_lies_with_an_area_is_not_concluded_before_its_unit_is_known(world, signed_in):
    signal = make_signal(world.county)
    signal.perform("take", by=world.inspector)
    with pytest.raises(NotAllowed):
        signal.perform("conclude", by=world.inspector, reason="查实", finding="true", feedback="")
    form = {"unit": world.unit.code, "secrecy": "internal", "version": ""}
    assert signed_in(world.inspector).post(f"{signal.get_absolute_url()}edit/", form).status_code == 302
    signal.refresh_from_db()
    assert signal.path == world.unit.path
    signal.perform("conclude", by=world.inspector, reason="查实", finding="true", feedback="已责令整改")
    assert (signal.status, signal.conclusion, signal.feedback) == ("concluded", "查实", "已责令整改")
    with pytest.raises(NotAllowed):
        add_by_reporter(signal, "还有")
    assert SignalMessage.objects.count() == 0


def test_reports_of_one_matter_are_suggested_as_duplicates(world, signed_in):
    first = make_signal(world.unit, text=TEXT)
    second = make_signal(world.unit, text="交通局的窗口让申请人到指定公司去办检测，不去就不受理。")
    make_signal(world.unit, text="公务用车周末停在景区门口。")
    page = signed_in(world.inspector).get(second.get_absolute_url())
    assert [row.pk for row in page.context["alike"]] == [first.pk]
    second.perform("take", by=world.inspector)
    second.perform("mark_duplicate", by=world.inspector, duplicate_of=first)
    assert second.status == "duplicate" and list(first.duplicates.all()) == [second]


def test_a_signal_repeats_neither_itself_nor_a_duplicate_nor_one_out_of_sight(world):
    first, second, third = (make_signal(world.unit) for _n in range(3))
    hidden = make_signal(world.elsewhere)
    for row in (second, third):
        row.perform("take", by=world.inspector)
    second.perform("mark_duplicate", by=world.inspector, duplicate_of=first)
    for other in (third, second, hidden):
        with pytest.raises(NotAllowed):
            third.perform("mark_duplicate", by=world.inspector, duplicate_of=other)
    third.refresh_from_db()
    assert third.status == "handling"


def test_an_inspector_takes_in_a_finding_with_its_reporter(world, signed_in):
    data = {
        "source": "audit",
        "unit": world.unit.code,
        "reference": "审〔2011〕17号",
        "occurred_on": "2011-06-30",
        "secrecy": "internal",
        "text": "变更签证由一人办理。",
        "reporter_name": "赵审计",
    }
    client = signed_in(world.inspector)
    assert client.post("/warnings/signals/new/", data).status_code == 422  # nobody could open it
    make_key_of(world.inspector)
    outside = client.post("/warnings/signals/new/", data | {"unit": world.elsewhere.code})
    assert outside.status_code == 422 and "变更签证由一人办理。" in outside.content.decode()
    assert client.post("/warnings/signals/new/", data).status_code == 302
    signal = Signal.objects.get()
    assert signal.source == "audit" and "赵审计" not in signal.reporter.sealed
    assert client.post("/warnings/signals/new/", data | {"occurred_on": "2999-01-01"}).status_code == 422


def test_signals_move_with_their_unit(world):
    signal = make_signal(world.unit)
    other_county = Unit.objects.get_parent(Unit.objects.get(pk=world.elsewhere.pk))
    Unit.objects.move(Unit.objects.get(pk=world.unit.pk), other_county, "last-child")
    signal.refresh_from_db()
    world.unit.refresh_from_db()
    assert signal.path == world.unit.path and signal not in Signal.objects.visible_to(world.inspector)


def test_an_official_named_in_a_signal_holds_or_held_a_post_of_the_unit(world, signed_in):
    stranger = Official.objects.create(name="外人", staff_number="8")
    insider = Official.objects.create(name="内人", staff_number="9")
    PostPeriod.objects.create(official=insider, post=world.unit.posts.first(), started_on="2010-01-01")
    signal = make_signal(world.unit)
    form = {"unit": world.unit.code, "secrecy": "internal", "version": ""}
    client = signed_in(world.inspector)
    assert client.post(f"{signal.get_absolute_url()}edit/", form | {"official": stranger.pk}).status_code == 422
    assert client.post(f"{signal.get_absolute_url()}edit/", form | {"official": insider.pk}).status_code == 302


def test_signals_stay_when_an_inspector_hands_their_work_over_until_the_level_above_names_a_handler(world):
    from accounts.choices import ChangeKind
    from accounts.proposals import propose

    above, successor = make_user("inspector", world.city), make_user("checker", world.county)
    signal, done = make_signal(world.unit), make_signal(world.unit)
    for row in (signal, done):
        row.perform("take", by=world.inspector)
    done.perform("conclude", by=world.inspector, reason="查实", finding="true", feedback="")
    change = propose(
        ChangeKind.HAND_OVER,
        world.inspector,
        by=world.administrator,
        reason="调动",
        successor=successor,
        close=True,
    )
    change.perform("confirm", by=world.auditor)
    signal.perform("assign", by=above, reason="原承办人调动", handler=successor)
    for row in (signal, done):
        row.refresh_from_db()
    assert (signal.handler, done.handler) == (successor, world.inspector)
