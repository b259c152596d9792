"""What is asked of a contribution because it is unlikely: asked, never refused, and kept."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _t, ngettext

from aidtrack.values.intervals import printed
from projects.contributions.periods import day_count
from projects.models import Contribution, Quantity

# People a day that a training is believed to have without a question.
MOST_A_DAY = 1000
PEOPLE, PERSON_TIMES = "person", "person_time"
# Where there are several of these, people are likely counted more than once.
SESSIONS = {"session", "course", "batch", "visit"}
IN_SESSIONS = {Contribution.Form.TRAINING, Contribution.Form.VISIT, Contribution.Form.SERVICE}
AS_ENTERED = "as entered"


@dataclass(frozen=True)
class AidQuestion:
    """``code`` changes with the number that is asked about, so that another is asked about anew.

    ``choices`` are (value, label).
    """

    code: str
    sentence: str
    choices: tuple[tuple[str, str], ...]


def questions(contribution: Contribution, quantities: list[Quantity]) -> list[AidQuestion]:
    return [*_crowds(contribution, quantities), *_person_times(contribution, quantities)]


def unanswered(contribution: Contribution, quantities: list[Quantity]) -> list[AidQuestion]:
    answered = contribution.answers.items()
    return [
        question
        for question in questions(contribution, quantities)
        if not any(
            code == question.code and value in dict(question.choices) for code, value in answered
        )
    ]


def answered_sentences(contribution: Contribution) -> list[str]:
    """What was asked of its quantities as they stand and answered with “as entered”."""
    asked_questions = questions(contribution, list(contribution.quantities.all()))
    answers = contribution.answers
    return [q.sentence for q in asked_questions if answers.get(q.code) == AS_ENTERED]


def _crowds(contribution, quantities) -> Iterator[AidQuestion]:
    days = day_count(contribution)
    if contribution.form != Contribution.Form.TRAINING or days is None:
        return
    for quantity in quantities:
        number = quantity.low if quantity.low is not None else quantity.planned
        if quantity.counting_unit.code in (PEOPLE, PERSON_TIMES) and number > MOST_A_DAY * days:
            sentence = ngettext(
                "%(number)s %(unit)s in a training of %(days)s day: is that right?",
                "%(number)s %(unit)s in a training of %(days)s days: is that right?",
                days,
            )
            words = {
                "number": _number(quantity),
                "unit": quantity.counting_unit.name,
                "days": days,
            }
            yes = (AS_ENTERED, _t("Yes, it is right"))
            yield AidQuestion(f"crowd {number.normalize():f}", sentence % words, (yes,))


def _person_times(contribution, quantities) -> Iterator[AidQuestion]:
    several = any(
        q.counting_unit.code in SESSIONS and (q.low or q.planned or 0) > 1 for q in quantities
    )
    if contribution.form not in IN_SESSIONS or not several:
        return
    for quantity in quantities:
        if quantity.counting_unit.code == PEOPLE:
            number = quantity.low if quantity.low is not None else quantity.planned
            sentence = _t(
                "%(number)s people in several sessions: each counted once, or person-times? "
                "People do not add, person-times do."
            )
            choices = (
                (AS_ENTERED, _t("People, each counted once")),
                (PERSON_TIMES, _t("Person-times")),
            )
            words = {"number": _number(quantity)}
            code = f"person times {number.normalize():f} {quantity.of_whom}".strip()
            yield AidQuestion(code, sentence % words, choices)


def _number(quantity: Quantity) -> str:
    return printed(quantity.done) if quantity.done else f"{quantity.planned.normalize():f}"
