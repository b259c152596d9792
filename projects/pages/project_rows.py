"""The rows of a list of projects as plain values: a long list is read without its models."""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import NamedTuple

from django.utils.translation import gettext as _t, gettext_lazy as _

from aidtrack.spreadsheets.writing.kinds import CODE, DAY, NAME, RATE, TEXT
from aidtrack.spreadsheets.writing.sheets import Field
from pairings.models import Organisation, in_language
from projects.figures.export import AT_ONCE, money_of, of_model, of_table
from projects.measures import MEASURES, Rate
from projects.models import Category, Project
from projects.pages.tables import ProjectTable

READ = (
    "code",
    "name",
    "name_en",
    "lead_pairing__supporter",
    "lead_pairing__recipient",
    "category",
    "stage",
    "planned_aid",
    "disbursed",
    "began_on",
    "ended_on",
    "provenance",
)
PARTIES, CATEGORY = slice(3, 5), 5


class ProjectRow(NamedTuple):
    """What a list prints of a project; amounts in yuan."""

    code: str
    label: str
    supporter: str
    recipient: str
    category: str
    stage: str
    planned_aid: Decimal
    disbursed: Decimal
    began_on: date | None
    ended_on: date | None
    provenance: str

    @property
    def rate(self) -> Decimal | None:
        return Rate(MEASURES["disbursement_rate"], self.disbursed, self.planned_aid).value


def row_of(project: Project, on: date) -> ProjectRow:
    """The row of one project that was read by ``for_list``."""
    return ProjectRow(
        project.code,
        project.label,
        project.lead_pairing.supporter.label,
        project.lead_pairing.recipient.name_on(on),
        project.category.label if project.category else _t("unclassified"),
        str(project.stage_label),
        project.planned_aid,
        project.disbursed,
        project.began_on,
        project.ended_on,
        project.get_provenance_display(),
    )


def rows_of(projects, on: date) -> Iterator[ProjectRow]:
    """The rows of a list that ``for_list`` made, part by part."""
    names = Names(on)
    # Looked up here, once for many rows.
    plain = projects.prefetch_related(None).values_list(*READ)
    rows = plain.iterator(chunk_size=AT_ONCE)
    while part := list(islice(rows, AT_ONCE)):
        names.learn(part)
        yield from map(names.row, part)


class Names:
    """The names behind the ids and codes of rows, in the reader's language and as of a day."""

    def __init__(self, on: date):
        self.on = on
        self.supporters: dict[int, str] = {}
        self.recipients: dict[int, str] = {}
        self.categories: dict[int | None, str] = {None: _t("unclassified")}
        self.stages = {value: str(label) for value, label in Project.Stage.choices}
        self.origins = {value: str(label) for value, label in Project.Provenance.choices}

    def learn(self, rows: Iterable[tuple]):
        """Looks up what these rows name and earlier ones did not."""
        parties = {pk for row in rows for pk in row[PARTIES]}
        new = parties - self.supporters.keys()
        organisations = (
            Organisation.objects.prefetch_related("designations").in_bulk(new) if new else {}
        )
        for pk, organisation in organisations.items():
            self.supporters[pk] = organisation.label
            self.recipients[pk] = organisation.name_on(self.on)
        if new := {row[CATEGORY] for row in rows} - self.categories.keys():
            categories = Category.objects.in_bulk(new)
            self.categories |= {pk: category.label for pk, category in categories.items()}

    def row(self, read: tuple) -> ProjectRow:
        code, name, name_en, supporter, recipient, category, stage, *values, origin = read
        return ProjectRow(
            code,
            in_language(name, name_en),
            self.supporters[supporter],
            self.recipients[recipient],
            self.categories[category],
            self.stages[stage],
            *values,
            self.origins[origin],
        )


def project_fields() -> list[Field]:
    """The columns of a list of projects, each read from a ProjectRow."""
    rate = MEASURES["disbursement_rate"]
    return [
        Field(of_model(Project, "code"), CODE, lambda row: row.code),
        Field(of_table(ProjectTable, "name"), NAME, lambda row: row.label),
        Field(_("supporter"), TEXT, lambda row: row.supporter),
        Field(of_table(ProjectTable, "recipient"), TEXT, lambda row: row.recipient),
        Field(of_table(ProjectTable, "category"), TEXT, lambda row: row.category),
        Field(of_table(ProjectTable, "stage"), TEXT, lambda row: row.stage),
        money_of("planned_aid", lambda row: row.planned_aid),
        money_of("disbursed", lambda row: row.disbursed),
        Field(rate.label, RATE, lambda row: row.rate, rate.definition),
        Field(of_table(ProjectTable, "started_on"), DAY, lambda row: row.began_on),
        Field(of_table(ProjectTable, "completed_on"), DAY, lambda row: row.ended_on),
        Field(of_model(Project, "provenance"), TEXT, lambda row: row.provenance),
    ]
