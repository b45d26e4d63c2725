"""Words that nobody chose: labels that a library makes up, choices drawn as dashes, 1 and 0 for yes and no."""

import inspect
from importlib import import_module, util

import pytest
from django.apps import apps
from django.urls import reverse
from django.utils.translation import override
from django_filters import FilterSet

from accounts.notices import Notice
from riskwarnings.indicators import INDICATORS
from units.models import Post

pytestmark = pytest.mark.any_database


def filter_sets():
    """Every filter set that a page has; those of the API alone are read by programs."""
    modules = [f"{config.name}.filters" for config in apps.get_app_configs()]
    found = [import_module(name) for name in modules if util.find_spec(name)]
    sets = {cls for module in found for _name, cls in inspect.getmembers(module, inspect.isclass)}
    return sorted(
        (cls for cls in sets if issubclass(cls, FilterSet) and cls._meta.model and "Api" not in cls.__name__),
        key=lambda cls: cls.__name__,
    )


@pytest.mark.parametrize("cls", filter_sets(), ids=lambda cls: cls.__name__)
def test_a_filter_has_a_label_and_no_dashes_for_all(cls, world):
    with override("zh-hans"):
        wanted = inspect.signature(cls).parameters
        options = {name: row for name, row in (("user", world.inspector), ("unit", world.unit)) if name in wanted}
        for name, field in cls(data={}, **options).form.fields.items():
            assert field.label and "[" not in str(field.label), name
            if not hasattr(field, "queryset"):
                assert "---" not in " ".join(str(label) for _value, label in getattr(field, "choices", ())), name


def test_a_form_says_none_or_choose_instead_of_dashes(world, signed_in):
    page = signed_in(world.liaison).get(reverse("powers:create"), {"unit": world.unit.pk}).content.decode()
    assert "<select" in page and "---------" not in page
    page = signed_in(world.liaison).get(reverse("accounts:channels")).content.decode()
    assert "<select" in page and "---------" not in page


def test_cancel_leads_back_to_where_the_form_was_opened(world, signed_in):
    client, form = signed_in(world.liaison), reverse("powers:create")
    came = "http://testserver/powers/?kind=permit"
    answer = client.get(form, {"unit": world.unit.pk}, headers={"referer": came})
    assert answer.context["back"] == came
    again = client.post(form, {"unit": world.unit.pk, "back": came}, headers={"referer": f"http://testserver{form}"})
    assert again.status_code == 422 and again.context["back"] == came
    for foreign in ("https://example.com/", "//example.com", "javascript:alert(1)"):
        answer = client.get(form, {"unit": world.unit.pk}, headers={"referer": foreign})
        assert answer.context["back"] == reverse("home")


def test_unread_notices_stand_before_read_ones(world):
    for n, read in enumerate((False, True, False, True)):
        Notice.objects.create(user=world.liaison, kind="test", name=str(n), url="/")
        if read:
            Notice.objects.filter(name=str(n)).update(read_at="2026-01-01T00:00Z")
    assert [notice.name for notice in world.liaison.notices.unread_first()] == ["2", "0", "3", "1"]


def test_a_parameter_that_is_a_switch_is_said_in_words(db):
    switch = next(p for p in INDICATORS["high_not_held"].parameters if p.name == "key")
    with override("zh-hans"):
        assert (switch.in_words(1), switch.in_words(0), switch.shipped) == ("是", "否", "是")
        assert "1" not in str(switch.label)


@pytest.mark.parametrize(
    ("department", "name", "told"),
    [("办公室", "办公室主任", "办公室主任"), ("业务科", "经办岗", "业务科 经办岗"), ("", "局长", "局长")],
)
def test_a_post_is_named_once(department, name, told):
    assert str(Post(department=department, name=name)) == told
