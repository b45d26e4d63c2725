"""What an auditor does with the log, in a real browser: verifies it, keeps a checkpoint, sees what is not whole."""

import json
from datetime import timedelta
from pathlib import Path

from django.db import connection
from django.utils import timezone

from exchange.workbooks.models import Export
from exchange.workbooks.outgoing import export_work
from ground.lifecycle.changelog import recorded
from ground.work.tasks import resume
from oversight.checkpoints.choices import CheckpointKind
from oversight.checkpoints.models import VerificationRequest
from oversight.checkpoints.taking import take_checkpoint
from oversight.checkpoints.verification import verify
from riskpoints.models import RiskPoint
from tests.browsing import in_a_browser

pytestmark = in_a_browser("auditor")


def test_the_log_is_verified_and_a_checkpoint_kept(committed, sign_in, live_server):
    world = committed
    world.registered()
    take_checkpoint(CheckpointKind.DAY)
    page = sign_in(world.auditor)
    page.get_by_role("link", name="日志完整性").first.click()
    page.get_by_role("heading", name="日志完整性").wait_for()
    page.get_by_role("button", name="立即校验").click()
    page.get_by_text("正在校验日志").wait_for()
    assert VerificationRequest.objects.get().by == world.auditor
    resume()
    page.get_by_text("日志完整。").wait_for()
    with page.expect_download() as download:
        page.get_by_role("link", name="检查点 1").click()
    kept = json.loads(Path(download.value.path()).read_text(encoding="utf-8"))
    assert verify([kept]).faults == []

    with connection.cursor() as cursor:  # the owner of the tables changes what was
        cursor.execute("ALTER TABLE riskpoints_riskpointevent DISABLE TRIGGER USER")
        cursor.execute("UPDATE riskpoints_riskpointevent SET name = '改过的'")
        cursor.execute("ALTER TABLE riskpoints_riskpointevent ENABLE TRIGGER USER")
    phone = sign_in(world.auditor, 390, 844)
    phone.goto(f"{live_server.url}/checkpoints/")
    phone.get_by_role("button", name="立即校验").click()
    phone.get_by_text("正在校验日志").wait_for()
    resume()
    phone.get_by_text("在封存后被改动").first.wait_for()
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.broken == phone.broken == []


def test_the_auditor_finds_who_changed_a_given_field_last_week(committed, sign_in):
    world = committed
    point = world.registered()
    for person, when, day in ((world.liaison, "8 days", "2027-03-01"), (world.inspector, "0 days", "2027-06-01")):
        with recorded(person, "按新办法调整"):
            RiskPoint.objects.filter(pk=point.pk).update(review_on=day)
        with connection.cursor() as cursor:  # as if it had been then
            cursor.execute("ALTER TABLE riskpoints_riskpointevent DISABLE TRIGGER USER")
            cursor.execute(
                f"UPDATE riskpoints_riskpointevent SET pgh_created_at = now() - interval '{when}' "
                "WHERE pgh_id = (SELECT max(pgh_id) FROM riskpoints_riskpointevent)"
            )
            cursor.execute("ALTER TABLE riskpoints_riskpointevent ENABLE TRIGGER USER")
    page = sign_in(world.auditor)
    page.get_by_role("link", name="审计日志").first.click()
    page.get_by_label("数据表").select_option(label="风险点")
    page.get_by_role("button", name="筛选").click()
    page.get_by_label("字段").select_option(label="复核日期")
    last_week = timezone.localdate() - timedelta(days=10)
    page.get_by_label("起始日期").fill(f"{last_week}")
    page.get_by_label("截止日期").fill(f"{last_week + timedelta(days=4)}")
    page.get_by_role("button", name="筛选").click()
    trail = page.locator(".audit-trail > li")
    assert trail.count() == 1
    told = trail.inner_text()
    assert "李联络" in told and "2027-03-01" in told and "按新办法调整" in told
    page.get_by_role("button", name="CSV").click()
    page.wait_for_url("**/imports/exports/*/")
    export_work.go_on(Export.objects.latest("pk").pk)  # as a worker does
    page.reload()
    with page.expect_download() as download:
        page.get_by_role("link", name="下载").click()
    assert "2027-03-01" in Path(download.value.path()).read_text(encoding="utf-8")
    assert page.broken == []
