"""The columns of a file of projects, by the headers that people give them."""

from aidtrack.spreadsheets.tables.columns import Column
from projects.models import Project
from reports.loads.plans import choices


def _longest(name: str) -> int:
    return Project._meta.get_field(name).max_length


def _fact(name: str, *labels: str) -> Column:
    return Column(name, labels, "day")


def _with_endings(word: str) -> tuple[str, ...]:
    return (word, f"{word}工程", f"{word}项目", f"{word}方式", f"{word}类")


DELIVERY_WORDS = {
    "turnkey": ("交钥匙",),
    "cheque": ("交支票", "资金支票", "资金援建"),
    "co_built": ("共建", "联建", "合建", "合作共建", "合作建设", "共同建设", "联合建设"),
}
DELIVERY = choices(
    {
        ended_word: code
        for code, words in DELIVERY_WORDS.items()
        for word in words
        for ended_word in _with_endings(word)
    },
    {"turnkey": "turnkey", "cheque": "cheque", "co_built": "co-built"},
)
# Words for the kind of works, which say neither; see nature_words.py.
OTHER_NATURE = "other_nature"
OTHER_NATURES = (
    *("改扩建", "扩建", "改建", "迁建", "重建", "恢复", "恢复重建", "改造", "维修", "翻建", "代建"),
    *("加固", "购置", "改扩建项目", "扩建项目", "改建项目", "迁建项目", "改造项目", "维修改造"),
)
NATURE = choices(
    {
        **dict.fromkeys(("新建", "新建项目", "新建工程", "新开工", "新开工项目"), "new"),
        **dict.fromkeys(("续建", "续建项目", "续建工程", "结转", "结转项目"), "continuing"),
        **dict.fromkeys(OTHER_NATURES, OTHER_NATURE),
    },
    {"new": "new project", "continuing": "continuing project"},
)
PROVENANCE = choices(
    {"实际": "recorded", "部分示例": "partly_illustrative", "示例": "illustrative"},
    {
        "recorded": "recorded",
        "partly_illustrative": "partly illustrative",
        "illustrative": "illustrative",
    },
)
BATCH = "batch_"


def _batch(number: int) -> Column:
    """A batch 批 of the planned aid in a column of its own, beside their sum."""
    words = [f"第{written}批" for written in ("一二三四五六"[number - 1], number)]
    labels = [
        f"{word}{end}" for word in words for end in ("", "次", "资金", "援疆资金", "计划资金")
    ]
    labels += ["首批", "首批资金"] if number == 1 else []
    return Column(
        f"{BATCH}{number}", (*labels, f"tranche {number}"), "amount", dated=True, hint="批"
    )


BATCHES = tuple(_batch(number) for number in range(1, 7))
COLUMNS = (
    Column(
        "code",
        ("项目编号", "项目编码", "项目代码", "编码", "code", "project code"),
        "code",
        required=True,
        instead="name",
        longest=_longest("code"),
    ),
    Column(
        "name",
        ("项目名称", "名称", "工程名称", "项目", "name", "project"),
        "text",
        longest=_longest("name"),
    ),
    Column("name_en", ("英文名称", "english name"), "text", longest=_longest("name_en")),
    Column("programme", ("计划", "所属计划", "年度计划", "规划", "programme"), "text"),
    Column("pairing", ("结对编号", "结对关系", "牵头结对", "lead pairing", "pairing"), "code"),
    Column("supporter", ("支援方", "支援省市", "援疆省市", "对口支援省市", "supporter"), "text"),
    Column(
        "recipient",
        ("受援方", "受援地", "受援地区", "受援县", "受援县市", "受援单位", "县市", "recipient"),
        "text",
        by_section=True,
    ),
    Column("category", ("类别", "项目类别", "项目分类", "category"), "text"),
    Column(
        "delivery_mode",
        ("建设方式", "援建方式", "实施方式", "delivery mode"),
        "choice",
        choices=DELIVERY,
        choice_labels=dict(Project.DeliveryMode.choices),
    ),
    Column(
        "nature",
        ("建设性质", "项目性质", "nature", "construction type"),
        "choice",
        choices=NATURE,
        choice_labels=dict(Project.Nature.choices),
    ),
    Column("is_construction", ("工程类", "基建项目", "建设类", "construction"), "flag"),
    Column("is_livelihood", ("民生", "民生项目", "livelihoods"), "flag"),
    Column("is_county_and_below", ("县及县以下", "县及以下", "county and below"), "flag"),
    Column("is_off_plan", ("计划外", "计划外项目", "off-plan"), "flag"),
    Column("total_investment", ("总投资", "项目总投资", "total investment"), "amount"),
    Column(
        "planned_aid",
        ("计划资金", "援助资金", "计划援助资金", "援疆资金", "planned funds", "planned aid"),
        "amount",
    ),
    Column(
        "scale",
        ("建设规模", "建设规模及内容", "建设内容及规模", "规模", "scale"),
        "text",
        longest=_longest("scale"),
    ),
    Column(
        "planned_start_on",
        ("计划开工", "计划开工时间", "计划开工日期", "planned start"),
        "day",
        month="first",
        is_plan=True,
    ),
    Column(
        "planned_finish_on",
        ("计划完工", "计划完工时间", "计划完工日期", "计划竣工时间", "planned finish"),
        "day",
        month="last",
        is_plan=True,
    ),
    Column(
        "planned_period",
        (
            *(
                "建设起止年限",
                "起止年限",
                "建设年限",
                "建设工期",
                "起止时间",
                "建设起止时间",
                "起止日期",
            ),
            *("建设起止日期", "计划起止时间", "planned period"),
        ),
        "period",
    ),
    Column(
        "provenance",
        ("数据性质", "provenance"),
        "choice",
        choices=PROVENANCE,
        choice_labels=dict(Project.Provenance.choices),
    ),
    Column("source", ("来源", "资料来源", "source"), "text", longest=_longest("source")),
    _fact("approved_on", "批复时间", "批复日期", "approved on"),
    _fact("started_on", "开工时间", "开工日期", "实际开工时间", "started on", "start date"),
    _fact("completed_on", "完工时间", "完工日期", "竣工时间", "completed on", "completion date"),
    _fact("accepted_on", "验收时间", "验收日期", "accepted on", "acceptance date"),
    _fact("handed_over_on", "移交时间", "移交日期", "handed over on", "handover date"),
    _fact("cancelled_on", "取消时间", "取消日期", "cancelled on", "cancellation date"),
    Column("serial", ("序号", "no.", "serial number"), "text"),
    *BATCHES,
)
