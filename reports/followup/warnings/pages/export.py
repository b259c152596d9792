"""The page of warnings as a file: the list, and its sums by row and by rule."""

from django.utils.translation import gettext as _t, gettext_lazy as _, pgettext_lazy

from aidtrack.spreadsheets.writing.kinds import CODE, COUNT, DAY, NAME, TEXT, YI
from aidtrack.spreadsheets.writing.sheets import Field, SheetSpec
from aidtrack.values.people import person_name
from aidtrack.web.downloads import Export
from projects.figures.export import export_of, of_model
from projects.figures.viewpoint import Viewpoint
from reports.followup.warnings.pages.lines import RuleGroup, WarningLine
from reports.models import Response


def warnings(request, view: Viewpoint, form, groups: list[RuleGroup], rows) -> Export:
    sheets = [
        SheetSpec(
            name="warnings",
            title=_t("Warnings"),
            fields=_line_fields(),
            records=lambda: [line for group in groups for line in group.lines],
        ),
        SheetSpec(
            name="rules",
            title=_t("Warnings by rule"),
            fields=[
                Field(pgettext_lazy("warning", "rule"), NAME, lambda group: f"{group.rule}"),
                *_sum_fields(lambda group: group.sum),
                Field(_("thresholds"), NAME, lambda group: group.thresholds),
                Field(_("source"), NAME, lambda group: group.rule.origin),
                Field(_("definition"), NAME, lambda group: group.test.definition),
            ],
            records=lambda: groups,
        ),
        SheetSpec(
            name="rows",
            title=_t("Warnings by reporting row"),
            fields=[
                Field(_("reporting row"), NAME, lambda group: group.label),
                *_sum_fields(lambda group: group.sum),
            ],
            records=lambda: rows,
        ),
    ]
    return export_of(request, view, _t("Warnings"), sheets, form)


def _sum_fields(of) -> list[Field]:
    def read(name: str):
        return lambda record: getattr(of(record), name)

    return [
        Field(pgettext_lazy("warning", "red"), COUNT, read("red")),
        Field(pgettext_lazy("warning", "yellow"), COUNT, read("yellow")),
        Field(_("new since last month"), COUNT, read("new")),
        Field(pgettext_lazy("response", "waived"), COUNT, read("waived")),
        Field(_("money at stake"), YI, read("stake"), STAKE),
    ]


STAKE = _(
    "The largest sum of one rule over subjects of one kind: several rules warn of the same money."
)


def _line_fields() -> list[Field]:
    def subject(name: str):
        return lambda line: getattr(line.warning.subject, name)

    return [
        Field(pgettext_lazy("warning", "rule"), NAME, lambda line: f"{line.warning.rule}"),
        Field(pgettext_lazy("warning", "subject"), TEXT, subject("kind_label")),
        Field(_("code"), CODE, subject("ref")),
        Field(_("name"), NAME, subject("label")),
        Field(_("reporting row"), TEXT, subject("row")),
        Field(pgettext_lazy("warning", "level"), TEXT, lambda line: line.warning.level.label),
        Field(pgettext_lazy("warning", "value"), TEXT, lambda line: line.value),
        Field(_("what it is of"), NAME, lambda line: line.fraction),
        Field(_("since"), DAY, lambda line: line.warning.since),
        Field(pgettext_lazy("thresholds", "days"), COUNT, lambda line: line.days),
        Field(_("new since last month"), TEXT, lambda line: _t("yes") if line.is_new else ""),
        Field(_("money at stake"), YI, lambda line: line.warning.stake),
        *_response_fields(),
    ]


def _response_fields() -> list[Field]:
    def last(read):
        return lambda line: read(line.response.last) if line.response.last else None

    return [
        Field(_("response"), TEXT, last(lambda response: response.get_kind_display())),
        Field(_("text"), NAME, last(lambda response: response.text)),
        Field(of_model(Response, "until"), DAY, last(lambda response: response.until)),
        Field(of_model(Response, "by"), TEXT, last(lambda response: person_name(response.by))),
        Field(_("in force"), TEXT, last_holds),
    ]


def last_holds(line: WarningLine) -> str | None:
    """Whether the last response holds; None where there is none."""
    if line.response.last is None:
        return None
    return _t("yes") if line.response.holding else _t("no")
