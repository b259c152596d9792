"""The columns of a file of monthly reports, by the headers that people give them."""

from aidtrack.spreadsheets.tables.columns import AS_GIVEN, Column
from projects.checks.problem_words import PROBLEM_WORDS
from projects.models import Project, StatusReport, Suspension
from reports.loads.plans import choices

# What an office writes and what may be one of two stages; see stage_words.py.
POSTPONED, NEARLY_COMPLETED, IN_USE = "postponed", "nearly_completed", "in_use"
DOUBTFUL_WORDS = {
    POSTPONED: ("缓建", "已缓建", "暂缓", "暂缓建设", "缓建项目"),
    NEARLY_COMPLETED: (
        *("主体完工", "主体已完工", "主体封顶", "主体已封顶", "主体工程完工", "主体完成"),
        *("已封顶", "封顶", "基本完工", "基本建成", "基本完成", "基本竣工"),
    ),
    IN_USE: ("投入使用", "已投入使用", "投用", "已投用", "投入运行", "已投入运行", "已使用"),
}
STAGE_WORDS = {
    "not_started": (
        *("未开工", "未动工", "尚未开工", "尚未动工", "待开工", "前期", "前期工作", "前期准备"),
        *("前期阶段", "筹建", "筹建中", "招标", "招投标", "正在招标", "招标中", "招投标中"),
    ),
    "under_construction": (
        *("在建", "建设中", "正在建设", "开工", "已开工", "已动工", "正在施工", "施工中", "施工"),
        *("在施", "在建中", "续建", "复工", "已复工", "基础施工", "主体施工"),
    ),
    "suspended": (
        *("停工", "已停工", "停工中", "停建", "停缓建", "暂停", "暂停施工", "暂停建设"),
        "中止",
    ),
    "completed": (
        *("完工", "已完工", "竣工", "已竣工", "完成", "已完成", "建成", "已建成", "全部完工"),
        *("待验收", "完工待验收", "竣工待验收", "已完工(未验收)", "已竣工(未验收)"),
    ),
    "accepted": ("验收", "已验收", "竣工验收", "已竣工验收", "验收合格", "已通过验收", "通过验收"),
    "handed_over": ("移交", "已移交", "交付", "已交付", "交付使用", "已交付使用", "移交使用"),
    "cancelled": ("取消", "已取消", "调整取消", "撤销", "已撤销", "终止", "已终止"),
}
STAGES = choices(
    {
        **{word: code for code, words in STAGE_WORDS.items() for word in words},
        **{word: code for code, words in DOUBTFUL_WORDS.items() for word in words},
    },
    {
        "not_started": "not started",
        "under_construction": "under construction",
        "suspended": "suspended",
        "completed": "completed",
        "accepted": "accepted",
        "handed_over": "handed over",
        "cancelled": "cancelled",
    },
)
REASON_WORDS = {
    "weather": ("天气", "天气原因", "气候", "气候原因", "冬季停工", "冬休", "冬歇", "冬季"),
    "funds": (
        *("资金", "资金原因", "资金问题", "资金未及时到位", "资金未到位", "资金不到位"),
        *("资金不足", "资金短缺", "资金紧张", "资金缺口", "缺资金", "funds late"),
    ),
    "design": ("设计", "设计原因", "设计变更", "变更设计", "设计调整", "图纸变更"),
    "land": (
        *("用地", "用地未落实", "用地问题", "用地原因", "土地", "土地问题", "土地未落实"),
        *("征地", "征地拆迁", "征地未完成", "拆迁"),
    ),
    "contractor": ("施工单位", "施工单位原因", "施工方", "施工方原因", "承包商原因", "contractor"),
    "other": ("其他", "其它", "其他原因", "其它原因"),
}
REASONS = choices(
    {word: code for code, words in REASON_WORDS.items() for word in words},
    {
        "weather": "weather",
        "funds": "late funding",
        "design": "design change",
        "land": "land not available",
        "contractor": "contractor's delay",
        "other": "other",
    },
)

PROBLEM_TYPES = choices(
    {word: code for code, words in PROBLEM_WORDS.items() for word in words},
    {code: code for code in PROBLEM_WORDS},
)


def _longest(name: str) -> int | None:
    return StatusReport._meta.get_field(name).max_length


