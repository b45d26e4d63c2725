"""Documents: boards as PDF, with the font of the product and what the page shows."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.translation import gettext
from docx import Document
from pypdf import PdfReader

from exchange.documents.board_pdfs import board_pdf, boards_of
from exchange.documents.models import FormTemplate
from exchange.documents.register_form import DEFAULT
from exchange.documents.warning_letters import template_fields
from exchange.workbooks.models import Export
from exchange.workbooks.outgoing import export_work
from ground.lifecycle.roles import Role
from powers.models import Flow
from tests.factories import make_flow, make_measure, make_point, make_power, make_signal, make_user, make_warning
from units.models import IssuingOrgan, Official

pytestmark = [pytest.mark.any_database, pytest.mark.usefixtures("own_files")]


def texts(content):
    return [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]


@pytest.fixture
def office(world):
    world.registered(world.steps[0], name="泄露标底", manifestation="向投标人泄露标底。")
    return world


@pytest.mark.parametrize(("paper", "width"), [("a3", 420), ("a4", 297)])
def test_a_board_holds_what_its_page_shows_in_the_font_of_the_product(office, paper, width):
    content = board_pdf(Flow.objects.filter(pk=office.flow.pk), paper)
    reader = PdfReader(io.BytesIO(content))
    [page] = reader.pages
    assert round(page.mediabox.width / 72 * 25.4) == width
    [text] = texts(content)
    for words in (
        office.item.name,
        office.item.code,
        "泄露标底",
        "1. 环节1",
        "2. 环节2",
        gettext("not assessed yet"),
        "部门负责人",
    ):
        assert "".join(words.split()) in "".join(text.split()), words
    fonts = {str(font.get_object()["/BaseFont"]) for font in page["/Resources"]["/Font"].values()}
    assert fonts and all("NotoSansSC" in name for name in fonts)


def test_all_boards_of_a_unit_come_in_one_file(office, signed_in):
    more = make_flow(make_power(office.unit, name="另一项权力", status="confirmed"), status="published")
    make_flow(make_power(office.unit), status="draft")
    assert {flow.pk for flow in boards_of(office.unit, office.liaison)} == {office.flow.pk, more.pk}
    client = signed_in(office.liaison)
    address = client.post(f"/documents/units/{office.unit.pk}/boards/", {"paper": "a4"}).url
    export_work.go_on(Export.objects.get().pk)
    answer = client.get(f"{address}file/")
    found = texts(b"".join(answer.streaming_content))
    assert len(found) == 2 and office.item.name in found[0] and "另一项权力" in found[1]
    assert "2" in client.get(address).content.decode()


def test_a_board_is_given_to_those_who_see_its_flow(office, signed_in):
    answer = signed_in(office.head).get(f"/documents/boards/{office.flow.pk}/?paper=a4")
    assert answer["Content-Type"] == "application/pdf" and answer.content.startswith(b"%PDF")
    elsewhere = make_flow(make_power(office.elsewhere), status="confirmed")
    assert signed_in(office.head).get(f"/documents/boards/{elsewhere.pk}/").status_code == 404
    assert signed_in(office.head).post(f"/documents/units/{office.elsewhere.pk}/boards/").status_code == 404


def test_what_stands_in_the_register_is_text_and_no_markup(world):
    world.registered(world.steps[0], name="#panic() $x$ *粗* [方括号]", manifestation="@引用 <标签> \\ 反斜杠")
    [text] = texts(board_pdf(Flow.objects.filter(pk=world.flow.pk)))
    text = text.replace("\n", "")
    assert "#panic() $x$ *粗* [方括号]" in text and "<标签>" in text


def test_a_long_flow_of_many_points_goes_on_to_the_next_page(world):
    flow = make_flow(make_power(world.unit, name="长流程", status="confirmed"), steps=40, status="published")
    for step in flow.steps.all():
        world.registered(step, manifestation="表现" * 60)
    found = texts(board_pdf([flow]))
    assert len(found) > 1 and "环节40" in "".join(found)


def template(*texts: str) -> SimpleUploadedFile:
    """A .docx with these paragraphs."""
    document, file = Document(), io.BytesIO()
    for text in texts:
        document.add_paragraph(text)
    document.save(file)
    return SimpleUploadedFile("本局模板.docx", file.getvalue())


def register(client, unit, suffix):
    answer = client.get(reverse("documents:unit_register", args=[unit.pk]), {"format": suffix})
    assert answer.status_code == 200, answer.content
    return b"".join(answer.streaming_content)


def lines(content):
    document = Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return [paragraph.text for paragraph in document.paragraphs], cells


def test_the_register_form_comes_as_pdf_and_in_word(office, signed_in):
    office.registered(office.steps[1], name="<b>&擅自变更</b>")
    client = signed_in(office.checker)
    [page] = texts(register(client, office.unit, "pdf"))
    assert all(words in page for words in ("青江县交通运输局", "泄露标底", "共2个", "岗位廉政风险点及防控措施一览表"))
    paragraphs, cells = lines(register(client, office.unit, "docx"))
    assert paragraphs[0] == "岗位廉政风险点及防控措施一览表" and office.unit.name in paragraphs[1]
    assert cells[:2] == ["序号", "科室"] and {"泄露标底", "<b>&擅自变更</b>", "1", "2"} <= set(cells)
    assert not [text for text in (*paragraphs, *cells) if "{" in text]


def test_an_office_words_its_own_and_those_below_use_it(office, signed_in):
    client = signed_in(office.administrator)
    create = reverse("documents:template_create")
    given = {
        "form": "register",
        "unit": office.county.code,
        "file": template(
            "黄岩区纪委监制", "{{ 单位 }}共{{ 总数 }}个：{% for 行 in 各行 %}{{ 行.风险点 }}；{% endfor %}"
        ),
    }
    assert client.post(create, given).status_code == 302
    kept = FormTemplate.objects.get()
    paragraphs, _cells = lines(register(signed_in(office.liaison), office.unit, "docx"))
    assert paragraphs == ["黄岩区纪委监制", f"{office.unit.name}共1个：泄露标底；"]
    page = client.get(kept.get_absolute_url()).content.decode()
    assert "黄岩区纪委监制" in page and "（风险点）；（风险点）；" in page
    assert client.post(reverse("documents:template_delete", args=[kept.pk])).status_code == 302
    assert lines(register(signed_in(office.liaison), office.unit, "docx"))[1][0] == "序号"


@pytest.mark.parametrize(
    ("file", "told"),
    [
        (template("{{ 单位名 }}"), "模板中的字段“单位名”不存在。"),
        (template("{% for 行 in 各行 %}{{ 行.风险 }}{% endfor %}"), "模板中的字段“风险”不存在。"),
        (template("{% for 行 in 行们 %}{% endfor %}"), "模板中的字段“行们”不存在。"),
        (template("{{ 单位 "), "无法读取该模板"),
        (template("{{ 单位|没有这个 }}"), "无法读取该模板"),
        (template("{{ 单位.__class__.__mro__ }}"), "模板中的字段“__class__”不存在。"),
        (SimpleUploadedFile("a.docx", b"no document"), "不是Word文档"),
    ],
)
def test_a_template_that_is_wrong_is_refused_and_says_where(office, signed_in, file, told):
    file.seek(0)
    client = signed_in(office.administrator)
    answer = client.post(
        reverse("documents:template_create"), {"form": "register", "unit": office.county.code, "file": file}
    )
    assert answer.status_code == 422 and told in answer.content.decode().replace("&quot;", '"')
    assert not FormTemplate.objects.exists()


def test_a_template_that_an_upgrade_left_behind_says_so(office, signed_in):
    kept = FormTemplate(unit=office.county, by=office.administrator, file_name="旧.docx")
    kept.file.save("t.docx", template("{{ 旧字段 }}"))
    assert "字段“旧字段”不存在" in signed_in(office.administrator).get(kept.get_absolute_url()).content.decode()
    client = signed_in(office.liaison)
    answer = client.get(reverse("documents:unit_register", args=[office.unit.pk]), {"format": "docx"}, follow=True)
    assert "字段“旧字段”不存在" in answer.content.decode()


def test_templates_are_kept_by_the_administrators_of_the_unit(office, signed_in):
    other = signed_in(make_user(Role.ADMINISTRATOR, office.elsewhere))
    given = {"form": "register", "unit": office.unit.code, "file": SimpleUploadedFile("a.docx", DEFAULT.read_bytes())}
    assert other.post(reverse("documents:template_create"), given).status_code == 422
    assert not FormTemplate.objects.exists()


def test_a_long_register_form_is_written_by_a_worker(office, signed_in, monkeypatch):
    monkeypatch.setattr("exchange.documents.register_form.FEW", 0)
    client = signed_in(office.liaison)
    for suffix in ("pdf", "docx"):
        address = client.get(reverse("documents:unit_register", args=[office.unit.pk]), {"format": suffix}).url
        export_work.go_on(Export.objects.order_by("-pk")[0].pk)
        assert len(b"".join(client.get(f"{address}file/").streaming_content)) > 1000
    assert client.get(reverse("documents:unit_register", args=[office.unit.pk]), {"format": "exe"}).status_code == 404


def test_each_measure_has_a_line_of_its_own(office, signed_in):
    make_measure(office.steps[0].risk_points.get(), text="封存底价。", status="in_force")
    _paragraphs, cells = lines(register(signed_in(office.checker), office.unit, "docx"))
    assert [text.count("\n") for text in cells if "封存底价" in text] == [1]


@pytest.fixture
def warned(world):
    """An issued warning that is answered and rests on a signal."""
    signal = make_signal(world.unit, text="窗口人员介绍中介公司。")
    warning = make_warning(world.unit, world.inspector, [signal], text="请纠正窗口介绍中介的做法。")
    warning.perform("issue", by=world.inspector, handling="correction", level="yellow", due_on=None)
    warning.perform("acknowledge", by=world.head)
    warning.perform("answer", by=world.head, reason="已责令改正。")
    return warning


@pytest.mark.parametrize("suffix", ["pdf", "docx"])
def test_notice_and_feedback_form_of_a_warning(world, warned, signed_in, suffix):
    client = signed_in(world.liaison)
    address = reverse("documents:warning", args=[warned.pk])

    def read(form):
        content = b"".join(client.get(f"{address}?form={form}&format={suffix}").streaming_content)
        if suffix == "pdf":
            return "".join(texts(content))
        document = Document(io.BytesIO(content))
        cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
        return "".join([p.text for p in document.paragraphs] + cells)

    notice, feedback = read("notice"), read("feedback")
    for words in ("廉政风险预警通知书", world.unit.name, "黄色", "纠错通知", "请纠正窗口介绍中介的做法"):
        assert words in notice.replace("\n", ""), words
    assert "投诉举报" not in notice and warned.document_number in notice
    assert "已责令改正" not in notice and "介绍中介公司" not in notice
    assert "已责令改正。" in feedback and "整改反馈单" in feedback
    assert client.get(f"{address}?form=other").status_code == 404


def test_there_is_no_notice_before_a_warning_is_issued(world, signed_in):
    warning = make_warning(world.unit, world.inspector)
    assert signed_in(world.inspector).get(reverse("documents:warning", args=[warning.pk])).status_code == 404


def test_an_office_words_its_own_notice(world, warned, signed_in, own_files):
    client = signed_in(world.administrator)
    wrong = client.post(
        reverse("documents:template_create"),
        {"form": "notice", "unit": world.county.code, "file": template("{{ 总数 }}")},
    )
    assert wrong.status_code == 422 and "总数" in wrong.content.decode()
    given = {"form": "notice", "unit": world.county.code, "file": template("青江县纪委：{{ 单位 }} {{ 反馈期限 }}")}
    assert client.post(reverse("documents:template_create"), given).status_code == 302
    page = signed_in(world.liaison).get(f"{reverse('documents:warning', args=[warned.pk])}?format=docx")
    words = Document(io.BytesIO(b"".join(page.streaming_content))).paragraphs
    assert f"青江县纪委：{world.unit.name}" in "".join(p.text for p in words)
    assert client.get(f"{reverse('documents:template_own')}?form=notice").status_code == 200
    assert FormTemplate.objects.of(world.unit) is None  # the register form is worded apart


def test_a_published_board_is_a_file_for_everybody_with_law_time_and_phone(office, settings):
    from django.core.cache import cache
    from django.test import Client

    cache.clear()
    office.item.legal_basis = "《政府采购法》第二十六条"
    office.item.save()
    office.flow.steps.filter(number=1).update(time_limit=5)
    organ = IssuingOrgan.objects.of(office.unit)
    organ.phone = "0576-12388"
    organ.save()
    for _again in range(2):  # made, and from what is kept ready
        answer = Client().get(f"/boards/{office.flow.pk}/file/")
        assert answer["Content-Type"] == "application/pdf" and answer.content.startswith(b"%PDF")
    told = "".join("".join(texts(answer.content)).split())
    for words in ("《政府采购法》第二十六条", "5", "0576-12388", organ.name):
        assert words in told
    assert "0576-12388" in Client().get(f"/boards/{office.flow.pk}/").content.decode()
    hidden = make_flow(make_power(office.unit), status="confirmed")
    assert Client().get(f"/boards/{hidden.pk}/file/").status_code == 404


def test_a_notice_has_the_red_head_in_word_too_and_asks_an_official_without_a_verdict(world, warned, signed_in):
    address = reverse("documents:warning", args=[warned.pk])

    def read():
        content = b"".join(signed_in(world.inspector).get(f"{address}?format=docx").streaming_content)
        return Document(io.BytesIO(content))

    organ = IssuingOrgan.objects.of(world.unit)
    document = read()
    head, number, title, addressee, *_rest = document.paragraphs
    assert head.text == organ.name and str(head.runs[0].font.color.rgb) == "C8161D"
    assert (number.text, title.text) == (warned.document_number, "廉政风险预警通知书")
    assert addressee.text == f"{world.unit.name}："
    words = "".join(p.text for p in document.paragraphs)
    assert "你单位存在廉政风险" in words and "由主要负责人签署" in words
    assert "印章位置" in document.element.xml and f"{organ.name}办公室" in document.element.xml
    warned.official = Official.objects.create(name="周帆", staff_number="7")
    fields = template_fields(warned)
    assert (fields["情形"], fields["签署"]) == ("有关情况需要你作出说明", "本人")


def test_boards_are_found_by_city_and_county(office, client):
    elsewhere = make_flow(make_power(office.elsewhere, name="外地的权力", status="confirmed"), status="published")
    assert elsewhere.pk
    for area, others in ((office.city, True), (office.county, False)):
        page = client.get(f"/boards/?area={area.division_id}")
        shown = page.content.decode()
        assert office.item.name in shown
        assert ("外地的权力" in shown) is (others and office.elsewhere.path.startswith(office.city.path))
        assert page.context["city"] == office.city and office.county in page.context["counties"]
    assert client.get("/boards/?area=999999").context["city"] is None


def test_the_register_form_of_one_point_is_made_before_it_is_filed(office, signed_in):
    draft, other = make_point(office.unit, name="尚未申报的风险"), make_point(office.unit, name="另一个风险")
    address = f"/documents/units/{office.unit.pk}/register/"
    answer = signed_in(office.liaison).get(address, {"point": draft.pk, "format": "docx"})
    told = "".join(
        cell.text
        for table in Document(io.BytesIO(b"".join(answer))).tables
        for row in table.rows
        for cell in row.cells
    )
    assert "尚未申报的风险" in told and other.name not in told
    stranger = signed_in(make_user("liaison", office.elsewhere))
    assert stranger.get(f"/documents/units/{office.elsewhere.pk}/register/", {"point": draft.pk}).status_code == 404
    for key in ("x", "9" * 5000):
        assert signed_in(office.liaison).get(address, {"point": key}).status_code == 404
