"""The units of the demo province: which offices stand at which level, and their posts."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from stdnum.cn import uscc

from exchange.library.catalogue import POST_NAMES
from units.choices import Industry, UnitKind, UnitLevel

SURNAMES = "陈王林李张叶徐金周吴郑黄胡朱杨潘沈孙赵何方许俞蒋洪郭章戴罗马陆项柯邵汪应卢钱"
GIVEN = (
    *"伟敏勇丽静磊军洋艳杰涛明超霞平刚燕辉玲鹏斌宇浩凯健俊帆雪峰萍",
    "建国",
    "建华",
    "志强",
    "国平",
    "海燕",
    "晓东",
    "丽娟",
    "秀英",
    "永明",
    "俊杰",
    "文斌",
    "雪梅",
    "春燕",
    "卫东",
    "慧敏",
    "志明",
    "玉兰",
    "国强",
    "小红",
    "建军",
    "晓燕",
    "海波",
    "丽萍",
    "志刚",
    "美华",
    "立新",
    "晓峰",
    "佳慧",
    "子轩",
    "雨婷",
    "思源",
    "嘉怡",
    "宏伟",
    "爱华",
    "建平",
    "金花",
    "国庆",
    "亚萍",
    "旭东",
    "静怡",
)


@dataclass(frozen=True)
class Office:
    """A kind of office: its name without the place, the character of its document series, kind, industry, and the
    title of its leader. naming: for one that does not stand behind the place; {place}, {short}, {city} are told.
    """

    name: str
    sign: str
    kind: UnitKind
    industry: Industry
    leader: str = "局长"
    naming: str = "{place}{name}"

    def named(self, place: str, city: str) -> str:
        """The name of the office of `place`, which lies in `city`, e.g. 台州市生态环境局黄岩分局."""
        return self.naming.format(place=place, name=self.name, city=city, short=place[:-1] if place[2:] else place)


ORGAN, BODY, COMPANY = UnitKind.PARTY_STATE, UnitKind.INSTITUTION, UnitKind.ENTERPRISE
PROVINCE = [
    Office("纪委监委", "纪", ORGAN, Industry.DISCIPLINE, "书记"),
    Office("卫生健康委员会", "卫", ORGAN, Industry.HEALTH, "主任"),
    Office("教育厅", "教", ORGAN, Industry.EDUCATION, "厅长"),
    Office("财政厅", "财", ORGAN, Industry.FINANCE, "厅长"),
    Office("住房和城乡建设厅", "建", ORGAN, Industry.CONSTRUCTION, "厅长"),
    Office("交通运输厅", "交", ORGAN, Industry.TRANSPORT, "厅长"),
    Office("自然资源厅", "自然资", ORGAN, Industry.LAND, "厅长"),
    Office("科学技术厅", "科", ORGAN, Industry.SCIENCE, "厅长"),
    Office("人力资源和社会保障厅", "人社", ORGAN, Industry.ORGANISATION, "厅长"),
    Office("生态环境厅", "环", ORGAN, Industry.ENVIRONMENT, "厅长"),
    Office("水利厅", "水", ORGAN, Industry.WATER, "厅长"),
    Office("民政厅", "民", ORGAN, Industry.CIVIL_AFFAIRS, "厅长"),
    Office("国有资产监督管理委员会", "国资", ORGAN, Industry.STATE_ASSETS, "主任"),
    Office("公共资源交易中心", "公交易", BODY, Industry.PROCUREMENT, "主任"),
    Office("残疾人联合会", "残联", UnitKind.MASS, Industry.GENERAL, "理事长"),
    Office("交通投资集团", "交投", COMPANY, Industry.STATE_ASSETS, "董事长"),
]
CITY = [
    Office("财政局", "财", ORGAN, Industry.FINANCE),
    Office("卫生健康委员会", "卫", ORGAN, Industry.HEALTH, "主任"),
    Office("住房和城乡建设局", "建", ORGAN, Industry.CONSTRUCTION),
    Office("自然资源和规划局", "自然资", ORGAN, Industry.LAND),
    Office("第一人民医院", "一院", BODY, Industry.HEALTH, "院长"),
    Office("城市建设投资集团", "城投", COMPANY, Industry.STATE_ASSETS, "董事长"),
    Office("总工会", "工", UnitKind.MASS, Industry.GENERAL, "主席"),
]
COUNTY = [
    Office("交通运输局", "交", ORGAN, Industry.TRANSPORT),
    Office("教育局", "教", ORGAN, Industry.EDUCATION),
    Office("民政局", "民", ORGAN, Industry.CIVIL_AFFAIRS),
    Office("生态环境分局", "环", ORGAN, Industry.ENVIRONMENT, "局长", "{city}生态环境局{short}分局"),
    Office("公安局", "公", ORGAN, Industry.PUBLIC_SECURITY),
    Office("政务服务中心", "政务", BODY, Industry.APPROVAL, "主任"),
    Office("水利局", "水", ORGAN, Industry.WATER),
    Office("人力资源和社会保障局", "人社", ORGAN, Industry.ORGANISATION),
    Office("科学技术局", "科", ORGAN, Industry.SCIENCE),
    Office("市场监督管理局", "市监", ORGAN, Industry.GENERAL),
    Office("自然资源和规划局", "自然资", ORGAN, Industry.LAND),
    Office("医疗保障局", "医保", ORGAN, Industry.HEALTH),
    Office("应急管理局", "应急", ORGAN, Industry.GENERAL),
    Office("数据局", "数", ORGAN, Industry.GENERAL),
    Office("税务局", "税", ORGAN, Industry.GENERAL, "局长", "国家税务总局{place}{name}"),
]
# Counties shown in full: Jiaojiang, whose boards the report praises, and the neighbours of the demo's sign-ins.
FULL = {
    "331002": [
        *COUNTY[:7],
        Office("住房和城乡建设局", "建", ORGAN, Industry.CONSTRUCTION),
        Office("财政局", "财", ORGAN, Industry.FINANCE),
        Office("国有资产经营公司", "国资", COMPANY, Industry.STATE_ASSETS, "总经理"),
        Office("行业协会联合会", "协", UnitKind.OTHER, Industry.GENERAL, "会长"),
    ],
    "331003": [*COUNTY[:6], Office("财政局", "财", ORGAN, Industry.FINANCE)],
    "330702": [*COUNTY[:4], Office("财政局", "财", ORGAN, Industry.FINANCE)],
    "330802": COUNTY[:5],
    "331121": [COUNTY[0], Office("残疾人联合会", "残联", UnitKind.MASS, Industry.GENERAL, "理事长")],
}
COUNTY_OFFICES = 2

# Short name in the catalogue → department, discretion.
POSTS = {
    "领导": ("", "large"),
    "分管": ("", "large"),
    "监察": ("派驻纪检监察组", "medium"),
    "科长": ("业务科", "large"),
    "复核": ("业务科", "medium"),
    "经办": ("业务科", "medium"),
    "财务": ("计划财务科", "medium"),
    "办公室": ("办公室", "small"),
}
HEADS = ("监察", "科长", "办公室")  # who answers for their department


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
