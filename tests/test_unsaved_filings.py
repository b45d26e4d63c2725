"""What is typed into the workspace is kept before it is saved, for its writer alone."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from riskpoints.models import RiskPoint, UnsavedFiling
from riskpoints.models.unsaved_filings import KEPT
from riskpoints.tasks import forget_unsaved
from tests.factories import make_point, make_user
from tests.test_workspace import CHECK, NEW, filled, row

pytestmark = pytest.mark.any_database


def test_an_incomplete_form_is_kept_and_shown_again_without_reproach(world, signed_in):
    client = signed_in(world.liaison)
    typed = {"unit": world.unit.pk, "name": "写了一半", "measure-0-text": "措施也写了一半", "keep": "1"}
    assert "已自动保存" in client.post(CHECK, typed).content.decode()
    kept = UnsavedFiling.objects.get()
    client.post(CHECK, typed | {"name": "又写了些", "kept": kept.pk})
    assert UnsavedFiling.objects.get().typed["name"] == ["又写了些"]
    assert "又写了些" in client.get(f"{NEW}?unit={world.unit.pk}").content.decode()  # named where a new one begins
    page = client.get(f"{NEW}?unit={world.unit.pk}&kept={kept.pk}")
    assert page.context["form"]["name"].value() == "又写了些" and not page.context["form"].errors
    assert page.context["filing"].parts[-1].rows[0]["text"].value() == "措施也写了一半"
    assert not RiskPoint.objects.exists()


def test_it_goes_once_it_is_saved_or_dropped(world, signed_in):
    client = signed_in(world.liaison)
    for last in (filled(world) | row(world), {"unit": world.unit.pk, "then": "drop"}):
        client.post(CHECK, {"unit": world.unit.pk, "name": "写了一半", "keep": "1"})
        assert client.post(NEW, last | {"kept": UnsavedFiling.objects.get().pk}).status_code == 302
        assert not UnsavedFiling.objects.exists()
    assert RiskPoint.objects.count() == 1


def test_nobody_else_sees_or_saves_over_it(world, signed_in):
    signed_in(world.liaison).post(CHECK, {"unit": world.unit.pk, "name": "写了一半", "keep": "1"})
    kept = UnsavedFiling.objects.get()
    other = signed_in(make_user("liaison", world.unit))
    page = other.get(f"{NEW}?unit={world.unit.pk}&kept={kept.pk}")
    assert "写了一半" not in page.content.decode()
    other.post(CHECK, {"unit": world.unit.pk, "name": "别人写的", "keep": "1", "kept": kept.pk})
    kept.refresh_from_db()
    assert kept.typed["name"] == ["写了一半"] and UnsavedFiling.objects.count() == 2


def test_a_draft_has_one_for_each_writer_and_saving_still_sees_who_was_first(world, signed_in):
    point = make_point(world.unit, name="旧")
    client, address = signed_in(world.liaison), reverse("riskpoints:edit", args=[point.pk])
    check = reverse("riskpoints:check", args=[point.pk])
    seen = client.get(address).context["version"]
    for name in ("一", "二"):
        client.post(check, filled(world, name=name, version=seen, keep="1"))
    assert UnsavedFiling.objects.get().typed["name"] == ["二"]
    point.name = "他人所改"
    point.save()
    page = client.get(address)
    assert page.context["form"]["name"].value() == "二" and page.context["version"] == seen
    assert client.post(address, filled(world, name="二", version=seen)).status_code == 409
    assert UnsavedFiling.objects.exists()


def test_no_more_than_so_many_are_kept_of_one_person(world, signed_in):
    client = signed_in(world.liaison)
    for n in range(KEPT + 2):
        client.post(CHECK, {"unit": world.unit.pk, "name": f"第{n}个", "keep": "1"})
    assert UnsavedFiling.objects.count() == KEPT
    assert not UnsavedFiling.objects.filter(typed__name=["第0个"]).exists()


@pytest.mark.parametrize("field", ["manifestation", "no field of the form"])
def test_what_is_longer_than_a_filing_is_not_kept_and_said(world, signed_in, settings, field):
    """Twenty rows of megabytes each would fill the database in a person's name; what was kept before stays."""
    settings.UNSAVED_FILING_KB = 10
    client = signed_in(world.liaison)
    typed = {"unit": world.unit.pk, "name": "写了一半", "keep": "1"}
    client.post(CHECK, typed)
    kept = UnsavedFiling.objects.get()
    answer = client.post(CHECK, typed | {field: "长" * 4000, "name": "写长了", "kept": kept.pk}).content.decode()
    assert "未自动保存" in answer and UnsavedFiling.objects.get().typed["name"] == ["写了一半"]
    point, made = make_point(world.unit), UnsavedFiling.objects.count()
    client.post(reverse("riskpoints:check", args=[point.pk]), filled(world) | {field: "长" * 4000, "keep": "1"})
    assert UnsavedFiling.objects.count() == made
    client.post(CHECK, typed | {field: "长" * 3000, "kept": kept.pk})
    assert sum(map(len, UnsavedFiling.objects.get().typed[field])) == 3000


def test_what_is_left_lying_goes_after_so_many_days_and_its_writer_is_told_when(world, signed_in, settings):
    settings.UNSAVED_FILING_DAYS = 7
    client = signed_in(world.liaison)
    for name in ("旧的", "新的"):
        client.post(CHECK, {"unit": world.unit.pk, "name": name, "keep": "1"})
    today = timezone.localdate()
    page = client.get(f"{NEW}?unit={world.unit.pk}").content.decode()
    assert page.count(f"保留至 {today + timedelta(days=7):%m-%d}") == 2
    old = UnsavedFiling.objects.filter(typed__name=["旧的"])
    old.update(kept_at=timezone.now() - timedelta(days=7, minutes=-1))
    assert forget_unsaved() == 0
    old.update(kept_at=timezone.now() - timedelta(days=7, minutes=1))
    assert forget_unsaved() == 1
    assert [kept.typed["name"] for kept in UnsavedFiling.objects.all()] == [["新的"]]
