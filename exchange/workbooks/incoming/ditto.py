"""Marks that stand for what stands above, in every spelling; and those that name the row they mean. No models."""

from __future__ import annotations

import re

from ground.lifecycle.names import plain

MARKS = frozenset("〃々〞″′`｀”“\"＂'＇'’‘‚„ˮ″〝仝")
SAME = re.compile(
    r"[(（]?(?:同上(?:行|格|列|述|款|条|项|例)?|同前|上同|同右上|如上|同左上|与上(?:行|面|述)?相?同|ditto)[)）]?[。.，,；;]?",
    re.I,
)
OF_ROW = re.compile(r"同(?:第|序号|编号)?(\d{1,4})(?:号|行|条|项|点|款)?[。.]?")
BEGUN = re.compile(r"(?:同上|同前)[，,；;。:：及和并且外还].+")


def is_ditto(text: str) -> bool:
    """Whether a text means what stands above it."""
    bare = plain(text)
    return bool(SAME.fullmatch(bare)) or (0 < len(bare.strip("-—–.")) <= 4 and set(bare.strip("-—–.")) <= MARKS)


def row_meant(text: str) -> str | None:
    """The number of the row that a text such as 同1 refers to; None for other texts."""
    match = OF_ROW.fullmatch(plain(text))
    return match[1] if match else None


def is_begun(text: str) -> bool:
    """Whether a text begins with what stands above and says more: “同上，并公示”."""
    return BEGUN.fullmatch(plain(text)) is not None
