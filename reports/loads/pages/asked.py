"""What a page asks about a file: questions, unknown organisations and conflicts alike."""

from dataclasses import dataclass


@dataclass(frozen=True)
class FormQuestion:
    """Whatever is asked, under its number on the page: its template and its fields.

    ``forget`` is the field that forgets an answer given for another file.
    """

    number: int
    question: object
    template: str
    fields: list
    forget: object = None

    @property
    def field(self):
        return self.fields[0]
