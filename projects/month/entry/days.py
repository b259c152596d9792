"""The one date cell of a row: it asks for the date of a new stage and prints a known one."""

from dataclasses import dataclass
from datetime import date

from django.forms import BoundField, Form
from django.utils.translation import gettext as _t, ngettext

from aidtrack.values import formats
from projects.checks.claims import REACHED
from projects.checks.obstacles import days_past
from projects.models import Project, ReportingMonth, StatusReport
from projects.month.due import Row, last_day
from projects.month.entry.forms import SINCE, since

DATE_FIELDS = ("started_on", "completed_on", "since")
# The planned date that stands for one not known yet.
PLANNED_DATES = {"started_on": "planned_start_on", "completed_on": "planned_finish_on"}

# "Since" means another date in each stage; that the project is stopped is true in all of them.
HINTED = {"since": "resumed_on"}


@dataclass(frozen=True)
class DateInput:
    """An input of the date cell: asked for in these stages, kept in sight where it was edited."""

    field: BoundField
    label: str
    stages: list[str]
    is_asked: bool
    is_edited: bool
    hint: str = ""


def date_inputs(row: Row, form: Form) -> list[DateInput]:
    return [_input(name, row, form) for name in DATE_FIELDS]


def _input(name: str, row: Row, form: Form) -> DateInput:
    stages = [stage for stage in Project.Stage.values if _is_asked(name, stage, row)]
    stage, field = form["stage"].value(), form[name]
    is_edited = (form.is_bound and bool(field.errors)) or _is_new(field, name, stage, row)
    words, hint = label(_meant(name, stage)), date_hint(HINTED.get(name, name), row)
    return DateInput(field, words, stages, stage in stages, is_edited, hint)


def _meant(name: str, stage: str) -> str:
    return since(stage) if name == "since" else name


def label(name: str) -> str:
    return str(StatusReport._meta.get_field(name).verbose_name)


def _is_asked(name: str, stage: str, row: Row) -> bool:
    """Whether a report in this stage is asked for the date: it was not known before the month."""
    if name != "since" or stage in SINCE:
        is_reached = name == "since" or name in REACHED[stage]
        return is_reached and not _was_known(_meant(name, stage), row)
    return bool(row.before.stopped_on) and stage != Project.Stage.NOT_STARTED


def _was_known(name: str, row: Row) -> bool:
    day = _known(name, row)
    return day is not None and day < row.month.month


def _known(name: str, row: Row) -> date | None:
    return row.before.stopped_on if name == "stopped_on" else row.before.dates.get(name)


def _is_new(field: BoundField, name: str, stage: str, row: Row) -> bool:
    """Whether the control shows another date than was known before the month."""
    return str(field.value() or "") != str(_known(_meant(name, stage), row) or "")


def known_day(row: Row, stage: str) -> tuple[str, date] | None:
    """The label and day of the latest fact of a stage, as reported or known before; else None."""
    names = ("stopped_on",) if stage == Project.Stage.SUSPENDED else ()
    names += tuple(reversed(REACHED.get(stage, ())))
    facts = [(label(name), day) for name in names if (day := _latest(name, row))]
    return facts[0] if facts else None


def _latest(name: str, row: Row) -> date | None:
    return getattr(row.latest_report, name, None) or _known(name, row)


def date_hint(name: str, row: Row) -> str:
    """What is known of a date of a row, else what was planned; empty where there is neither.

    What is reported of the month ends the days by which the plan has passed.
    """
    if day := _known(name, row):
        return _known_words(row.month, day) % {"last": day}
    if name == "resumed_on" and row.before.stopped_on:
        return _t("stopped since %(day)s") % {"day": row.before.stopped_on}
    planned_name = PLANNED_DATES.get(name)
    planned_on = getattr(row.project, planned_name) if planned_name else None
    if planned_on is None:
        return ""
    reported_on = getattr(row.latest_report, name, None)
    return planned_words(row.project, planned_name, reported_on or last_day(row.month))


def _known_words(month: ReportingMonth, day: date) -> str:
    if month.is_loaded:
        return _t("loaded %(last)s")
    return _t("this month %(last)s") if day >= month.month else _t("last month %(last)s")


def planned_words(project: Project, name: str, day: date) -> str:
    """A planned date under its name, and by how many days it has passed by ``day``."""
    planned_on = getattr(project, name)
    words = f"{project._meta.get_field(name).verbose_name} {planned_on}"
    n = days_past(planned_on, day)
    if not n:
        return words
    overdue = ngettext("%(n)s day overdue", "%(n)s days overdue", n) % {"n": formats.count(n)}
    return _t(", ").join((words, overdue))


def days_overdue(row: Row, *, on: date | None = None) -> int:
    """Days by which the planned start has passed without a start, at the end of the month or on
    day ``on`` where that is earlier; 0 where none have.
    """
    return days_past(row.project.planned_start_on, last_day(row.month, on=on))
