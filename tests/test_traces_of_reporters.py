"""What a report leaves beside it, each looked for as somebody would who has copies of everything."""

import hashlib
import json
import logging
import os
import re
import struct
from datetime import UTC, datetime
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from pghistory.models import Context

from ground.lifecycle.changelog import changes_of, event_model
from ground.pages.models import Answer
from oversight.checkpoints.choices import CheckpointKind
from oversight.checkpoints.taking import take_checkpoint
from oversight.checkpoints.verification import verify
from riskwarnings.models import Signal, SignalMessage
from tests.dumps import everything, valkey
from tests.factories import make_key_of

pytestmark = pytest.mark.any_database

TEXT = "交通局窗口要求申请人到指定公司办理检测，否则不予受理。"


@pytest.mark.usefixtures("own_files")
def test_a_report_leaves_a_trace_beside_it(world, client, signed_in, caplog, mailoutbox, settings):
    """A reporter is planted, with words that stand nowhere else; then everything is searched for them."""
    caplog.set_level(logging.DEBUG)
    make_key_of(world.inspector)
    report = {"area": world.county.pk, "unit_named": "交通局", "occurred_on": "2011-11-01", "text": "插秧机的事"}
    report |= {"name": "欧阳夏丹青", "contact": "13588001122"}
    page = client.post("/report/", report, REMOTE_ADDR="203.0.113.77", HTTP_USER_AGENT="Rare Browser 77")
    assert page.status_code == 201
    code = page.context["code"]
    client.post("/report/receipt/", {"code": code, "text": "补充插秧机"}, REMOTE_ADDR="203.0.113.77")
    token = signed_in(world.observer)
    answer = token.post(
        "/api/v1/reports/",
        {"unit": world.unit.pk, "text": "收割机的事", "occurred_on": "2011-11-01"},
        "application/json",
        headers={"Idempotency-Key": "k-7f0f77d2"},
    )
    assert answer.status_code == 201
    dump, cached = everything(), valkey()
    beside = "\n".join(row for row in dump.splitlines() if not re.match("warnings_signal(message)?(event)?:", row))
    spoken = caplog.text + str(mailoutbox) + cached
    for secret in ("欧阳夏丹青", "13588001122", "203.0.113.77", "Rare Browser 77", code, answer.json()["receipt"]):
        assert secret not in dump + spoken, secret
    for words in ("插秧机", "收割机", "k-7f0f77d2"):
        assert words not in beside + spoken, words
    digest = hashlib.sha256(b"203.0.113.77").hexdigest()
    assert digest[:16] not in cached and f"throttle_user_{world.observer.pk}'" not in cached
    assert [list(body) for body in Answer.objects.values_list("body", flat=True)] == [["closed"]]
    assert not Answer.objects.exclude(user=None).exists()
    assert not Context.objects.filter(metadata__user=world.observer.pk).exists()
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    assert set(Signal.objects.values_list("received_at", flat=True)) == {midnight}
    assert set(SignalMessage.objects.values_list("at", flat=True)) == {midnight}
    assert set(Answer.objects.values_list("created_at", flat=True)) == {midnight}


TIME = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)?\+00")


def times_since(before: set[str]) -> dict[str, str]:
    """What tables have gained since a dump, where it bears a time that is finer than a day: {row: time}."""
    found = {}
    for row in set(everything().splitlines()) - before:
        for text in TIME.findall(row):
            at = timezone.localtime(datetime.fromisoformat(text))
            if (at.hour, at.minute, at.second, at.microsecond) != (0, 0, 0, 0):
                found[row] = text
    return found


@pytest.mark.usefixtures("own_files")
def test_a_report_is_held_against_sign_ins_by_its_time_in_the_log(world, client, tmp_path):
    """Neither rows, nor entries of the log, nor their contexts, nor files and folders say when on the day it was."""
    make_key_of(world.inspector)
    before = set(everything().splitlines())
    report = {"area": world.county.pk, "unit_named": "交通局", "occurred_on": "2011-11-01", "text": TEXT}
    report |= {"name": "欧阳夏丹青", "attachments": [SimpleUploadedFile("1.png", b"\x89PNG\r\n\x1a\n")]}
    code = client.post("/report/", report).context["code"]
    client.post("/report/receipt/", {"code": code, "text": "补充"})
    assert times_since(before) == {}
    for path in [p for p in tmp_path.rglob("*") if p != tmp_path]:
        changed = timezone.localtime(datetime.fromtimestamp(os.stat(path).st_mtime, tz=UTC))
        assert (changed.hour, changed.minute, changed.second) == (0, 0, 0), path


