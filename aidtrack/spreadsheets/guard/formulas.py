"""Texts that a spreadsheet program could run, in files that have no types of cells."""

# A program that opens a file may take such a text for a formula; the wide forms where it reads
# Chinese or Japanese.
RISKY = frozenset("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
GUARD = "'"


def guarded(text: str) -> str:
    """A text for a CSV file: one that could run gets an apostrophe before it.

    So does one that already has that form, so that ``unguarded`` gives back every text as it was.
    """
    return GUARD + text if could_run(text.lstrip(GUARD)) else text


def unguarded(text: str) -> str:
    """A text of a CSV file as it was before ``guarded``."""
    is_guarded = text.startswith(GUARD) and could_run(text.lstrip(GUARD))
    return text[1:] if is_guarded else text


def could_run(text: str) -> bool:
    """Whether a program may take the text for a formula."""
    return text[:1] in RISKY
