"""The answers that a file was accepted with: in words, with who gave each, and when."""

from collections.abc import Iterable, Iterator, Mapping

from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from aidtrack.spreadsheets.tables.questions import Question
from aidtrack.values.words import in_each_language, worded
from pairings.models import Organisation
from reports.loads.plans import Conflict, Plan

CONFLICT_CHOICES = {"mine": _("use the file"), "theirs": _("keep current")}
# The mappings of ``Load.choices`` that hold answers, and what the codes of each begin with.
CODES = {
    "answers": "",
    "headers": "header:",
    "organisations": "organisation:",
    "new_organisations": "organisation:",
    "conflicts": "conflict:",
}


def by_code(choices: Mapping) -> dict[str, object]:
    """The answers among the choices of a load, by the codes of their questions."""
    return {
        f"{start}{which}": answer
        for name, start in CODES.items()
        for which, answer in (choices.get(name) or {}).items()
        if answer is not None
    }


def signed(earlier: Mapping, choices: Mapping, user) -> dict[str, dict]:
    """Who gave each answer and when, {code: {"by": id, "at": time}}: ``user``, if it is new."""
    before, signatures = by_code(earlier), earlier.get("signatures") or {}
    mark = {"by": user.pk, "at": timezone.now().isoformat()}
    return {
        code: signatures.get(code, mark) if before.get(code) == answer else mark
        for code, answer in by_code(choices).items()
    }


def answers_given(questions: Iterable[Question], plan: Plan, choices: Mapping) -> list[dict]:
    """What was asked of a file and what was answered, in each language, to be stored."""
    given = [*_of_questions(questions), *_of_organisations(choices), *_of_conflicts(plan.conflicts)]
    return [
        {
            "code": code,
            "question": in_each_language(question),
            "answer": in_each_language(answer),
            "earlier": in_each_language(earlier) if earlier else {},
        }
        for code, question, answer, earlier in given
    ]


def _of_questions(questions: Iterable[Question]) -> Iterator[tuple]:
    for question in questions:
        for reading in question.readings:
            if question.choice and reading.value == question.choice:
                yield question.code, question.label, reading.label, question.earlier


def _of_organisations(choices: Mapping) -> Iterator[tuple]:
    new = choices.get("new_organisations") or {}
    refs = dict(choices.get("organisations") or {}) | {n: f["ref"] for n, f in new.items()}
    if not refs:
        return
    parties = {party.ref: party for party in Organisation.objects.filter(ref__in=refs.values())}
    for name, ref in refs.items():
        question = worded(_("“%(name)s”: which organisation is meant?"), {"name": name})
        answer = worded("%(label)s (%(ref)s)", {"label": _label(parties.get(ref)), "ref": ref})
        is_new = worded(_("a new organisation, %(organisation)s"), {"organisation": answer})
        yield f"organisation:{name}", question, is_new if name in new else answer, ""


def _label(party: Organisation | None) -> str:
    return lazy(lambda: party.label if party else "", str)()


def _of_conflicts(conflicts: Iterable[Conflict]) -> Iterator[tuple]:
    for conflict in conflicts:
        if conflict.choice:
            question = f"{conflict.label} ({conflict.cell})"
            yield conflict.code, question, CONFLICT_CHOICES[conflict.choice], ""
