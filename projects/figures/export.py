"""Describes each file: its figures, day, filter, who made it, and its address."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from django.db.models import Model
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _t, gettext_lazy as _

from aidtrack.spreadsheets.writing.kinds import COUNT, DAY, RATE, TEXT, WAN, YI, ValueFormat
from aidtrack.spreadsheets.writing.sheets import Field, SheetSpec
from aidtrack.values.people import person_name
from aidtrack.web.downloads import PARAMETERS, Export
from aidtrack.web.fields import MonthField
from projects.figures.viewpoint import Viewpoint
from projects.measures import MEASURES

# Rows that are read at once; names are looked up once for each such part.
AT_ONCE = 2000


def of_table(table, name: str):
    """What a column is called on the page."""
    return table.base_columns[name].verbose_name


def of_model(model, name: str):
    return model._meta.get_field(name).verbose_name


WIDE = ValueFormat(width=90, is_text=True)
AMOUNTS = frozenset({"planned_aid", "disbursed"})


def measured(*names: str, of=lambda row: row, money: ValueFormat = YI) -> list[Field]:
    """Columns of measures, read from a row of progress by their names."""
    return [_measured(MEASURES[name], of, money) for name in names]


def _measured(measure, of, money: ValueFormat) -> Field:
    name = measure.name
    if measure.numerator:
        return Field(
            measure.label, RATE, lambda row: getattr(of(row), name).value, measure.definition
        )
    kind = money if name in AMOUNTS else COUNT
    return Field(measure.label, kind, lambda row: getattr(of(row), name), measure.definition)


def money_of(name: str, read, kind: ValueFormat = WAN) -> Field:
    """A column of an amount, called as the measure is, read by ``read``."""
    measure = MEASURES[name]
    return Field(measure.label, kind, read, measure.definition)


def report_fields(of=lambda row: row) -> list[Field]:
    """Columns of how much of the month is reported, read from a row of progress."""

    def counted(name: str):
        return lambda row: getattr(_counted(of(row)), name, None)

    return [
        Field(_("reporting"), TEXT, lambda row: of(row).reports and of(row).reports.state_words),
        Field(_("reports verified"), COUNT, counted("reported")),
        Field(_("reports due"), COUNT, counted("due")),
        Field(_("figures known through"), DAY, counted("known_through")),
    ]


def waiting_fields(of=lambda row: row, *, money: ValueFormat = YI) -> list[Field]:
    """Columns of the money that waits beside what is disbursed, read from a row of progress."""

    def of_waiting(name: str):
        return lambda row: getattr(_waiting(of(row)), name, None)

    return [
        Field(_("waiting to be confirmed, not counted"), money, of_waiting("amount")),
        Field(_("transfers waiting to be confirmed"), COUNT, of_waiting("transfers")),
    ]


def _waiting(progress):
    """None where figures are unknown."""
    return None if progress.planned is None else progress.waiting


def _counted(progress):
    """The share of reports where there is one to be counted: not of loaded months."""
    share = progress.reports
    return share if share and share.due else None


def filter_words(form) -> list[tuple[str, str]]:
    """What the form of a filter narrows to: (label, value in words) of each field in use."""
    cleaned = form.cleaned_data if form is not None and form.is_valid() else {}
    return [
        (capfirst(str(form.fields[name].label)), _in_words(form.fields[name], value))
        for name, value in cleaned.items()
        if name in form.fields and value not in (None, "")
    ]


def _in_words(field, value) -> str:
    if hasattr(field, "in_words"):
        return field.in_words(value)
    if isinstance(value, Model):
        return str(field.label_from_instance(value))
    if isinstance(field, MonthField):
        return f"{value:%Y-%m}"
    return str(dict(getattr(field, "choices", ())).get(value, value))


def marked(view: Viewpoint, sheet: SheetSpec, form=None) -> SheetSpec:
    """The sheet with the viewpoint and warnings above it, and the mark of illustrative rows."""
    facts = [
        view.programme.label,
        _t("as of %(day)s") % {"day": view.on},
        str(view.scope_label),
        *(f"{label}: {value}" for label, value in filter_words(form)),
    ]
    mark = _t("Sample data") if view.is_illustrative else ""
    return replace(sheet, notes=[" · ".join(facts), *sheet.notes, *warnings(view)], mark=mark)


def warnings(view: Viewpoint) -> list[str]:
    """What a page says above its figures: illustrative, of a part, later than the reports."""
    sentences = []
    if view.is_illustrative:
        sentences.append(
            _t(
                "No project list was published, so the projects behind these figures are "
                "illustrative."
            )
        )
    if view.is_partial:
        sentences.append(_t("You see your organisation's projects only; totals cover these."))
    if view.is_published_only:
        sentences.append(
            _t(
                "Only published figures are held for this programme: what is not printed is "
                "unknown (—)."
            )
        )
    elif view.beyond_reports:
        sentences.append(view.beyond_reports)
    if view.corrections:
        sentences.append(view.corrections_in_words)
    return sentences


def seen_from(view: Viewpoint, form=None, *, changed_at=None) -> list[tuple[str, str]]:
    """The viewpoint as lines of the sheet of sources.

    ``changed_at`` is when the data was last written, where it is not that of the population.
    """
    programme, changed = view.programme, changed_at or view.last_changed
    period = f"{programme.starts_on} – {programme.ends_on}"
    return [
        (_t("Programme"), f"{programme.label} ({programme.code}), {period}"),
        (_t("As of"), f"{view.on}"),
        (_t("Coverage"), str(view.scope_label)),
        *filter_words(form),
        (
            _t("Last updated"),
            f"{timezone.localtime(changed):%Y-%m-%d %H:%M}" if changed else "",
        ),
        *((_t("Note"), warning) for warning in warnings(view)),
        (_t("Source"), programme.scheme.source),
    ]


def about(request, sheets: Sequence[SheetSpec], facts) -> SheetSpec:
    """The last sheet of a file: what it is of, what each figure means, who took it and when.

    ``facts`` gives (label, words) and is asked when the sheet is written.
    """
    return SheetSpec(
        name="definitions",
        title=_t("Definitions and source"),
        fields=[
            Field(_("item"), TEXT, lambda line: line[0]),
            Field(_("explanation"), WIDE, lambda line: line[1]),
        ],
        records=lambda: _lines(request, sheets, facts()),
        is_landscape=False,
        is_about=True,
    )


def _lines(request, sheets, facts) -> Iterator[tuple[str, str]]:
    yield from (fact for fact in facts if fact[1])
    yield _t("Tables"), _t(", ").join(str(sheet.title) for sheet in sheets)
    defined = {str(f.label): str(f.definition) for s in sheets for f in s.fields if f.definition}
    yield from ((capfirst(label), definition) for label, definition in defined.items())
    yield (
        _t("Symbols"),
        _t("— means unknown or not yet; 0 is a number; “not reported” is neither."),
    )
    moment = timezone.localtime()
    yield _t("Exported"), f"{moment:%Y-%m-%d %H:%M}, {person_name(request.user)}"
    yield (
        _t("Page"),
        request.build_absolute_uri(f"{request.path}?{_page_parameters(request)}").rstrip("?"),
    )


def _page_parameters(request) -> str:
    """The page's own parameters."""
    parameters = request.GET.copy()
    for name in PARAMETERS:
        parameters.pop(name, None)
    return parameters.urlencode()


def export_of(request, view: Viewpoint, name, sheets: Sequence[SheetSpec], form=None) -> Export:
    """The tables of a page of figures, each marked, with their definitions and source."""
    sheets = [marked(view, sheet, form) for sheet in sheets]
    return Export(
        (view.programme.code, name, view.on),
        [*sheets, about(request, sheets, lambda: seen_from(view, form))],
    )