def test_a_report_of_an_observer_leaves_no_time_but_that_of_their_sign_in(world, signed_in):
    make_key_of(world.inspector)
    client, data = signed_in(world.observer), {"unit": world.unit.pk, "text": TEXT, "occurred_on": "2011-11-01"}
    client.get("/api/v1/reports/")
    before = set(everything().splitlines())
    answer = client.post("/api/v1/reports/", data, "application/json", headers={"Idempotency-Key": "one"})
    assert answer.status_code == 201
    client.post("/warnings/reports/new/", data | {"unit": world.unit.code})
    assert Signal.objects.count() == 2
    assert {row for row in times_since(before) if not row.startswith(("django_session", "usersessions"))} == set()


def test_the_contexts_of_reports_are_numbered_among_those_of_everybody(world, client, signed_in):
    """All reports have one context, so that its number stands between nobody's deeds."""
    report = {"area": world.county.pk, "unit_named": "交通局", "occurred_on": "2011-11-01", "text": TEXT}
    for _n in range(2):
        assert client.post("/report/", report).status_code == 201
        world.registered()
    contexts = {entry.pgh_context_id for entry in event_model(Signal).objects.all()}
    assert len(contexts) == 1
    [created] = changes_of(Signal.objects.first())
    assert created.is_by_day and not changes_of(world.unit)[0].is_by_day
    page = signed_in(world.inspector).get(Signal.objects.first().get_absolute_url()).content.decode()
    assert f">{timezone.localdate():%Y-%m-%d}</time>" in page


def test_the_checkpoint_of_the_hour_says_how_many_reports_came_in_the_hour(world, client):
    """They are sealed by the day."""
    report = {"area": world.county.pk, "unit_named": "交通局", "occurred_on": "2011-11-01", "text": TEXT}
    assert client.post("/report/", report).status_code == 201
    hour, day = take_checkpoint(CheckpointKind.HOUR), take_checkpoint(CheckpointKind.DAY)
    assert hour and "warnings_signal" not in hour.document
    assert day and "warnings_signalevent" in day.document
    assert verify().faults == []


def test_a_repeated_report_is_answered_from_what_only_its_key_opens(world, signed_in):
    client, data = signed_in(world.observer), {"unit": world.unit.pk, "text": TEXT, "occurred_on": "2011-11-01"}

    def send(key: str, **more: Any) -> Any:
        headers = {"Idempotency-Key": key}
        return client.post("/api/v1/reports/", data | more, "application/json", headers=headers)

    first, again = send("a"), send("a")
    assert again.json() == first.json() and again["Idempotent-Replayed"] == "true" and Signal.objects.count() == 1
    assert send("a", text="x").status_code == 422 and send("b").status_code == 201
    kept = Answer.objects.order_by("pk")[0]
    tried = f"POST /api/v1/reports/\n{json.dumps(data)}".encode()
    assert kept.request != hashlib.sha256(tried).hexdigest()
    found = client.get("/api/v1/reports/", headers={"Receipt-Code": first.json()["receipt"]}).json()
    assert [row["id"] for row in found["results"]] == [first.json()["id"]]
    assert client.get("/api/v1/reports/").json()["results"] == []


def test_a_file_says_who_took_the_picture_and_when(world, client, own_files):
    exif = b"\xff\xe1" + struct.pack(">H", 2 + 30) + b"Exif\x00\x00GPS 30.2741 Huawei P60"[:30].ljust(30, b"\x00")
    frame = b"\xff\xdb" + struct.pack(">H", 2 + 65) + bytes(65)
    picture = b"\xff\xd8" + exif + frame + b"\xff\xda" + struct.pack(">H", 2) + b"\x00\x00\xff\xd9"
    document = BytesIO()
    with ZipFile(document, "w") as parts:
        parts.writestr("docProps/core.xml", "<creator>欧阳夏丹青</creator>")
        parts.writestr("word/document.xml", '<w:ins w:author="欧阳夏丹青" w:date="2011-11-01T08:00:00Z">正文</w:ins>')
    files = [SimpleUploadedFile("1.jpg", picture), SimpleUploadedFile("2.docx", document.getvalue())]
    report = {"area": world.county.pk, "unit_named": "交通局", "occurred_on": "2011-11-01", "text": TEXT}
    assert client.post("/report/", report | {"attachments": files}).status_code == 201
    one, two = Signal.objects.get().files.order_by("pk")
    kept = one.file.read()
    assert b"Huawei" not in kept and frame in kept
    with ZipFile(two.file) as parts:
        said = b"".join(parts.read(name) for name in parts.namelist()).decode()
        assert "欧阳夏丹青" not in said and "2011-11-01" not in said and "正文" in said
        assert {part.date_time for part in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    for row in (one, two):
        changed = timezone.localtime(datetime.fromtimestamp(os.stat(row.file.path).st_mtime, tz=UTC))
        assert (changed.hour, changed.minute, changed.second) == (0, 0, 0)
