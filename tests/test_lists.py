"""Lists: columns that the reader chooses, filters kept by name, CSV; and the search over the whole register."""

import csv
import io

import pytest
from django.utils.html import strip_tags

from accounts.models import SavedFilter
from ground.pages import csv_lists
from ground.pages.search import marked
from measures.models import Measure
from riskpoints.models import RiskPoint
from tests.factories import make_measure, make_point, make_power, make_rule

pytestmark = pytest.mark.any_database


def heads(answer):
    return [str(head["words"]) for head in answer.context["table"].heads()]


def test_columns_are_chosen_and_the_first_one_stays(world, signed_in):
    world.registered()
    client = signed_in(world.checker)
    assert "表现形式" not in heads(client.get("/riskpoints/"))
    chosen = client.get("/riskpoints/?col=manifestation&col=filed_by&col=nonsense&grade=low")
    assert heads(chosen) == ["风险点", "表现形式", "申报人"]
    assert "李联络" in chosen.content.decode()
    # The filter form and the pager carry the choice on, the navigation remembers it.
    assert chosen.content.decode().count('name="col" value="manifestation"') == 2
    assert "/riskpoints/?col=manifestation&amp;col=filed_by" in client.get("/units/").content.decode()


def test_every_column_that_can_be_chosen_costs_no_query_per_row(world, signed_in, django_assert_max_num_queries):
    client = signed_in(world.checker)
    for name in ("riskpoints", "powers", "measures", "measures/rules", "units"):
        table = client.get(f"/{name}/").context["table"]
        query = "&".join(f"col={column}" for column in table.base_columns)
        for _row in range(3):
            world.registered()
            make_rule(world.unit)
            make_power(world.unit)
        with django_assert_max_num_queries(16):
            assert client.get(f"/{name}/?{query}").status_code == 200


def test_filters_are_kept_by_name_shared_with_the_unit_and_dropped(world, signed_in):
    client = signed_in(world.liaison)
    form = {"page": "/riskpoints/", "query": "grade=high", "name": "高风险", "next": "/riskpoints/?grade=high"}
    assert "已保存" in client.post("/accounts/filters/save/", form, follow=True).content.decode()
    assert "已有同名" in client.post("/accounts/filters/save/", form, follow=True).content.decode()
    menu = "/accounts/filters/?page=/riskpoints/"
    for other, sees in ((world.head, False), (world.checker, False)):
        assert ("高风险" in signed_in(other).get(menu).content.decode()) is sees
    SavedFilter.objects.update(is_shared=True)
    for other, sees in ((world.head, True), (world.checker, False)):
        assert ("高风险" in signed_in(other).get(menu).content.decode()) is sees
    saved = SavedFilter.objects.get()
    assert signed_in(world.head).post(f"/accounts/filters/{saved.pk}/delete/").status_code == 404
    assert "/riskpoints/?grade=high" in client.get(menu, headers={"HX-Request": "true"}).content.decode()
    client.post(f"/accounts/filters/{saved.pk}/delete/", {"next": "/riskpoints/"})
    assert not SavedFilter.objects.exists()


@pytest.mark.parametrize("page", ["//evil.example/", "https://evil.example/", "/riskpoints/?x=1"])
def test_a_filter_leads_nowhere_else(world, signed_in, page):
    form = {"page": page, "query": "a=1", "name": "x"}
    assert (
        "不是登记系统的列表"
        in signed_in(world.liaison).post("/accounts/filters/save/", form, follow=True).content.decode()
    )


def rows_of(response):
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


def test_a_list_is_given_out_as_csv_with_its_filters_columns_and_order(world, signed_in):
    make_point(world.unit, name="乙", risk_class="duty")
    make_point(world.unit, name="甲", risk_class="duty", manifestation="一行\n“两行”,有逗号")
    make_point(world.unit, name="丙", risk_class="process")
    make_point(world.elsewhere, name="别处的", risk_class="duty")
    client = signed_in(world.liaison)
    answer = client.get("/riskpoints/?risk_class=duty&col=manifestation&col=grade&sort=name&format=csv")
    assert answer["Content-Type"] == "text/csv; charset=utf-8" and "attachment" in answer["Content-Disposition"]
    assert rows_of(answer) == [
        ["风险点", "风险等级", "表现形式"],
        ["乙", "低（三级）", "对不符合条件的予以通过。"],
        ["甲", "低（三级）", "一行\n“两行”,有逗号"],
    ]


