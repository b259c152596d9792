"""After a file was accepted: where its rows are, what to do next, and what was answered."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _t, ngettext

from aidtrack.spreadsheets.tables.questions import Unread
from aidtrack.values.formats import count, moment
from aidtrack.values.people import person_name
from aidtrack.values.words import in_own_language
from projects.models import Contribution, Observation, Programme, Project
from reports.loads.batches import journalled, ranges, runs_as_text, within
from reports.loads.pages.steps import NextStep, contribution_steps, observation_steps
from reports.models import Load

# Programmes that are named; a file seldom has two.
NAMED = 6


def next_steps(load: Load, user) -> list[NextStep]:
    """One for each programme, scheme or indicator, as far as the reader sees the rows.

    What is next in a month that reports were loaded for: kinds/month/after.py.
    """
    if load.state != Load.State.ACCEPTED:
        return []
    steps = [step for model, rows in _written(load, user) for step in STEPS[model](rows, user)]
    return steps[:NAMED]


def _written(load: Load, user) -> Iterator[tuple]:
    for model, created, changed in journalled(load.journal):
        if model in STEPS:
            visible = model.objects.visible_to(user).order_by()
            ids = {
                pk
                for run in within("pk", created)
                for pk in visible.filter(run).values_list("pk", flat=True)
            }
            yield model, visible.filter(pk__in=list(ids | set(changed)))


def _project_steps(rows, _user) -> Iterator[NextStep]:
    programmes = Programme.objects.in_bulk(rows.values_list("programme", flat=True).distinct())
    for pk, programme in programmes.items():
        ids = list(rows.filter(programme=pk).values_list("pk", flat=True))
        what = ngettext("%(n)s project: %(where)s", "%(n)s projects: %(where)s", len(ids))
        yield NextStep(
            what % {"n": count(len(ids)), "where": programme.label},
            _t("See the projects; then enter their month"),
            f"{reverse('projects:list')}?{urlencode(_listing(programme, ids))}",
        )


STEPS: dict[type, Callable] = {
    Project: _project_steps,
    Contribution: contribution_steps,
    Observation: observation_steps,
}


def _listing(programme: Programme, ids: list[int]) -> dict[str, str]:
    """What the list of projects is narrowed to; all of the programme where ids are scattered."""
    params = {"programme": programme.code}
    if numbers := runs_as_text(ranges(ids)):
        params["numbers"] = numbers
    return params


@dataclass(frozen=True)
class GivenAnswer:
    """What was asked, the answer, and who gave it and when; "" for an answer of a command."""

    question: str
    answer: str
    given: str


def answers_in_words(load: Load) -> list[GivenAnswer]:
    """All that was answered before a load was accepted, in the order of the page."""
    signatures = load.choices.get("signatures") or {}
    people = get_user_model().objects.in_bulk({mark["by"] for mark in signatures.values()})
    return [
        GivenAnswer(
            in_own_language(answer["question"]),
            in_own_language(answer["answer"]),
            in_own_language(answer["earlier"])
            or _signature(signatures.get(answer["code"]), people),
        )
        for answer in load.answers
    ]


def _signature(mark: dict | None, people: dict) -> str:
    """Who, and when."""
    if not mark:
        return ""
    at = moment(timezone.localtime(datetime.fromisoformat(mark["at"])))
    return f"{person_name(people.get(mark['by']))} {at}"


def unread_parts(load: Load) -> list[Unread]:
    return [Unread(**part) for part in load.unread]
