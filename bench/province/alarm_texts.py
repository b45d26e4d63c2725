"""Texts of the signals and warnings of the province; few, since what is measured are rows."""

from riskwarnings.choices import SignalSource

TOLD = (
    (
        SignalSource.COMPLAINT,
        "construction",
        "反映{unit}工程变更签证由经办人一人办理，变更后造价明显上升。",
        "查阅三份变更单，两份缺少复核签字。",
        "工程变更签证缺少复核，请限期补齐复核程序并说明三个月内的变更情况。",
    ),
    (
        SignalSource.AUDIT,
        "fiscal_funds",
        "审计发现{unit}专项资金拨付依据不全，部分款项先拨后批。",
        "抽查凭证属实，涉及两笔。",
        "专项资金先拨后批，请立即纠正并健全拨付审核程序。",
    ),
    (
        SignalSource.CASE,
        "procurement",
        "近期查办案件显示，{unit}零星采购长期由同一供应商承接。",
        "近两年零星采购九成为同一供应商。",
        "零星采购供应商过于集中，请公开比选并报送整改情况。",
    ),
    (
        SignalSource.REVIEW,
        "personnel",
        "干部考察中群众反映{unit}选拔动议未经集体研究。",
        "会议记录不完整，无法完全核实。",
        "选拔任用程序记录不全，请补充说明并规范动议程序。",
    ),
    (
        SignalSource.ACCOUNT,
        "approval",
        "述职述廉测评中，{unit}办事效率与材料一次性告知得分偏低。",
        "存在口头补充材料的情况。",
        "材料一次性告知执行不到位，请自查并公示材料清单。",
    ),
    (
        SignalSource.DIRECT,
        "approval",
        "在{unit}窗口看到同类申请要求的材料不一样，有人被要求到指定机构办理证明。",
        "窗口确有介绍中介的情况，已制止。",
        "窗口人员介绍中介机构，请立即纠正并说明处理情况。",
    ),
    (
        SignalSource.DIRECT,
        "bidding",
        "{unit}招标公告挂出时间不足，报名当天就截止。",
        "公告期少于规定，项目已重新公告。",
        "招标公告期不足，请对近半年项目自查并报送结果。",
    ),
    (
        SignalSource.COMPLAINT,
        "",
        "反映{unit}公务用车周末出现在景区。",
        "当日有派车单，属公务接待，不属实。",
        "",
    ),
)
FEEDBACK = {
    "true": "你反映的情况经核实属实，已要求整改，感谢监督。",
    "partly": "你反映的情况部分属实，已要求规范，感谢监督。",
    "not": "经核实，你反映的情况不属实，感谢关心。",
    "open": "现有线索无法查实，如有新的情况请补充。",
}
ANSWERS = (
    "已停止原做法，补齐复核手续，并在单位公开栏公示整改情况。",
    "已约谈责任人员，修订内控制度，增加复核岗位，今后逐笔登记备查。",
    "已全面自查近一年同类事项，发现的问题逐项整改完毕，附整改台账。",
)
VERIFIED = "现场查看台账并随机回访，整改措施已落实。"
