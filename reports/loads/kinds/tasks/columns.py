"""The columns of a register of follow-up tasks, by the headers that offices give them."""

from django.utils.translation import gettext_lazy as _

from aidtrack.spreadsheets.tables.columns import Column
from reports.loads.plans import choices
from reports.models import Answer, Task

ORIGINS = choices(
    {
        **dict.fromkeys(("会议", "联席会议", "会议议定", "议定事项", "meeting"), "item"),
        **dict.fromkeys(("预警", "红色预警", "黄色预警"), "warning"),
        **dict.fromkeys(("月报", "月度报告", "报告"), "report"),
        **dict.fromkeys(("批示", "领导批示", "领导交办", "交办"), "note"),
    },
    {"item": "joint meeting", "warning": "warning", "report": "report", "note": "leader's note"},
)
OUTCOMES = choices(
    {
        **dict.fromkeys(("已解决", "解决", "办结", "已办结", "A类", "A 已解决", "solved"), "A"),
        **dict.fromkeys(("列入计划", "已列入计划", "B类", "B 列入计划", "planned"), "B"),
        **dict.fromkeys(("留作参考", "参考", "C类", "C 留作参考", "for reference"), "C"),
    },
    {"A": "A: solved", "B": "B: planned", "C": "C: for reference"},
)
STILL_OPEN = dict.fromkeys(
    ("未办结", "办理中", "正在办理", "在办", "open"),
    _("Leave it blank as long as the task is open."),
)


def _longest(model, name: str) -> int:
    return model._meta.get_field(name).max_length


COLUMNS = (
    Column("number", ("编号", "督办编号", "文号", "number"), "code", longest=40),
    Column(
        "title",
        ("事项", "督办事项", "标题", "事项名称", "title"),
        "text",
        required=True,
        filled=True,
        longest=_longest(Task, "title"),
    ),
    Column(
        "demand",
        ("督办要求", "要求", "办理要求", "demand"),
        "text",
        longest=_longest(Task, "demand"),
    ),
    Column(
        "origin",
        ("来源", "事项来源", "origin"),
        "choice",
        choices=ORIGINS,
        choice_labels=dict(Task.Origin.choices),
    ),
    Column(
        "meeting",
        ("联席会议", "会议", "会议名称", "会议编号", "议定会议", "meeting", "joint meeting"),
        "code",
        longest=200,
    ),
    Column("agenda_item", ("议题", "议题序号", "agenda item"), "code", longest=1000),
    Column("subject", ("对象", "督办对象", "涉及对象", "subject"), "text"),
    Column(
        "responsible",
        ("承办单位", "责任单位", "牵头单位", "responsible office"),
        "names",
        required=True,
        filled=True,
    ),
    Column("assisting", ("协办单位", "配合单位", "assisting offices"), "names"),
    Column("issuer", ("交办人", "交办领导", "批示领导", "issued by"), "text", longest=60),
    Column("issued_at", ("交办日期", "交办时间", "issued at"), "day", required=True, filled=True),
    Column(
        "due_on",
        ("办理时限", "办结时限", "时限", "截止日期", "due on"),
        "day",
        required=True,
        filled=True,
    ),
    Column("is_urgent", ("是否急件", "急件", "urgent"), "flag"),
    Column("evidence_required", ("是否须附佐证", "须附佐证", "evidence required"), "flag"),
    Column("accepted_at", ("签收日期", "签收时间", "accepted at"), "day"),
    Column("accepter", ("签收人", "accepted by"), "text", longest=60),
    Column("closed_at", ("办结日期", "办结时间", "closed at"), "day"),
    Column(
        "outcome",
        ("办结结果", "办理结果", "outcome"),
        "choice",
        choices=OUTCOMES,
        choice_labels=dict(Task.Outcome.choices),
        refused_words=STILL_OPEN,
    ),
    Column(
        "answer",
        ("答复", "答复内容", "办理情况", "answer"),
        "text",
        longest=_longest(Answer, "text"),
    ),
    Column("serial", ("序号", "no.", "serial number"), "text"),
)
