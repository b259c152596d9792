"""The columns of a file of printed statements, by the headers that people give them."""

from django.utils.translation import gettext_lazy as _

from aidtrack.spreadsheets.tables.columns import Column
from projects.measures import MEASURES
from reports.loads.plans import choices
from reports.models import PublishedFigure, PublishedTable


def _longest(model, name: str) -> int | None:
    return model._meta.get_field(name).max_length


UNITS = choices(
    {"个": "count", "亿元": "hundred_million_yuan", "%": "percent"},
    {"count": "projects", "hundred_million_yuan": "100 million yuan", "percent": "percent"},
)
SCOPES = choices(
    {
        "不含兵团": "local",
        "仅兵团": "xpcc",
        "含兵团": "all",
        "local, without XPCC": "local",
        "with XPCC": "all",
    },
    {"local": "excluding the XPCC", "xpcc": "XPCC only", "all": "including the XPCC"},
)
KINDS = choices(
    {"表": "table", "分类表": "list", "正文": "prose"},
    {"table": "table", "list": "class list", "prose": "totals in prose"},
)
NAMED = choices(
    {
        "计划项目": "planned",
        "已开工": "started",
        "已完工": "completed",
        "计划资金": "planned_aid",
        "已到位资金": "disbursed",
        "开工率": "start_rate",
        "完工率": "completion_rate",
        "到位率": "disbursement_rate",
        "占比": "share",
    },
    {name: name for name in (*MEASURES, *PublishedFigure.OF_NO_PROJECT)},
)
MEASURE_LABELS = {name: measure.label for name, measure in MEASURES.items()}
MEASURE_LABELS[PublishedFigure.SHARE] = _("share of the total")
MEASURE_LABELS[PublishedFigure.FUNDS] = _("money by no project")
FIGURES = (
    Column("table", ("表代码", "表号", "table"), "code", required=True, filled=True),
    Column(
        "row_ref",
        ("行代码", "row code", "row reference"),
        "code",
        required=True,
        filled=True,
        longest=_longest(PublishedFigure, "row_ref"),
    ),
    Column(
        "row_label",
        ("行名称", "行", "row"),
        "text",
        required=True,
        filled=True,
        longest=_longest(PublishedFigure, "row_label"),
    ),
    Column(
        "supporters_printed",
        ("支援方", "支援省市", "supporters"),
        "text",
        longest=_longest(PublishedFigure, "supporters_printed"),
    ),
    Column("row_position", ("行序", "row position"), "whole"),
    Column(
        "measure",
        ("指标", "measure"),
        "choice",
        required=True,
        filled=True,
        choices=NAMED,
        choice_labels=MEASURE_LABELS,
    ),
    Column(
        "column_label",
        ("列名称", "列", "column"),
        "text",
        required=True,
        filled=True,
        longest=_longest(PublishedFigure, "column_label"),
    ),
    Column("column_position", ("列序", "column position"), "whole"),
    Column(
        "printed",
        ("印刷值", "原文数字", "as printed", "printed"),
        "text",
        required=True,
        filled=True,
        longest=_longest(PublishedFigure, "printed"),
    ),
    Column("decimals", ("小数位", "小数位数", "decimals"), "whole"),
    Column(
        "unit",
        ("单位", "计量单位", "unit"),
        "choice",
        required=True,
        choices=UNITS,
        choice_labels=dict(PublishedFigure.Unit.choices),
    ),
    Column(
        "scope",
        ("范围", "口径", "population", "scope"),
        "choice",
        choices=SCOPES,
        choice_labels=dict(PublishedFigure.Population.choices),
    ),
    Column(
        "definition",
        ("定义", "指标定义", "definition"),
        "text",
        longest=_longest(PublishedFigure, "definition"),
    ),
    Column(
        "citation",
        ("出处", "引用", "citation"),
        "text",
        longest=_longest(PublishedFigure, "citation"),
    ),
    Column("serial", ("序号", "no.", "serial number"), "text"),
)
TABLES = (
    Column(
        "code",
        ("表代码", "表号", "code"),
        "code",
        required=True,
        filled=True,
        longest=_longest(PublishedTable, "code"),
    ),
    Column(
        "kind",
        ("类型", "kind", "type"),
        "choice",
        choices=KINDS,
        choice_labels=dict(PublishedTable.Kind.choices),
    ),
    Column(
        "title",
        ("表题", "标题", "title"),
        "text",
        required=True,
        filled=True,
        longest=_longest(PublishedTable, "title"),
    ),
    Column(
        "title_en",
        ("英文标题", "english title"),
        "text",
        longest=_longest(PublishedTable, "title_en"),
    ),
    Column("programme", ("计划", "所属计划", "programme"), "text"),
    Column("as_of", ("截至日期", "截至", "as of"), "day"),
    Column(
        "citation",
        ("出处", "引用", "citation"),
        "text",
        required=True,
        longest=_longest(PublishedTable, "citation"),
    ),
    Column("printed_on", ("刊印日期", "发布日期", "printed on"), "day"),
    Column("notes", ("备注", "说明", "notes"), "text"),
    Column("position", ("位次", "position"), "whole"),
)