def test_what_a_spreadsheet_would_run_is_only_text(world, signed_in):
    for name in ('=HYPERLINK("x")', "+1", "-1", "@SUM(A1)", "\tx", "＝1+1", "正常=1"):
        make_point(world.unit, name=name)
    names = {row[0] for row in rows_of(signed_in(world.liaison).get("/riskpoints/?format=csv"))[1:]}
    assert names == {'\'=HYPERLINK("x")', "'+1", "'-1", "'@SUM(A1)", "'\tx", "'＝1+1", "正常=1"}


def test_a_long_list_is_read_in_strips_and_loses_nothing(world, signed_in, monkeypatch):
    monkeypatch.setattr(csv_lists, "AT_ONCE", 3)
    made = {make_point(world.unit).name for _n in range(10)}
    assert {row[0] for row in rows_of(signed_in(world.liaison).get("/riskpoints/?format=csv"))[1:]} == made
    monkeypatch.setattr(csv_lists, "MOST_ROWS", 5)
    answer = signed_in(world.liaison).get("/riskpoints/?format=csv", follow=True)
    assert "请用筛选条件缩小范围" in answer.content.decode()


def test_lists_of_people_are_not_given_out(world, signed_in):
    client = signed_in(world.administrator)
    for address in ("/accounts/?format=csv", "/units/officials/?format=csv"):
        assert client.get(address)["Content-Type"].startswith("text/html")


def test_one_search_finds_units_powers_points_measures_and_rules(world, signed_in):
    point = world.registered(name="泄露标底", manifestation="评标前向投标人透露标底。")
    Measure.objects.filter(links__point=point).update(text="标底密封保管")
    make_power(world.unit, name="标底编制审核")
    make_rule(world.unit, title="标底管理办法")
    make_point(world.elsewhere, name="别处标底")
    make_measure(make_point(world.elsewhere), text="别处标底措施")
    answer = signed_in(world.liaison).get("/search/?q=标底")
    found = {str(kind.label): [hit.name for hit in kind.found] for kind in answer.context["kinds"]}
    assert found == {
        "权力事项": ["标底编制审核"],
        "风险点": ["泄露标底"],
        "防控措施": ["标底密封保管"],
        "规章制度": ["标底管理办法"],
    }
    text = answer.content.decode()
    assert "泄露<mark>标底</mark>" in text and "别处" not in text
    units = signed_in(world.administrator).get("/search/?q=青江").context["kinds"]
    assert [hit.name for kind in units for hit in kind.found] == ["青江县交通运输局"]
    assert signed_in(world.administrator).get("/search/?q=标底").context["kinds"] == []


def test_more_hits_lead_to_the_list(world, signed_in):
    for _n in range(7):
        make_point(world.unit, name="重复的风险")
    (kind,) = signed_in(world.liaison).get("/search/?q=重复").context["kinds"]
    assert len(kind.found) == 5 and kind.has_more
    assert signed_in(world.liaison).get(kind.all_url).context["table"].total == 7


def test_one_character_is_too_few_and_says_so(world, signed_in):
    assert "至少输入两个" in signed_in(world.liaison).get("/search/?q=标").content.decode()


def test_a_hit_is_marked_and_its_surroundings_shown():
    assert marked("a<b>招标</b>", "招标") == "a&lt;b&gt;<mark>招标</mark>&lt;/b&gt;"
    assert marked("Anna und ANNA", "anna") == "<mark>Anna</mark> und <mark>ANNA</mark>"
    assert marked("。" * 100 + "招标" + "。" * 300, "招标").count("。") < 200
    assert marked("x(1)", "(1)") == "x<mark>(1)</mark>"


def test_points_past_are_not_found(world, signed_in):
    point = make_point(world.unit, name="已作废的标底")
    RiskPoint.objects.filter(pk=point.pk).update(status="discarded")
    assert signed_in(world.liaison).get("/search/?q=标底").context["kinds"] == []


def test_a_printed_list_says_whose_rows_it_holds_by_which_filters_in_which_order_and_how_many(world, signed_in):
    world.registered(name="泄露标底")
    world.registered(name="另一个")
    address = f"/riskpoints/?status=registered&q=泄露&sort=-name&at={world.county.code}"
    page = signed_in(world.checker).get(address).content.decode()
    head = strip_tags(page[page.index('<dl class="printed') : page.index("</dl>", page.index('<dl class="printed'))])
    words = " ".join(head.split())
    for told in (str(world.county), "状态：已入册", "查找“泄露”", "风险点，从大到小", "共 1 条", str(world.checker)):
        assert told in words, told
    plain = signed_in(world.checker).get("/riskpoints/").content.decode()
    assert f"<dd>{world.province}</dd>" in plain and "<dd>无</dd>" in plain
