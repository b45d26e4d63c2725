"""The notice of a warning (预警通知书) and the feedback form (整改反馈单), as PDF and in the wording of an office."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import override

from exchange.documents.models import DocumentKind, FormTemplate
from exchange.documents.office_templates import fill
from exchange.documents.typesetting import pdf
from riskwarnings.choices import Handling
from riskwarnings.grounds import shown
from riskwarnings.models import Warning
from units.models import IssuingOrgan

DOCX = Path(__file__).resolve().parent / "docx"
TITLES = {DocumentKind.NOTICE: "廉政风险预警通知书", DocumentKind.FEEDBACK: "廉政风险预警整改反馈单"}
LETTER = "廉政风险函询通知书"


def _day(at: date | datetime | None) -> str:
    if at is None:
        return ""
    return f"{timezone.localtime(at) if isinstance(at, datetime) else at:%Y年%-m月%-d日}"


def _matter(warning: Warning) -> str:
    """Why the notice is sent. To an official it is no verdict, but asks for an answer."""
    if warning.official:
        return "有关情况需要你作出说明"
    return f"{warning.post or '你单位'}存在廉政风险"


def template_fields(warning: Warning) -> dict[str, Any]:
    """The fields of both forms, in Chinese whatever the reader's language; the grounds as an addressee reads them."""
    with override("zh-hans"):
        grounds = shown(warning.grounds, signals=set(), reads_register=False)
        organ = IssuingOrgan.objects.of(warning.keeper)
        return {
            "编号": warning.document_number,
            "机关": organ.name,
            "印发机关": organ.printing_office,
            "主送": f"{warning.official}同志" if warning.official else warning.unit.name,
            "抄送": warning.copies_to.rstrip("。"),
            "标题": LETTER if warning.handling == Handling.INQUIRY else TITLES[DocumentKind.NOTICE],
            "单位": warning.unit.name,
            "对象": str(warning.subject),
            "级别": str(warning.get_level_display()),
            "处理方式": str(warning.get_handling_display()),
            "内容": warning.text,
            "情形": _matter(warning),
            "签署": "本人" if warning.official else "主要负责人",
            "反馈期限": _day(warning.due_on),
            "签发日期": _day(warning.issued_at),
            "督办单位": warning.keeper.name,
            "反馈内容": warning.answer,
            "反馈日期": _day(warning.answered_at),
            "反馈人": str(warning.answered_by or ""),
            "签署人": str(warning.signed_by or ""),
            "核查意见": warning.verification,
            "核查日期": _day(warning.verified_at),
            "核查人": str(warning.verified_by or ""),
            "销号日期": _day(warning.closed_at),
            "依据": [
                {"序号": n, "种类": str(g.label), "内容": str(g.text), "日期": g.day}
                for n, g in enumerate(grounds, 1)
            ],
            "佐证": [{"序号": n, "名称": file.title} for n, file in enumerate(warning.files.all(), 1)],
        }


def sample() -> dict[str, Any]:
    """Fields of the same names, to try a template with: each says what would stand there."""
    names = [
        "编号",
        "机关",
        "印发机关",
        "主送",
        "抄送",
        "标题",
        "单位",
        "对象",
        "级别",
        "处理方式",
        "内容",
        "情形",
        "签署",
        "反馈期限",
        "签发日期",
        "督办单位",
    ]
    names += ["反馈内容", "反馈日期", "反馈人", "签署人", "核查意见", "核查日期", "核查人", "销号日期"]
    grounds = [{"序号": n, "种类": "（种类）", "内容": "（内容）", "日期": "（日期）"} for n in (1, 2)]
    files = [{"序号": n, "名称": "（名称）"} for n in (1, 2)]
    return {name: f"（{name}）" for name in names} | {"依据": grounds, "佐证": files}


def in_word(form: DocumentKind, warning: Warning) -> bytes:
    """In the template of the unit, or the nearest above it. Raises ValidationError for one that is wrong."""
    template = FormTemplate.objects.of(warning.unit, form)
    own = (DOCX / f"{form.value}.docx").read_bytes()
    return fill(template.content() if template else own, template_fields(warning))


def as_pdf(form: DocumentKind, warning: Warning) -> bytes:
    fields = template_fields(warning)
    if form == DocumentKind.NOTICE:
        return pdf("notice", fields)
    return pdf("feedback", fields | {"title": TITLES[form]})


MADE: dict[str, Callable[[DocumentKind, Warning], bytes]] = {"pdf": as_pdf, "docx": in_word}
