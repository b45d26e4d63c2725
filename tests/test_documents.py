"""Documents: boards as PDF, with the font of the product and what the page shows."""

import io

import pytest
from django.utils.translation import gettext
from pypdf import PdfReader

from documents.boards import board_pdf, boards_of
from powers.models import Flow
from tests.factories import make_flow, make_power
from workbooks import writing_out
from workbooks.models import Export

pytestmark = pytest.mark.usefixtures("own_files")


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
    writing_out.go_on(Export.objects.get().pk)
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
    assert "#panic() $x$ *粗* [方括号]" in text and "<标签>" in text


def test_a_long_flow_of_many_points_goes_on_to_the_next_page(world):
    flow = make_flow(make_power(world.unit, name="长流程", status="confirmed"), steps=40, status="published")
    for step in flow.steps.all():
        world.registered(step, manifestation="表现" * 60)
    found = texts(board_pdf([flow]))
    assert len(found) > 1 and "环节40" in "".join(found)
