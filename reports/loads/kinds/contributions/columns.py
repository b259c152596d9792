"""The columns of a file of contributions, by the headers that people give them."""

from aidtrack.spreadsheets.tables.columns import Column
from projects.models import Contribution, Precision, Quantity
from reports.loads.plans import choices

SUBMITTED = Contribution.State.SUBMITTED
FORM_WORDS = {
    "training": ("培训", "培训类", "学习", "进修", "研修"),
    "secondment": ("派驻", "挂职", "援派", "选派", "驻点", "人才派驻"),
    "visit": ("互访", "交流", "交流互访", "考察", "参观", "走访", "对接"),
    "goods": ("物资", "捐赠", "捐赠物资", "设备", "捐物"),
    "facility": ("设施", "场所", "阵地建设"),
    "service": ("服务", "讲座", "义诊", "查房", "诊疗", "教学"),
    "livelihood": ("增收", "帮扶", "民生"),
    "waiver": ("减免", "费用减免", "免费"),
    "research": ("科研", "合作研究", "课题"),
}
FORMS = choices(
    {word: code for code, words in FORM_WORDS.items() for word in words},
    {code: code for code in Contribution.Form.values},
)
DIRECTIONS = choices(
    {"请进来": "inward", "走出去": "outward", "双向": "both", "互访": "both"},
    {"inward": "to the recipient", "outward": "to the supporter", "both": "both ways"},
)
OF_WHOM = choices(
    {
        **dict.fromkeys(("支援方", "支援单位", "援助方", "派出方"), "supporter"),
        **dict.fromkeys(("受援方", "受援单位", "受援地", "接收方"), "recipient"),
        **dict.fromkeys(("受益人", "受益群众", "受益者", "受益方"), "beneficiary"),
    },
    {code: code for code in Quantity.OfWhom.values},
)
PRECISIONS = choices(
    {"日": "day", "月": "month", "年": "year", "某日之前": "by", "不详": "unknown"},
    {
        "day": "day",
        "month": "month",
        "year": "year",
        "by": "by that day, no telling when",
        "unknown": "unknown",
    },
)
STATES = choices(
    {"草稿": "draft", "已提交": "submitted", "提交": "submitted", "已退回": "returned"}
    | {"退回": "returned", "已核实": "verified", "核实": "verified"},
    {code: code for code in Contribution.State.values},
)
# Words for counting units besides their labels and codes; the longest that a text begins with.
UNIT_WORDS = {
    "person": ("人", "人数", "名", "位", "people", "persons", "person"),
    "person_time": ("人次", "人次数", "person-times"),
    "batch": ("批", "批次", "batches"),
    "visit": ("次", "趟"),
    "session": ("场次", "场", "节次"),
    "course": ("期", "班次", "个班", "期次"),
    "day": ("天", "日"),
    "person_day": ("人天", "人日", "person-days"),
    "household": ("户", "户数", "户次"),
    "undertaking": ("个项目", "项", "项目数"),
    "enterprise": ("家企业", "家", "企业数"),
    "book": ("册", "本", "图书"),
    "set": ("台(套)", "台套", "台", "套", "件"),
    "site": ("处", "座"),
    "yuan": ("元", "yuan"),
}
COUNTED, PLANNED = "counted_", "planned_"
# Units that head columns of their own: 人次, 批, 册; not the words of several units (次, 个, 项).
HEADED = {
    "person_time": ("人次", "人次数", "person-times"),
    "person": ("人数", "number of people"),
    "batch": ("批次", "批", "批数", "batches"),
    "visit": ("访问次数", "走访次数", "visits"),
    "session": ("场次", "场数", "sessions"),
    "course": ("期数", "班次", "期", "courses"),
    "day": ("天数", "天", "days"),
    "person_day": ("人天", "人日", "人天数", "person-days"),
    "household": ("户数", "户", "households"),
    "undertaking": ("项目数", "个项目", "项目个数", "undertakings"),
    "enterprise": ("企业数", "家企业", "企业家数", "enterprises"),
    "book": ("册数", "册", "books"),
    "set": ("台套数", "台(套)", "台套", "sets"),
    "site": ("处数", "处", "sites"),
}
# What stands before a unit at the head of a column: 计划人次 is planned, 完成人次 done.
DONE_WORDS = ("完成", "实际", "实际完成", "已完成")
PLAN_WORDS = ("计划", "计划完成", "拟", "目标")


