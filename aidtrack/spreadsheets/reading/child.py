"""The process that reads: a file in, lines of JSON out, nothing else.

    python -m aidtrack.spreadsheets.reading.child LIMITS < FILE

It is given little memory and little time and knows nothing of the server, so a file that makes it
fail takes nothing else along. Loads no Django.
"""

import gc
import json
import sys
from collections.abc import Iterator
from datetime import date, datetime, time
from itertools import islice

from aidtrack.spreadsheets.guard.archives import Archive
from aidtrack.spreadsheets.guard.limits import FileRefused, Limits
from aidtrack.spreadsheets.guard.recognising import kind_of
from aidtrack.spreadsheets.reading.books import ReadBook
from aidtrack.store.child import confine

# Rows of a line: few enough to hold, many enough that lines cost nothing.
BLOCK = 500
COMPACT = {"separators": (",", ":"), "check_circular": False}


def main():
    # No garbage collection: nothing read refers in a circle, and the process is short-lived.
    gc.disable()
    limits = Limits(**json.loads(sys.argv[1]))
    confine(memory=limits.memory, processor=limits.processor)
    # What is written of a book is in UTF-8, whatever the machine's language.
    sys.stdout.reconfigure(encoding="utf-8")
    try:
        for line in lines(sys.stdin.buffer.read(), limits):
            sys.stdout.write(line + "\n")
    except FileRefused as refused:
        print(json.dumps({"refused": refused.code, "details": refused.details}))


def lines(content: bytes, limits: Limits) -> Iterator[str]:
    """{"sheet": name}, {"rows": […]} as often as needed, {"merges", "marks", "facts"}; an end."""
    written, book = 0, read(content, limits)
    for sheet in book.sheets:
        yield json.dumps({"sheet": sheet.name})
        rows = iter(sheet.rows)
        while block := list(islice(rows, BLOCK)):
            line = _line({"rows": block})
            if len(line) > limits.text:
                _refuse_long_texts(block, limits)
            written += len(line)
            if written > limits.output:
                raise FileRefused("output", limit=limits.output // 1_000_000)
            yield line
        facts = {name: fact for name, fact in sheet.facts.items() if fact}
        yield _line({"merges": sheet.merges, "marks": sheet.marks, "facts": facts})
    yield json.dumps({"end": True, "external_links": book.external_links})


def read(content: bytes, limits: Limits) -> ReadBook:
    # Imported here: a text needs none of what workbooks need.
    if kind_of(content) == "text":
        from aidtrack.spreadsheets.reading.csv import read_csv

        return ReadBook([read_csv(content, limits)])
    archive = Archive(content, limits)
    archive.vet()
    if archive.kind() == "ods":
        from aidtrack.spreadsheets.reading.ods import read_ods

        return read_ods(archive, limits)
    from aidtrack.spreadsheets.reading.xlsx import read_xlsx

    return ReadBook(read_xlsx(archive, limits), archive.has_external_links)


def _refuse_long_texts(rows: list[list], limits: Limits):
    texts = (len(cell) for row in rows for cell in row if type(cell) is str)
    if max(texts, default=0) > limits.text:
        raise FileRefused("text", limit=limits.text)


def _line(block: dict) -> str:
    try:
        return json.dumps(block, ensure_ascii=False, allow_nan=False, default=_tagged, **COMPACT)
    except ValueError:
        # Neither "not a number" nor infinity is a number of a spreadsheet.
        raise FileRefused("damaged") from None


def _tagged(value) -> list[str]:
    """A value that JSON does not have: a letter for its type, and its text."""
    if isinstance(value, datetime):
        return ["s", value.isoformat()]
    if isinstance(value, date):
        return ["d", value.isoformat()]
    if isinstance(value, time):
        return ["t", value.isoformat()]
    return ["x", str(value)]


if __name__ == "__main__":
    main()
