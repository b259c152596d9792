"""The columns of a file of observations, by the headers that people give them."""

from aidtrack.spreadsheets.tables.columns import Column
from projects.models import Observation
from reports.loads.plans import choices

ROLES = choices(
    {
        **dict.fromkeys(("支援前", "援助前", "前", "基期", "基线", "帮扶前"), "baseline"),
        **dict.fromkeys(("支援后", "援助后", "后", "现状", "实际", "帮扶后"), "actual"),
    },
    {"baseline": "before", "actual": "after"},
)


def _longest(name: str) -> int:
    return Observation._meta.get_field(name).max_length


COLUMNS = (
    Column("ref", ("编号", "观测编号", "ref", "reference"), "code", longest=_longest("ref")),
    Column("indicator", ("指标", "指标名称", "indicator"), "text", required=True, filled=True),
    Column(
        "subject",
        ("对象", "观测对象", "单位", "学校", "医院", "单位名称", "subject"),
        "text",
        required=True,
        filled=True,
    ),
    Column("on", ("日期", "时间", "截至日期", "截至", "date"), "text"),
    Column("year", ("年度", "年份", "年", "year"), "text"),
    Column("month", ("月份", "月", "month"), "text"),
    Column("value", ("数值", "值", "指标值", "value"), "text", counts_once=True),
    Column("numerator", ("分子", "numerator"), "number"),
    Column("denominator", ("分母", "denominator"), "number"),
    Column("level", ("等级", "级别", "level"), "text", longest=_longest("level")),
    Column(
        "role",
        ("支援前或后", "支援前后", "前后", "阶段", "before or after"),
        "choice",
        required=True,
        filled=True,
        choices=ROLES,
        choice_labels=dict(Observation.Role.choices),
    ),
    Column("printed", ("按原文", "原文", "as printed"), "text", longest=_longest("printed")),
    Column("source", ("来源", "资料来源", "出处", "source"), "text", longest=_longest("source")),
    Column("provenance", ("数据性质", "provenance"), "text", is_read=False),
    Column("serial", ("序号", "no.", "serial number"), "text"),
)
