"""What is built and paid, what is claimed of it each month, and the evidence."""

from projects.models.acceptances import Acceptance, accept, accept_as_opening
from projects.models.claims import StatusReport
from projects.models.confirmations import Confirmation
from projects.models.contributions import Contribution, CountingUnit, Quantity
from projects.models.days import Precision
from projects.models.evidence import Evidence
from projects.models.indicators import Indicator, Observation
from projects.models.late_entries import LateEntry, closed_month, closed_month_of, count
from projects.models.months import Exemption, ReportingMonth
from projects.models.programmes import Category, CategoryScheme, Programme
from projects.models.projects import (
    DATES,
    FACT_DATES,
    PLANNED,
    Project,
    Suspension,
    Tranche,
)
from projects.models.transfers import Transfer

__all__ = [
    "DATES",
    "FACT_DATES",
    "PLANNED",
    "Acceptance",
    "Category",
    "CategoryScheme",
    "Confirmation",
    "Contribution",
    "CountingUnit",
    "Evidence",
    "Exemption",
    "Indicator",
    "LateEntry",
    "Observation",
    "Precision",
    "Programme",
    "Project",
    "Quantity",
    "ReportingMonth",
    "StatusReport",
    "Suspension",
    "Tranche",
    "Transfer",
    "accept",
    "accept_as_opening",
    "closed_month",
    "closed_month_of",
    "count",
]
