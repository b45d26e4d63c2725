"""Lists that are too long to be sorted are paged by cursor, and say how many rows they hold."""

import re
from base64 import b64encode

import pytest

from ground.pages import paging
from powers.models import Domain
from riskpoints.choices import PAST
from riskpoints.models import RiskPoint
from tests.factories import make_point, make_unit


@pytest.fixture
def short(monkeypatch, settings):
    """Everything above three rows counts as long; two rows a page."""
    monkeypatch.setattr(paging, "MANY", 3)
    monkeypatch.setattr(paging.Pages, "page_size", 2)


def names(response) -> list[str]:
    return re.findall(r'class="fw-medium">([^<]+)</a>', response.content.decode())


def follow(client, response, word: str):
    found = re.search(rf'href="([^"]+)"[^>]*>\s*{word}\s*<', response.content.decode())
    assert found, word
    address = found[1].replace("&amp;", "&")
    return client.get(f"/riskpoints/{address}" if address.startswith("?") else address)


def test_a_long_list_is_walked_from_end_to_end_and_back(world, signed_in, short):
    points = [make_point(world.unit, name=f"点{n}") for n in range(7)]
    client = signed_in(world.checker)
    page = client.get(f"/riskpoints/?status=draft&below={world.county.pk}")
    assert "共 7 条" in page.content.decode()
    assert names(page) == ["点6", "点5"]
    seen = names(page)
    for _ in range(3):
        page = follow(client, page, "下一页")
        seen += names(page)
    assert seen == [p.name for p in reversed(points)]
    assert names(follow(client, page, "上一页")) == ["点2", "点1"]
    assert names(follow(client, follow(client, page, "首页"), "末页")) == ["点1", "点0"]
    assert "下一页" not in page.content.decode()


def test_a_list_too_long_to_count_says_so_and_counts_on_demand(world, signed_in, short):
    for n in range(5):
        make_point(world.unit, name=f"招标{n}")
    client = signed_in(world.checker)
    page = client.get("/riskpoints/?q=招标")
    assert "超过 3 条" in page.content.decode()
    assert "共 5 条" in follow(client, page, "统计总数").content.decode()


def test_a_cursor_that_is_none_is_not_found(world, signed_in, short):
    for n in range(5):
        make_point(world.unit, name=f"点{n}")
    client = signed_in(world.checker)
    assert client.get("/riskpoints/?cursor=x").status_code == 404
    for place in ("p=abc", "p=" + "9" * 40, "o=x"):
        cursor = b64encode(place.encode()).decode()
        assert client.get("/riskpoints/", {"cursor": cursor}).status_code == 404, place


@pytest.mark.parametrize("person", ["checker", "inspector", "liaison"])
def test_the_ledger_gives_the_count_of_the_rows_for_every_filter(world, signed_in, person):
    other = make_unit(world.county, industry="health")
    world.registered(world.steps[0], likelihood=5, harm=5, review_on="2027-03-01")
    world.filed(risk_class="duty")
    make_point(other, risk_class="system")
    make_point(world.elsewhere)
    make_point(world.unit).perform("discard", by=world.liaison, reason="重复")
    world.item.domain = Domain.objects.first()
    world.item.save()
    client, user = signed_in(getattr(world, person)), getattr(world, person)
    filters = [
        "",
        "status=draft",
        "grade=high",
        "risk_class=duty",
        "industry=health",
        f"domain={world.item.domain_id}",
    ]
    filters += [f"below={u.pk}" for u in (world.province, world.county, world.unit, other, world.elsewhere)]
    filters += [f"below={world.county.pk}&grade=low&status=filed", "below=999999", "status=none"]
    for query in filters:
        page = client.get(f"/riskpoints/?{query}")
        assert page.context_data["table"].total == page.context_data["filter"].qs.count(), query
    everything = RiskPoint.objects.filter(user.where_holds(["checker", "inspector", "liaison"], "unit__path"))
    assert client.get("/riskpoints/").context_data["table"].total == everything.exclude(status__in=PAST).count()


@pytest.mark.parametrize(
    ("person", "path"),
    [
        ("checker", "/riskpoints/"),
        ("checker", "/powers/"),
        ("checker", "/measures/"),
        ("checker", "/measures/rules/"),
        ("checker", "/units/"),
        ("checker", "/coverage/units/"),
        ("checker", "/coverage/steps/"),
        ("inspector", "/riskpoints/queue/"),
        ("administrator", "/accounts/"),
        ("administrator", "/units/officials/"),
    ],
)
def test_the_columns_have_chinese_words_and_sort_both_ways(world, signed_in, person, path):
    world.filed().perform("endorse", by=world.head)
    client = signed_in(getattr(world, person))
    page = client.get(path).content.decode()
    table = page[page.index("<table") :]
    words = re.findall(r"<th[^>]*>\s*(?:<a[^>]*>)?\s*([^<\s][^<]*)<", table[: table.index("</thead>")])
    assert words
    assert not [w for w in words if re.search("[A-Za-z]", w)], words
    for link in re.findall(r'class="sort" href="\?([^"]+)"', table):
        for address in (link, link.replace("sort=", "sort=-")):
            assert client.get(f"{path}?{address.replace('&amp;', '&')}").status_code == 200, address