# What a file may claim, in the order of the workbook.
CLAIMED = (
    Column(
        "stage",
        ("状态", "形象进度状态", "项目状态", "进展", "stage"),
        "choice",
        choices=STAGES,
        choice_labels=dict(Project.Stage.choices),
    ),
    Column(
        "started_on",
        ("开工日期", "开工时间", "实际开工时间", "started on", "start date"),
        "day",
        month="last",
        takes_short_days=True,
    ),
    Column(
        "completed_on",
        ("完工日期", "完工时间", "竣工时间", "completed on", "completion date"),
        "day",
        month="last",
        takes_short_days=True,
    ),
    Column(
        "accepted_on",
        ("验收日期", "验收时间", "accepted on", "acceptance date"),
        "day",
        month="last",
        takes_short_days=True,
    ),
    Column(
        "handed_over_on",
        ("移交日期", "移交时间", "handed over on", "handover date"),
        "day",
        month="last",
        takes_short_days=True,
    ),
    Column(
        "cancelled_on",
        ("取消日期", "取消时间", "cancelled on", "cancellation date"),
        "day",
        month="last",
        takes_short_days=True,
    ),
    Column(
        "stopped_on",
        ("停工日期", "停工时间", "stopped on", "stop date"),
        "day",
        takes_short_days=True,
    ),
    Column(
        "resumed_on",
        ("复工日期", "复工时间", "resumed on", "resumption date"),
        "day",
        takes_short_days=True,
    ),
    Column(
        "delay_reason",
        ("停工原因", "reason for the stop"),
        "choice",
        choices=REASONS,
        choice_labels=dict(Suspension.Reason.choices),
    ),
    Column(
        "physical_progress",
        ("形象进度", "工程进度", "形象进度(%)", "progress", "physical progress"),
        "share",
        words_to="note",
    ),
    Column(
        "disbursed_to_date",
        ("累计到位资金", "累计到位", "已到位资金", "到位资金", "disbursed to date"),
        "amount",
    ),
    Column("note", ("备注", "说明", "note"), "text", longest=_longest("note")),
    Column(
        "excess_reason",
        ("超总投资原因", "超投资原因", "reason for exceeding the total investment"),
        "text",
        longest=_longest("excess_reason"),
    ),
    Column(
        "problem_type",
        ("问题类型", "问题分类", "问题类别", "problem type"),
        "choice",
        choices=PROBLEM_TYPES,
        choice_labels=dict(StatusReport.ProblemType.choices),
    ),
    Column("problem", ("存在问题", "问题", "problem"), "text", longest=_longest("problem")),
    Column(
        "measure_taken",
        ("采取措施", "解决措施", "措施", "measure taken"),
        "text",
        longest=_longest("measure_taken"),
    ),
    Column("is_correction", ("更正", "correction"), "flag"),
    Column(
        "no_change",
        ("本月无变化", "无变化", "本月无变动", "no change", "no change this month"),
        "flag",
    ),
    Column(
        "no_spending",
        (
            *("本月无拨付", "无拨付", "本月无资金拨付", "本月无新增拨付"),
            *("no spending", "no spending this month"),
        ),
        "flag",
    ),
)


def _as_given(labels: tuple[str, ...]) -> tuple[str, ...]:
    """The headers of the values that a workbook was given with."""
    return tuple(f"{name} ({word})" for word in ("原", "as given") for name in labels)


COLUMNS = (
    Column(
        "code",
        ("项目编号", "项目编码", "项目代码", "code", "project code"),
        "code",
        required=True,
        filled=True,
    ),
    Column(
        "month",
        ("月份", "报告月份", "所属月份", "报送月份", "reporting month", "month"),
        "month",
    ),
    *CLAIMED,
    # What the workbook was prefilled from, for whoever fills it in and for conflicts.
    Column("version", ("版本", "version"), "whole"),
    *(
        Column(f"{column.name}{AS_GIVEN}", _as_given(column.labels), column.kind,
               choices=column.choices, choice_labels=column.choice_labels, month=column.month)
        for column in CLAIMED
    ),
    Column("last_progress", ("上月形象进度", "last progress", "progress last month"), "text"),
    Column("last_disbursed", ("上月累计到位", "disbursed to the end of last month"), "amount"),
    Column(
        "planned_aid",
        ("计划资金", "援助资金", "计划援助资金", "援疆资金", "planned aid", "planned funds"),
        "amount",
        is_read=False,
    ),
    Column(
        "total_investment", ("总投资", "项目总投资", "total investment"), "amount", is_read=False
    ),
    Column("return_reason", ("退回原因", "return reason", "reason for return"), "text",
           is_read=False),
    Column("provenance", ("数据性质", "provenance"), "text"),
    Column("name", ("项目名称", "名称", "项目", "name", "project"), "text"),
    Column("supporter", ("支援方", "supporter"), "text"),
    Column("recipient", ("受援方", "受援县市", "县市", "recipient"), "text"),
    Column("serial", ("序号", "no.", "serial number"), "text"),
)  # fmt: skip
