"""Loads a spreadsheet: looked through whole, then written whole or not at all."""

import json
import sys
from pathlib import Path

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from aidtrack.spreadsheets.tables.layouts import normalised
from aidtrack.store import history
from aidtrack.values.refusals import Refused
from aidtrack.web.fields import MonthField
from reports.loads.asking import answered
from reports.loads.describing import QUESTIONS, described, outcome_of, refused
from reports.loads.examining import Preview, examine
from reports.loads.kinds import KINDS
from reports.loads.loading import load_at_once
from reports.loads.pages.amounts import file_units
from reports.loads.plans import DIFFERS

# Problems that are printed; the page offers a copy of the file with all of them marked.
SHOWN = 100
NOT_SAVED = "Nothing was saved: correct the file, then load it again."
# The exit code of a file that has questions and no problems.
QUESTIONS_CODE = 3


class Command(BaseCommand):
    help = "Load a spreadsheet (XLSX, ODS or CSV): all of it, or nothing."

    def add_arguments(self, parser):
        parser.add_argument("kind", help=", ".join(KINDS))
        parser.add_argument("file", help="the spreadsheet")
        parser.add_argument("--dry-run", action="store_true", help="look it through, write nothing")
        parser.add_argument("--as", dest="username", help="the person who loads it")
        parser.add_argument("--programme", help="code of the programme, where the file names none")
        parser.add_argument("--scheme", help="code of the scheme, where the file names none")
        parser.add_argument("--month", help="the month reported on, YYYY-MM")
        parser.add_argument(
            "--map",
            action="append",
            default=[],
            metavar="HEADER=COLUMN",
            help="what a header of the file means; HEADER= leaves it out",
        )
        parser.add_argument(
            "--answer",
            action="append",
            default=[],
            metavar="CODE=READING",
            help="the answer to a question about the file; codes and readings are in the JSON",
        )
        parser.add_argument(
            "--format",
            choices=("text", "json"),
            default="text",
            help="json prints outcome, problems, questions, unread parts, counts, sums and records",
        )

    def handle(self, *args, kind, file, dry_run, username, **options):
        if kind not in KINDS:
            raise wrong(f"There is no kind {kind!r}: the kinds are {', '.join(KINDS)}.")
        file_kind, user = KINDS[kind], person(username)
        path = Path(file)
        arguments = {
            "user": user,
            "choices": choices(file_kind, options),
            "progress": RowCounter(self.stderr) if options["verbosity"] else silence,
        }
        try:
            content = path.read_bytes()
            with history.by(user, through=history.LOAD):
                if dry_run:
                    load, preview = None, examine(file_kind, content, path.name, **arguments)
                else:
                    load, preview = load_at_once(file_kind, content, path.name, **arguments)
        except OSError as error:
            raise CommandError(f"{file} cannot be read ({error.strerror}).") from None
        except Refused as sentence:
            if options["format"] == "json":
                self.print_json(refused(str(sentence)))
            raise CommandError(str(sentence)) from None
        if options["format"] == "json":
            self.print_json(described(preview))
            if not preview.is_sound:
                code = QUESTIONS_CODE if outcome_of(preview) == QUESTIONS else 1
                raise CommandError(NOT_SAVED, returncode=code)
        else:
            self.tell(preview, load)

    def print_json(self, described_file: dict):
        self.stdout.write(json.dumps(described_file, ensure_ascii=False, indent=1))

    def tell(self, preview: Preview, load):
        for sentence in preview_lines(preview):
            self.stderr.write(sentence)
        if not preview.is_sound:
            raise CommandError(NOT_SAVED)
        counts = ", ".join(
            f"{label.split('.')[1]}: " + " ".join(f"{n} {what}" for what, n in row.items())
            for label, row in preview.plan.counts.items()
        )
        if preview.is_nothing:
            self.stdout.write(f"Nothing to do: everything has been saved already ({counts}).")
        else:
            done = f"Loaded as {load.key}" if load else "Nothing was saved (dry run)"
            self.stdout.write(f"{done}: {counts}.")


def preview_lines(preview: Preview):
    """The problems, questions and differing sums of a preview, a line each."""
    for problem in preview.problems[:SHOWN]:
        place = " ".join(part for part in (problem.sheet, problem.cell) if part)
        value = f" ({problem.value})" if problem.value else ""
        yield f"{place}{value}: {problem.expected} {problem.mend}".strip()
    if len(preview.problems) > SHOWN:
        yield f"… and {len(preview.problems) - SHOWN} more."
    for question in preview.questions:
        if not question.choice:
            readings = ", ".join(reading.value for reading in question.readings)
            yield f"{question.where}: {question.label} {question.sentence}"
            yield f"  --answer '{question.code}=READING', one of: {readings}"
    for unknown in preview.plan.unknown:
        near = ", ".join(f"{ref} {label}" for ref, label in unknown.nearest)
        yield f"{', '.join(unknown.cells)}: {unknown.name!r} is not known; nearest: {near or '—'}."
    for conflict in (c for c in preview.plan.conflicts if not c.choice):
        yield f"{conflict.cell}: {conflict.label} was changed by somebody else since."
    units = file_units(preview)
    for total in preview.plan.sums:
        if total.verdict == DIFFERS:
            amounts = (units.amount(total.column, yuan) for yuan in (total.amount, total.printed))
            yield "{}: the rows add up to {}, printed {}.".format(total.label, *amounts)


def wrong(sentence: str) -> CommandError:
    """The exit code says that the arguments were wrong."""
    return CommandError(sentence, returncode=2)


def person(username: str | None):
    if username is None:
        return None
    user = get_user_model().objects.filter(username=username, is_active=True).first()
    if user is None:
        raise wrong(f"There is no active person {username!r}: name one with --as.")
    return user


def choices(kind, options) -> dict:
    chosen = {name: options[name] for name in ("programme", "scheme") if options[name]}
    if options["month"]:
        try:
            ends_on = MonthField().clean(options["month"])
        except ValidationError:
            raise wrong(f"{options['month']!r} is no month: give --month as 2011-07.") from None
        chosen["month"] = f"{ends_on.replace(day=1)}"
    chosen |= answered(map(answer, options["answer"]))
    if headers := dict(mapped(kind, pair) for pair in options["map"]):
        chosen["headers"] = chosen.get("headers", {}) | headers
    return chosen


def answer(pair: str) -> tuple[str, str]:
    code, sign, reading = pair.rpartition("=")
    if not sign or not code or not reading:
        raise wrong(f"--answer {pair!r}: give CODE=READING as the questions name them.")
    return code, reading


def mapped(kind, pair: str) -> tuple[str, str]:
    header, sign, column = pair.rpartition("=")
    if not sign or (column and column not in kind.columns):
        names = ", ".join(kind.columns)
        raise wrong(f"--map {pair!r}: give HEADER=COLUMN; the columns are {names}.")
    return normalised(header), column


def silence(done: int, total: int):
    """For whoever asked for none."""


class RowCounter:
    """A line that counts rows; written over itself on a terminal."""

    def __init__(self, out):
        self.out, self.end = out, "\r" if sys.stderr.isatty() else "\n"

    def __call__(self, done: int, total: int):
        self.out.write(f"{done} / {total}", ending=self.end)