def _longest(name: str) -> int:
    return Contribution._meta.get_field(name).max_length


def _headed(code: str, *, is_plan: bool) -> Column:
    """A column of numbers of one unit: a heading that holds its word (培训人次) is asked about,
    this column first.
    """
    words, name = HEADED[code], f"{PLANNED if is_plan else COUNTED}{code}"
    *own, in_english = words
    before = PLAN_WORDS if is_plan else DONE_WORDS
    labels = [f"{word}{unit}" for word in before for unit in own]
    if is_plan:
        labels += [f"{unit}{word}" for unit in own for word in ("计划数", "计划")]
        return Column(
            name,
            (*labels, f"planned {in_english}"),
            "text",
            counts_once=True,
            hint=f"计划{own[0]}",
        )
    return Column(name, (*own, *labels, in_english), "text", counts_once=True, hint=own[0])


HEADED_COLUMNS = tuple(
    _headed(code, is_plan=is_plan) for code in HEADED for is_plan in (False, True)
)
COLUMNS = (
    Column("ref", ("编号", "支援编号", "ref", "reference"), "code", longest=_longest("ref")),
    Column("scheme", ("结对体系", "结对制度", "对口支援体系", "scheme"), "text"),
    Column("pairing", ("结对", "结对编号", "结对关系", "pairing"), "text"),
    Column("supporter", ("支援方", "支援单位", "支援省市", "援助方", "supporter"), "text"),
    Column("recipient", ("受援方", "受援单位", "受援地", "受援地区", "recipient"), "text"),
    Column("programme", ("计划", "所属计划", "programme"), "text"),
    Column("project", ("项目编号", "项目代码", "所属项目", "project code"), "code"),
    Column(
        "form",
        ("形式", "支援形式", "类型", "form"),
        "choice",
        choices=FORMS,
        choice_labels=dict(Contribution.Form.choices),
    ),
    Column("category", ("类别", "支援类别", "援助类别", "category"), "text"),
    Column("profession", ("专业", "专业类别", "专业领域", "profession"), "text"),
    Column(
        "direction",
        ("方向", "direction"),
        "choice",
        choices=DIRECTIONS,
        choice_labels=dict(Contribution.Direction.choices),
    ),
    Column(
        "title",
        ("内容", "支援内容", "项目内容", "活动名称", "名称", "事项", "title"),
        "text",
        required=True,
        filled=True,
        longest=_longest("title"),
    ),
    Column("place", ("地点", "place"), "text", longest=_longest("place")),
    Column("part_of", ("所属整体", "属于", "part of"), "code", longest=_longest("ref")),
    Column("starts_on", ("开始日期", "开始时间", "起始日期", "starts on"), "text"),
    Column("ends_on", ("结束日期", "结束时间", "终止日期", "ends on"), "text"),
    Column("period", ("起止时间", "时间", "期间", "起止日期", "日期", "period"), "text"),
    Column("year", ("年度", "年份", "年", "year"), "text"),
    Column("month", ("月份", "月", "month"), "text"),
    Column(
        "precision",
        ("日期精确到", "dates known by"),
        "choice",
        choices=PRECISIONS,
        choice_labels=dict(Precision.choices),
    ),
    Column("counting_unit", ("计量单位", "数量单位", "counting unit"), "text"),
    Column(
        "of_whom",
        ("对象", "人员来源", "of whom"),
        "choice",
        choices=OF_WHOM,
        choice_labels=dict(Quantity.OfWhom.choices),
    ),
    Column("planned", ("计划数", "计划数量", "计划完成数", "planned"), "text", counts_once=True),
    Column(
        "done",
        ("完成数", "数量", "完成", "完成数量", "实际完成", "实际数", "number given", "done"),
        "text",
        counts_once=True,
    ),
    *HEADED_COLUMNS,
    Column(
        "printed",
        ("按原文", "原文", "as printed"),
        "text",
        longest=Quantity._meta.get_field("printed").max_length,
    ),
    Column("source", ("来源", "资料来源", "出处", "source"), "text", longest=_longest("source")),
    Column(
        "state",
        ("状态", "报送状态", "status"),
        "choice",
        choices=STATES,
        choice_labels=dict(Contribution.State.choices),
    ),
    Column("provenance", ("数据性质", "provenance"), "text", is_read=False),
    Column("serial", ("序号", "no.", "serial number"), "text"),
)
