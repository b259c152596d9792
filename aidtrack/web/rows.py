"""The numbers of rows that a page posts."""

# Digits: longer ones are no number of ours.
LONGEST = 18


def read_numbers(texts: list[str]) -> list[int]:
    """Those of the texts that can be the number of a row; others name none."""
    numbers = [text for text in texts if text.isascii() and text.isdigit()]
    return [int(text) for text in numbers if len(text) <= LONGEST]
