"""Files that went wrong: spreadsheets, texts and charts changed in their bytes, their markup, their cells or words.

Everything is drawn from the random.Random that is given, so that a seed draws the same again.
"""

import io
import re
import zipfile
from dataclasses import replace
from html import escape

WORDS = (
    *("", " ", "同上", "同上，另加", "同1", "〃", "序号", "风险点", "防控措施", "一、财务科", "思想道德风险", "续表"),
    *(
        "合计 37个",
        "小计",
        "共三十七个",
        "12+7+10",
        "填表人：贾某",
        "（以下空白）",
        "备注：",
        "总计：九千九百九十九千个",
    ),
    *(
        "会计、出纳",
        "各科室负责人",
        "全体人员",
        "招标/评标",
        "——",
        "1.",
        "①",
        "（1）",
        "1.1",
        "一是",
        "措施1：",
        "•",
        "²",
    ),
    *(
        "1.登记；2.盘点（1）双人（2）双锁；3.",
        "①②③④⑤",
        "1、2、3、",
        "99.登记 100.盘点",
        "a.b.c.d.",
        "（（（（",
        "））））",
    ),
    *(
        "2027-02-30",
        "2027年13月",
        "〇〇〇〇年〇月",
        "二〇二七年三月",
        "2027年第五季度",
        "99999",
        "12345.9",
        "1899-12-31",
    ),
    *(
        "9999-12-31",
        "2027-03-31 25:61",
        "2011.12—2013.05",
        "2013—2011",
        "0000-00-00",
        "10000年1月1日",
        "至今",
        "长期",
    ),
    *(
        "高",
        "Ⅳ级",
        "高（一级）",
        "6",
        "-1",
        "1e400",
        "NaN",
        "9" * 60,
        "9223372036854775808",
        "2147483648",
        "32768",
        "٣",
    ),
    *(
        "是",
        "√",
        "男",
        "联络员",
        "管理员",
        "a@b",
        "zhang.san",
        "11370000MB2857777X",
        "#REF!",
        "#N/A",
        "=1+1",
        "'=1+1",
    ),
    *(
        "\u200b",
        "\ufeff风险",
        "\u202e反",
        "招" * 101,
        "招" * 40_000,
        "𠮷" * 70,
        "甲\n乙\r丙\t丁",
        "\\N",
        "\\.",
        '"',
        "_x0000_",
    ),
    *("a|b,c;d", "%s%n", "{{ 7*7 }}", "<b>", "&lt;", "]]>", "\x7f", "e\u0301" * 50, "1\u20442", "㊀", "⒈", "㈠", "❶"),
)
REFERENCES = (
    "A1",
    "A0",
    "",
    "XFD1048576",
    "AAAA1",
    "A99999999999",
    "a1",
    "1A",
    "CZ1",
    "B2:A1",
    "A1:XFD1048576",
    "$A$1",
)
TYPES = ("s", "n", "b", "e", "d", "str", "inlineStr", "x", "")
INSTEAD = (
    *("<v>{}</v>", "<is><t>{}</t></is>", "<is><r><t>甲</t></r><r><rPr><b/></rPr><t>{}</t></r></is>", "<f>1+1</f>"),
    *("<f>NOW()</f><v/>", '<f t="shared" si="0"/>', "<v>{}</v><v>{}</v>", "<is/>", "", "<f>{}</f><v>{}</v>"),
)
BYTES = (b"<", b"9999999999", b"&#0;", b"\xff\xfe", b"]]>", b'"', b"\0", b"\xef\xbb\xbf", b"\x81", b"\r")
TAG = re.compile(r"<[^<>]*>")
ATTRIBUTE = re.compile(r'([\w:]+)="([^"]*)"')
CELL = re.compile(r"<c\b[^>]*?(?:/>|>.*?</c>)", re.DOTALL)
ENCODINGS = ("utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "big5")
CHARSETS = (
    "gb2312",
    "gbk",
    "utf-8",
    "utf-7",
    "utf-16",
    "undefined",
    "idna",
    "punycode",
    "base64",
    "unicode_escape",
    "none",
    "big5",
)


def of_bytes(chance, content):
    """The same with a few places changed, as files go wrong."""
    data = bytearray(content)
    for _time in range(chance.randrange(1, 8)):
        at = chance.randrange(len(data) + 1)
        length = chance.choice((1, 2, 8, 64))
        what = chance.randrange(4)
        if what == 0:
            data[at : at + length] = chance.randbytes(length)
        elif what == 1:
            del data[at : at + length]
        elif what == 2:
            data[at:at] = data[at : at + length] * chance.randrange(1, 20)
        else:
            data[at : at + length] = chance.choice(BYTES)
    return bytes(data)


def of_markup(chance, text):
    """XML with elements dropped, doubled or put elsewhere, and with other attributes and words."""
    parts = [part for part in re.split(r"(<[^<>]*>)", text) if part]
    for _time in range(chance.randrange(1, 6)):
        at = chance.randrange(len(parts))
        to = min(len(parts), at + chance.choice((1, 1, 2, 3, 20)))
        what = chance.randrange(6)
        if what == 0 and len(parts) > to - at:
            del parts[at:to]
        elif what == 1:
            parts[at:at] = parts[at:to] * chance.choice((1, 1, 2, 50))
        elif what == 2:
            other = chance.randrange(len(parts))
            parts[at], parts[other] = parts[other], parts[at]
        elif not parts[at].startswith("<"):
            parts[at] = escape(chance.choice(WORDS))
        elif found := list(ATTRIBUTE.finditer(parts[at])):
            one = chance.choice(found)
            known = ATTRIBUTE.findall(chance.choice(parts))
            value = chance.choice(
                [*WORDS, *(value for _name, value in known), *[value for _name, value in known] * 50]
            )
            told = "" if what == 3 else f'{one[1]}="{escape(value)}"'
            parts[at] = parts[at][: one.start()] + told + parts[at][one.end() :]
    return "".join(parts)


def of_cells(chance, text):
    """A sheet of a .xlsx with some cells moved, doubled, dropped, or filled with something else of another type."""
    cells = list(CELL.finditer(text))
    if not cells:
        return of_markup(chance, text)
    hit = {chance.randrange(len(cells)) for _n in range(chance.choice((1, 3, 10, 40)))}
    done, begun = [], 0
    for n in sorted(hit):
        cell = cells[n]
        tag = TAG.match(cell[0])[0].rstrip("/>")
        kept = dict(ATTRIBUTE.findall(tag))
        if chance.random() < 0.1:
            kept["r"] = chance.choice(REFERENCES)
        if chance.random() < 0.3:
            kept["s"] = str(chance.choice((0, 1, 2, 3, 14, 999, -1)))
        kept["t"] = chance.choice((*TYPES, *("inlineStr", "str") * 6))
        filling = "<is><t>{}</t></is>" if kept["t"] == "inlineStr" else "<v>{}</v>"
        if chance.random() < 0.2:
            filling = chance.choice(INSTEAD)
        attributes = "".join(f' {name}="{value}"' for name, value in kept.items() if value or chance.random() < 0.5)
        made = f"<c{attributes}>{filling.replace('{}', escape(chance.choice(WORDS)))}</c>"
        done += [text[begun : cell.start()], *[made] * chance.choice((0, 1, 1, 1, 1, 1, 1, 1, 2))]
        begun = cell.end()
    return "".join([*done, text[begun:]])


def of_archive(chance, content):
    """A .xlsx or .ods with some of its parts changed."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    told = [name for name in parts if re.search(r"sheet\d*\.xml$|content\.xml$|sharedStrings|workbook\.xml", name)]
    for _time in range(chance.choice((1, 1, 1, 2, 4))):
        name = chance.choice([*parts, *told * 6])
        text = parts[name].decode("utf-8", "surrogateescape")
        if chance.random() < 0.15:
            parts[name] = of_bytes(chance, parts[name])
        elif "worksheets/sheet" in name and chance.random() < 0.7:
            parts[name] = of_cells(chance, text).encode("utf-8", "surrogateescape")
        elif text:
            parts[name] = of_markup(chance, text).encode("utf-8", "surrogateescape")
    if chance.random() < 0.03:
        del parts[chance.choice(list(parts))]
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return file.getvalue()


def of_lines(chance, text):
    """A table kept as text with words, delimiters and lines changed."""
    lines = [re.split(r"([,;\t|，；])", line) for line in re.split(r"\r\n|\r|\n", text)]
    for _time in range(chance.randrange(1, 9)):
        at = chance.randrange(len(lines))
        what = chance.randrange(5)
        if what == 0:
            lines.insert(chance.randrange(len(lines)), list(lines[at]))
        elif what == 1 and len(lines) > 1:
            del lines[at]
        elif what == 2:
            lines[at] = lines[at][chance.randrange(len(lines[at])) :]
        else:
            word = chance.choice(WORDS)
            lines[at][chance.randrange(len(lines[at]))] = f'"{word}"' if chance.random() < 0.5 else word
    return chance.choice(("\n", "\r\n", "\r", "\n\r")).join("".join(line) for line in lines)


def of_table(chance, rows):
    """Rows of cells as a text: some words changed, parted by whatever parts them, in whichever encoding."""
    delimiter = chance.choice(",,;\t|，；")
    return _coded(chance, of_lines(chance, "\n".join(delimiter.join(row) for row in rows)))


def of_page(chance, rows):
    """Rows of cells as a web page, with another encoding named than it has, at times."""
    spans = ("", ' rowspan="2"', ' colspan="3"', ' rowspan="99999"', ' colspan="x"')
    tags = [
        [f"<td{chance.choice(spans) if chance.random() < 0.05 else ''}>{cell}</td>" for cell in row] for row in rows
    ]
    cells = "".join(f"<tr>{''.join(row)}</tr>" for row in tags)
    head = f'<meta charset="{chance.choice(CHARSETS)}">' if chance.random() < 0.7 else ""
    return _coded(chance, of_markup(chance, f"<html>{head}<table>{cells}</table></html>"))


def _coded(chance, text):
    encoding = chance.choice((*ENCODINGS, "utf-8", "gb18030"))
    content = text.encode(encoding, "replace")
    return of_bytes(chance, content) if chance.random() < 0.3 else content


def of_sheet(chance, sheet):
    """A sheet (exchange.workbooks.incoming.sheets) with other words, rows and columns at other places, and merges."""
    rows = [list(row) for row in sheet.rows[:60]]
    for _time in range(chance.choice((1, 4, 15))):
        at, what = chance.randrange(len(rows)), chance.random()
        if what < 0.1 and len(rows) > 1:
            del rows[at]
        elif what < 0.25:
            rows.insert(chance.randrange(len(rows) + 1), list(chance.choice(rows)))
        elif what < 0.3:
            rows[at] = rows[at][: chance.randrange(len(rows[at]) + 1)]
        elif what < 0.35:
            rows[at] += [chance.choice(WORDS) for _n in range(chance.choice((1, 3, 150)))]
        elif what < 0.4:
            rows[at] = [chance.choice(WORDS)] * chance.choice((1, max(len(rows[at]), 1)))
        elif rows[at]:
            rows[at][chance.randrange(len(rows[at]))] = chance.choice(WORDS).strip()
    corner = lambda: (chance.randrange(len(rows) + 3), chance.randrange(12))  # noqa: E731
    merged = [*sheet.merged]
    for _time in range(chance.choice((0, 0, 1, 3))):
        (top, left), (bottom, right) = corner(), corner()
        merged.append(((min(top, bottom), min(left, right)), (max(top, bottom), max(left, right))))
    unsolved = sheet.unsolved | {corner() for _n in range(chance.choice((0, 0, 2)))}
    return replace(sheet, rows=rows, merged=merged, unsolved=unsolved, since_1904=chance.random() < 0.2)
