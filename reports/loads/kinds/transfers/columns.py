"""The columns of a file of transfers, by the headers that people give them."""

from django.utils.translation import gettext_lazy as _

from aidtrack.spreadsheets.tables.columns import Column
from projects.models import Transfer
from reports.loads.plans import choices

LEVEL_WORDS = {
    "raised": ("筹集", "已筹集", "筹集资金", "已筹集资金", "筹集到位", "筹资"),
    "in_region": (
        *("到疆", "已到疆", "到疆资金", "已到疆资金", "资金到疆", "arrived in the region"),
    ),
    "at_project": (
        *("到位", "已到位", "到位资金", "已到位资金", "到项目", "已到项目", "拨付到项目"),
        *("拨付至项目", "已拨付到项目", "到项目单位", "拨付到项目单位"),
    ),
    "paid": ("支付", "已支付", "支付资金", "已支付资金", "支出", "已支出"),
}
LEVELS = choices(
    {word: code for code, words in LEVEL_WORDS.items() for word in words},
    {
        "raised": "raised",
        "in_region": "received in the region",
        "at_project": "disbursed to the project",
        "paid": "paid out",
    },
)
# 拨付 says that money was sent on, to the region or to a project.
SENT_ON = dict.fromkeys(
    (
        "拨付",
        "已拨付",
        "拨付资金",
        "已拨付资金",
        "下拨",
        "已下拨",
        "划拨",
        "已划拨",
        "拨款",
        "已拨款",
    ),
    _(
        "It may have reached the region or the project: "
        "enter “received in the region” or “disbursed to the project”."
    ),
)
COLUMNS = (
    Column("programme", ("计划", "所属计划", "年度计划", "programme"), "text"),
    Column(
        "level",
        ("资金环节", "环节", "层级", "level", "funding stage"),
        "choice",
        required=True,
        filled=True,
        choices=LEVELS,
        choice_labels=dict(Transfer.Level.choices),
        refused_words=SENT_ON,
    ),
    Column("code", ("项目编号", "项目编码", "项目代码", "code", "project code"), "code"),
    Column("name", ("项目名称", "名称", "项目", "name", "project"), "text"),
    Column("tranche", ("批次", "期次", "tranche"), "whole"),
    Column("supporter", ("支援方", "支援省市", "援疆省市", "付款方", "supporter"), "text"),
    Column("receiver", ("收款方", "接收方", "受援方", "受援地区", "receiver", "payee"), "text"),
    Column(
        "on",
        ("日期", "拨付日期", "到账日期", "到位日期", "day", "date"),
        "day",
        required=True,
        filled=True,
    ),
    Column(
        "amount",
        ("金额", "拨付金额", "到账金额", "到位金额", "amount"),
        "amount",
        required=True,
        filled=True,
    ),
    Column(
        "reason",
        ("原因", "超总投资原因", "reason", "reason for exceeding the total investment"),
        "text",
        longest=Transfer._meta.get_field("reason").max_length,
    ),
    Column(
        "document_number",
        ("文号", "凭证号", "文件号", "document number"),
        "code",
        longest=Transfer._meta.get_field("document_number").max_length,
    ),
    Column("serial", ("序号", "no.", "serial number"), "text"),
)
