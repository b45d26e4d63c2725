"""The units of the demo province: which offices stand at which level, and their posts."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from stdnum.cn import uscc

from exchange.library.catalogue import POST_NAMES
from units.choices import Industry, UnitKind, UnitLevel

SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛范彭郎鲁韦"
GIVEN = [
    "一诺",
    "二可",
    "三益",
    "四海",
    "五常",
    "六合",
    "七宝",
    "八方",
    "九思",
    "十全",
    "明远",
    "思齐",
    "致和",
    "守正",
    "怀瑾",
    "景行",
    "若谷",
    "知微",
    "敬之",
    "立本",
    "文渊",
    "清扬",
    "博文",
    "子衿",
    "云舒",
    "安澜",
    "秉衡",
    "承志",
    "嘉言",
    "令仪",
]


@dataclass(frozen=True)
class Office:
    """A kind of office: its name without the place, kind, industry, and the title of its leader."""

    name: str
    kind: UnitKind
    industry: Industry
    leader: str = "局长"


PROVINCE = [
    Office("纪律检查委员会", UnitKind.PARTY_STATE, Industry.DISCIPLINE, "书记"),
    Office("卫生厅", UnitKind.PARTY_STATE, Industry.HEALTH, "厅长"),
    Office("教育厅", UnitKind.PARTY_STATE, Industry.EDUCATION, "厅长"),
    Office("财政厅", UnitKind.PARTY_STATE, Industry.FINANCE, "厅长"),
    Office("住房和城乡建设厅", UnitKind.PARTY_STATE, Industry.CONSTRUCTION, "厅长"),
    Office("交通运输厅", UnitKind.PARTY_STATE, Industry.TRANSPORT, "厅长"),
    Office("国土资源厅", UnitKind.PARTY_STATE, Industry.LAND, "厅长"),
    Office("科学技术厅", UnitKind.PARTY_STATE, Industry.SCIENCE, "厅长"),
    Office("人力资源和社会保障厅", UnitKind.PARTY_STATE, Industry.ORGANISATION, "厅长"),
    Office("环境保护厅", UnitKind.PARTY_STATE, Industry.ENVIRONMENT, "厅长"),
    Office("水利厅", UnitKind.PARTY_STATE, Industry.WATER, "厅长"),
    Office("民政厅", UnitKind.PARTY_STATE, Industry.CIVIL_AFFAIRS, "厅长"),
    Office("国有资产监督管理委员会", UnitKind.PARTY_STATE, Industry.STATE_ASSETS, "主任"),
    Office("公共资源交易中心", UnitKind.INSTITUTION, Industry.PROCUREMENT, "主任"),
    Office("残疾人联合会", UnitKind.MASS, Industry.GENERAL, "理事长"),
    Office("交通投资集团", UnitKind.ENTERPRISE, Industry.STATE_ASSETS, "董事长"),
]
CITY = [
    Office("财政局", UnitKind.PARTY_STATE, Industry.FINANCE),
    Office("卫生局", UnitKind.PARTY_STATE, Industry.HEALTH),
    Office("住房和城乡建设局", UnitKind.PARTY_STATE, Industry.CONSTRUCTION),
    Office("国土资源局", UnitKind.PARTY_STATE, Industry.LAND),
    Office("第一人民医院", UnitKind.INSTITUTION, Industry.HEALTH, "院长"),
    Office("城市建设投资集团", UnitKind.ENTERPRISE, Industry.STATE_ASSETS, "董事长"),
    Office("总工会", UnitKind.MASS, Industry.GENERAL, "主席"),
]
COUNTY = [
    Office("交通运输局", UnitKind.PARTY_STATE, Industry.TRANSPORT),
    Office("教育局", UnitKind.PARTY_STATE, Industry.EDUCATION),
    Office("民政局", UnitKind.PARTY_STATE, Industry.CIVIL_AFFAIRS),
    Office("环境保护局", UnitKind.PARTY_STATE, Industry.ENVIRONMENT),
    Office("公安局", UnitKind.PARTY_STATE, Industry.PUBLIC_SECURITY),
    Office("行政服务中心", UnitKind.INSTITUTION, Industry.APPROVAL, "主任"),
    Office("水利局", UnitKind.PARTY_STATE, Industry.WATER),
    Office("组织人事局", UnitKind.PARTY_STATE, Industry.ORGANISATION),
    Office("科技局", UnitKind.PARTY_STATE, Industry.SCIENCE),
]
# Counties shown in full: Jiaojiang, whose boards the report praises, and the neighbours of the demo's sign-ins.
FULL = {
    "331002": [
        *COUNTY[:7],
        Office("住房和城乡建设局", UnitKind.PARTY_STATE, Industry.CONSTRUCTION),
        Office("财政局", UnitKind.PARTY_STATE, Industry.FINANCE),
        Office("国有资产经营公司", UnitKind.ENTERPRISE, Industry.STATE_ASSETS, "总经理"),
        Office("行业协会联合会", UnitKind.OTHER, Industry.GENERAL, "会长"),
    ],
    "331003": [*COUNTY[:6], Office("财政局", UnitKind.PARTY_STATE, Industry.FINANCE)],
    "330702": [*COUNTY[:4], Office("财政局", UnitKind.PARTY_STATE, Industry.FINANCE)],
    "330802": COUNTY[:5],
    "331121": [COUNTY[0], Office("残疾人联合会", UnitKind.MASS, Industry.GENERAL, "理事长")],
}
COUNTY_OFFICES = 2

# Short name in the catalogue → department, discretion.
POSTS = {
    "领导": ("", "large"),
    "分管": ("", "large"),
    "监察": ("监察室", "medium"),
    "科长": ("业务科", "large"),
    "复核": ("业务科", "medium"),
    "经办": ("业务科", "medium"),
    "财务": ("计划财务科", "medium"),
    "办公室": ("办公室", "small"),
}


def title_of(short: str, leader: str) -> str:
    """The name of a post; the leader's is that of the office, such as 局长."""
    return leader if short == "领导" else POST_NAMES[short]


def offices_of(level: str, code: str, position: int) -> list[Office]:
    """The offices of an area; counties that are not shown in full have two, in turn."""
    if level == UnitLevel.PROVINCE:
        return PROVINCE
    if level == UnitLevel.CITY:
        return CITY
    if code in FULL:
        return FULL[code]
    return [COUNTY[(position * COUNTY_OFFICES + i) % len(COUNTY)] for i in range(COUNTY_OFFICES)]


def person(random: Random) -> str:
    return random.choice(SURNAMES) + random.choice(GIVEN)


def credit_code(division: str, serial: int) -> str:
    """A valid but invented unified social credit code of a state organ of `division`."""
    body = f"11{division}MB{serial:07d}"
    return body + uscc.calc_check_digit(body)
