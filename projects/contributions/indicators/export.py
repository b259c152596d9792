"""The list of what changed, and one indicator, as files."""

from django.utils.translation import gettext as _t, gettext_lazy as _, pgettext_lazy

from aidtrack.spreadsheets.writing.kinds import CODE, DAY, MOMENT, NAME, NUMBER, TEXT
from aidtrack.spreadsheets.writing.sheets import Field, SheetSpec
from aidtrack.values.intervals import printed
from aidtrack.values.people import person_name
from aidtrack.web.downloads import Export
from projects.contributions.indicators.lines import ChangeLine, observation_lines
from projects.contributions.indicators.panel import ChangesPanel
from projects.contributions.measures import MEASURES
from projects.figures.export import about, of_model
from projects.models import Indicator, Observation

JOINED = "; "
NO_EFFECT = _(
    "A change is a difference between before and after, not thereby the effect of the aid."
)


def change_fields() -> list[Field]:
    """Bounds are columns of numbers beside the words, so that a file can be computed with."""
    change = MEASURES["change"]
    return [
        Field(of_model(Indicator, "code"), CODE, lambda line: line.change.indicator.code),
        Field(_("Indicator"), NAME, lambda line: line.change.indicator.label),
        Field(_("Subject"), NAME, lambda line: line.subject),
        Field(pgettext_lazy("observation", "Before"), TEXT, lambda line: line.before),
        Field(_("date before"), TEXT, lambda line: line.before_on or None),
        Field(pgettext_lazy("observation", "After"), TEXT, lambda line: line.after),
        Field(_("date after"), TEXT, lambda line: line.after_on or None),
        Field(of_model(Indicator, "unit"), TEXT, lambda line: line.change.indicator.unit_label),
        Field(_("Difference"), NUMBER, _difference, change.definition),
        _bound(_("difference, at least"), "difference", "low"),
        _bound(_("difference, at most"), "difference", "high"),
        Field(_("Multiple"), TEXT, lambda line: line.multiple, change.definition),
        _bound(_("multiple, at least"), "multiple", "low"),
        _bound(_("multiple, at most"), "multiple", "high"),
        Field(_("note"), NAME, lambda line: line.change.missing),
        Field(_("As printed"), NAME, lambda line: JOINED.join(line.printed) or None),
        Field(_("Source"), NAME, lambda line: JOINED.join(line.sources) or None),
        Field(
            of_model(Observation, "provenance"), TEXT, lambda line: JOINED.join(line.provenances)
        ),
    ]


def _difference(line: ChangeLine):
    """A number where it is one, so that the file can be computed with; else in words."""
    interval = line.change.difference
    if interval is None:
        return line.difference if line.change.steps is None else line.change.steps
    return interval.low if interval.is_exact else printed(interval)


def _bound(label, measure: str, end: str) -> Field:
    def read(line: ChangeLine):
        interval = getattr(line.change, measure)
        number = getattr(interval, end) if interval else None
        return None if number is None else round(number, 4)

    return Field(label, NUMBER, read)


def observation_fields() -> list[Field]:
    return [
        Field(of_model(Observation, "ref"), CODE, lambda line: line.row.ref),
        Field(_("Indicator"), NAME, lambda line: line.row.indicator.label),
        Field(_("Subject"), NAME, lambda line: line.subject),
        Field(of_model(Observation, "role"), TEXT, lambda line: line.row.get_role_display()),
        Field(of_model(Observation, "on"), DAY, lambda line: line.row.on),
        Field(
            of_model(Observation, "precision"), TEXT, lambda line: line.row.get_precision_display()
        ),
        Field(_("observed value"), TEXT, lambda line: line.value),
        _stored("low"),
        _stored("high"),
        _stored("numerator"),
        _stored("denominator"),
        Field(of_model(Observation, "printed"), NAME, lambda line: line.row.printed or None),
        Field(of_model(Observation, "source"), NAME, lambda line: line.row.source or None),
        Field(
            of_model(Observation, "provenance"),
            TEXT,
            lambda line: line.row.get_provenance_display(),
        ),
        Field(of_model(Observation, "entered_by"), TEXT, _entered_by),
        Field(of_model(Observation, "entered_at"), MOMENT, lambda line: line.row.entered_at),
    ]


def _stored(name: str) -> Field:
    return Field(of_model(Observation, name), NUMBER, lambda line: getattr(line.row, name))


def _entered_by(line) -> str | None:
    return person_name(line.row.entered_by) if line.row.entered_by_id else None


def indicator_list(request, form, lines: list[ChangeLine]) -> Export:
    return _export(request, form, _t("Indicators"), lines, [])


def indicator(request, row: Indicator, form, lines, totals) -> Export:
    definition = [(_t("Indicator"), row.label), (_t("Definition"), row.meaning)]
    return _export(request, form, row.code, lines, totals, definition)


def changes_sheets(panel: ChangesPanel) -> list[SheetSpec]:
    """The panel of another page in its file; none where the panel has nothing."""
    notes = [f"{_t('As of')}: {panel.on}"]
    return [_change_sheet(panel.lines, notes)] if panel.lines else []


def _export(request, form, name: str, lines, totals, facts=()) -> Export:
    narrowed = [(_t("As of"), f"{form.on}"), *_scheme_words(form)]
    notes = [" · ".join(f"{label}: {value}" for label, value in narrowed)]
    rows = SheetSpec(
        name="observations",
        title=_t("Observations"),
        fields=observation_fields(),
        records=lambda: observation_lines(lines),
        notes=notes,
    )
    sheets = [_change_sheet([*lines, *totals], notes), rows]
    return Export(
        (_t("Indicators"), name, form.on),
        [*sheets, about(request, sheets, lambda: [*facts, *narrowed])],
    )


def _scheme_words(form) -> list[tuple[str, str]]:
    scheme = form.cleaned_data["scheme"]
    return [(_t("Scheme"), scheme.label)] if scheme else []


def _change_sheet(lines: list[ChangeLine], notes: list[str]) -> SheetSpec:
    return SheetSpec(
        name="changes",
        title=_t("What changed"),
        fields=change_fields(),
        records=lambda: lines,
        notes=notes,
        below=[NO_EFFECT],
    )
