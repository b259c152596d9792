"""The columns of a file of monthly reports, by the headers that people give them."""

from aidtrack.spreadsheets.tables.columns import Column
from projects.models import StatusReport
from reports.loads.plans import choices

STAGES = choices(
    {
        "未开工": "not_started",
        "在建": "under_construction",
        "建设中": "under_construction",
        "已开工": "under_construction",
        "停工": "suspended",
        "完工": "completed",
        "已完工": "completed",
        "竣工": "completed",
        "验收": "accepted",
        "已验收": "accepted",
        "移交": "handed_over",
        "已移交": "handed_over",
        "取消": "cancelled",
        "已取消": "cancelled",
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
REASONS = choices(
    {
        "天气": "weather",
        "天气原因": "weather",
        "资金": "funds",
        "资金未及时到位": "funds",
        "设计变更": "design",
        "用地未落实": "land",
        "施工单位原因": "contractor",
        "其他": "other",
        "funds late": "funds",
        "contractor": "contractor",
    },
    {
        "weather": "weather",
        "funds": "late funding",
        "design": "design change",
        "land": "land not available",
        "contractor": "contractor's delay",
        "other": "other",
    },
)


def _longest(name: str) -> int | None:
    return StatusReport._meta.get_field(name).max_length


# What a file may claim, in the order of the workbook.
CLAIMED = (
    Column(
        "stage", ("状态", "形象进度状态", "项目状态", "进展", "stage"), "choice", choices=STAGES
    ),
    Column(
        "started_on",
        ("开工日期", "开工时间", "实际开工时间", "started on", "start date"),
        "day",
        month="last",
    ),
    Column(
        "completed_on",
        ("完工日期", "完工时间", "竣工时间", "completed on", "completion date"),
        "day",
        month="last",
    ),
    Column(
        "accepted_on",
        ("验收日期", "验收时间", "accepted on", "acceptance date"),
        "day",
        month="last",
    ),
    Column(
        "handed_over_on",
        ("移交日期", "移交时间", "handed over on", "handover date"),
        "day",
        month="last",
    ),
    Column(
        "cancelled_on",
        ("取消日期", "取消时间", "cancelled on", "cancellation date"),
        "day",
        month="last",
    ),
    Column("stopped_on", ("停工日期", "停工时间", "stopped on", "stop date"), "day"),
    Column("resumed_on", ("复工日期", "复工时间", "resumed on", "resumption date"), "day"),
    Column("delay_reason", ("停工原因", "reason for the stop"), "choice", choices=REASONS),
    Column(
        "physical_progress",
        ("形象进度", "工程进度", "形象进度(%)", "progress", "physical progress"),
        "share",
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
    Column("problem", ("存在问题", "问题", "problem"), "text", longest=_longest("problem")),
    Column(
        "measure_taken",
        ("采取措施", "解决措施", "措施", "measure taken"),
        "text",
        longest=_longest("measure_taken"),
    ),
    Column("is_correction", ("更正", "correction"), "flag"),
)
BEFORE = "_before"


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
        Column(f"{column.name}{BEFORE}", _as_given(column.labels), column.kind,
               choices=column.choices, month=column.month)
        for column in CLAIMED
    ),
    Column("last_progress", ("上月形象进度", "last progress", "progress last month"), "text"),
    Column("last_disbursed", ("上月累计到位", "disbursed to the end of last month"), "amount"),
    Column("provenance", ("数据性质", "provenance"), "text"),
    Column("name", ("项目名称", "名称", "项目", "name", "project"), "text"),
    Column("supporter", ("支援方", "supporter"), "text"),
    Column("recipient", ("受援方", "受援县市", "recipient"), "text"),
    Column("serial", ("序号", "no.", "serial number"), "text"),
)  # fmt: skip
