"""What is built and paid."""

from projects.models.programmes import Category, CategoryScheme, Programme
from projects.models.projects import Project, Suspension, Tranche
from projects.models.transfers import Transfer

__all__ = [
    "Category",
    "CategoryScheme",
    "Programme",
    "Project",
    "Suspension",
    "Tranche",
    "Transfer",
]
