"""After a file was accepted: where its rows are, what to do next, and what was answered."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _t, ngettext

from aidtrack.spreadsheets.tables.questions import LEAVE
from aidtrack.values.formats import count
from projects.models import Programme, Project
from reports.loads.batches import journalled, ranges, runs_as_text, within
from reports.loads.plans import FileKind
from reports.models import Load

# Programmes that are named; a file seldom has two.
NAMED = 6


@dataclass(frozen=True)
class NextStep:
    """What was loaded, the page on which it is, and what is done there next."""

    what: str
    does: str
    url: str


def next_steps(load: Load, user) -> list[NextStep]:
    """One for each programme of the file, as far as the reader sees its rows.

    What is next in a month that reports were loaded for: kinds/month/after.py.
    """
    if load.state != Load.State.ACCEPTED:
        return []
    return [step for model, rows in _written(load, user) for step in _steps(model, rows)][:NAMED]


def _written(load: Load, user) -> Iterator[tuple]:
    for model, created, changed in journalled(load.journal):
        if model is Project:
            visible = model.objects.visible_to(user).order_by()
            ids = {
                pk
                for run in within("pk", created)
                for pk in visible.filter(run).values_list("pk", flat=True)
            }
            yield model, visible.filter(pk__in=list(ids | set(changed)))


def _steps(model, rows) -> Iterator[NextStep]:
    programmes = Programme.objects.in_bulk(rows.values_list("programme", flat=True).distinct())
    for pk, programme in programmes.items():
        ids = list(rows.filter(programme=pk).values_list("pk", flat=True))
        what = ngettext("%(n)s project: %(where)s", "%(n)s projects: %(where)s", len(ids))
        yield NextStep(
            what % {"n": count(len(ids)), "where": programme.label},
            _t("See the projects; then enter their month"),
            f"{reverse('projects:list')}?{urlencode(_listing(programme, ids))}",
        )


def _listing(programme: Programme, ids: list[int]) -> dict[str, str]:
    """What the list of projects is narrowed to; all of the programme where ids are scattered."""
    params = {"programme": programme.code}
    if numbers := runs_as_text(ranges(ids)):
        params["numbers"] = numbers
    return params


def answers_in_words(kind: FileKind, load: Load) -> list[tuple[str, str]]:
    """(what was asked about, the answer) of all that was answered on the way."""
    choices, columns = load.choices, kind.columns
    headers = [
        (header, columns[name].label if name in columns else _t("leave this column out"))
        for header, name in (choices.get("headers") or {}).items()
    ]
    labels = {LEAVE: _t("leave it out"), "read": _t("read it"), "unit": _t("unit")}
    answers = [
        (labels.get(code, code.partition(":")[2] or code), labels.get(answer, answer))
        for code, answer in (choices.get("answers") or {}).items()
    ]
    return [*answers, *headers, *(choices.get("organisations") or {}).items()]
