"""Rows for tests: a test names only what it is about, valid defaults fill the rest.

A scheme, class list or programme that a test does not name is the same one throughout the test, so
that what hangs on it agrees. Everything else is new at each call.

Rows have no history, which takes as long to write as the rows themselves: a test that reads the
history of what is made here uses the fixture ``made_rows_in_history``.
"""

from tests.make.contributions import (
    contribution,
    counting_unit,
    given,
    indicator,
    observation,
    quantity,
)
from tests.make.followup import (
    answer,
    calendar_feed,
    comment,
    extension,
    item,
    meeting,
    response,
    task,
    warning_rule,
)
from tests.make.history import without_history
from tests.make.pairings import (
    administrator,
    auditor,
    county,
    designation,
    landmark,
    link_request,
    member,
    membership,
    number,
    organisation,
    pairing,
    prefecture,
    preference,
    provider_identity,
    region,
    reporting_row,
    reporting_unit,
    scheme,
    supporter,
    user,
)
from tests.make.projects import (
    acceptance,
    category,
    category_scheme,
    confirmation,
    counted,
    evidence,
    exemption,
    in_region,
    late_entry,
    loaded_month,
    programme,
    project,
    reporting_month,
    status_report,
    suspension,
    tranche,
    transfer,
)
from tests.make.reports import header_name, load, published_figure, published_table

__all__ = [
    "acceptance",
    "administrator",
    "answer",
    "auditor",
    "calendar_feed",
    "category",
    "category_scheme",
    "comment",
    "confirmation",
    "contribution",
    "counted",
    "counting_unit",
    "county",
    "designation",
    "evidence",
    "exemption",
    "extension",
    "given",
    "header_name",
    "in_region",
    "indicator",
    "item",
    "landmark",
    "late_entry",
    "link_request",
    "load",
    "loaded_month",
    "meeting",
    "member",
    "membership",
    "number",
    "observation",
    "organisation",
    "pairing",
    "prefecture",
    "preference",
    "programme",
    "project",
    "provider_identity",
    "published_figure",
    "published_table",
    "quantity",
    "region",
    "reporting_month",
    "reporting_row",
    "reporting_unit",
    "response",
    "scheme",
    "status_report",
    "supporter",
    "suspension",
    "task",
    "tranche",
    "transfer",
    "user",
    "warning_rule",
]

# ``number`` counts and makes no row.
for name in set(__all__) - {"number"}:
    globals()[name] = without_history(globals()[name])
