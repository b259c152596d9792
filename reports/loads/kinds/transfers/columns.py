"""The columns of a file of transfers, by the headers that people give them."""

from aidtrack.spreadsheets.tables.columns import Column
from projects.models import Transfer
from reports.loads.plans import choices

LEVELS = choices(
    {
        "筹集": "raised",
        "筹集资金": "raised",
        "到疆": "in_region",
        "到疆资金": "in_region",
        "到位": "at_project",
        "到位资金": "at_project",
        "到项目": "at_project",
        "支付": "paid",
        "支付资金": "paid",
        "arrived in the region": "in_region",
    },
    {
        "raised": "raised",
        "in_region": "received in the region",
        "at_project": "disbursed to the project",
        "paid": "paid out",
    },
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
    ),
    Column("code", ("项目编号", "项目编码", "项目代码", "code", "project code"), "code"),
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
