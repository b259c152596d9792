"""A posted form of a meeting: what it saves, and what it shows of a refusal."""

from aidtrack.values.formats import DASH, listed
from aidtrack.web.overwriting import AS_OPENED, renew, stored_now
from aidtrack.web.refusing import refusal_in_form
from reports.followup.meetings.forms import MeetingForm, begun_item, begun_meeting, items_of
from reports.followup.meetings.saving import (
    ItemLine,
    ItemRefused,
    MeetingChanged,
    meeting_digest,
    save_meeting,
)
from reports.followup.meetings.subjects import subject_fields
from reports.models import Meeting

COMPARED = ("raised_by", "subject", "text", "decision")


class MeetingPost:
    """The head and the lines of a form; a refusal goes to the field that it is about."""

    def __init__(self, form: MeetingForm, lines, stored: Meeting | None):
        self.form, self.lines, self.stored = form, lines, stored

    def save(self, *, user) -> Meeting | None:
        """The meeting; None where it was refused."""
        # Both are asked, so that all sentences stand there at once.
        if not all([self.form.is_valid(), self.lines.is_valid()]):
            return None
        return self._saved(user)

    def _saved(self, user) -> Meeting | None:
        lines, head = self._item_lines(), self.form.row_values()
        attending, as_opened = (self.form.cleaned_data[name] for name in ("attending", AS_OPENED))
        with refusal_in_form(self.form):
            try:
                return save_meeting(
                    user=user,
                    values=head,
                    attending=attending,
                    lines=lines,
                    stored=self.stored,
                    as_opened=as_opened,
                )
            except MeetingChanged as change:
                compare(self.form, self.lines, change.meeting)
                raise
            except ItemRefused as refusal:
                self._add_to_line(refusal)
        return None

    def _item_lines(self) -> list[ItemLine]:
        return [
            ItemLine(
                number,
                line.cleaned_data.get("item"),
                {} if line.is_removed else self._values(line),
                line.is_removed,
            )
            for number, line in enumerate(self.lines)
            if not line.is_empty
        ]

    def _values(self, line) -> dict:
        return line.row_values() | subject_fields(line.cleaned_data["subject"])

    def _add_to_line(self, refusal: ItemRefused):
        line = self.lines[refusal.number]
        for name, sentences in getattr(refusal.error, "error_dict", {None: refusal.error}).items():
            line.add_error(name if name in line.fields else None, sentences)


def compare(form: MeetingForm, lines, meeting: Meeting):
    """Shows at each field what is stored now; the next post overwrites it knowingly."""
    stored = begun_meeting(meeting)
    for name, value in stored.items():
        if name != "attending" and _typed(form, name) != _words(value):
            form.add_error(name, stored_now(_words(value) or DASH))
    if sorted(form.data.getlist("attending")) != sorted(stored["attending"]):
        labels = [row.label for row in meeting.attending.order_by("ref")]
        form.add_error("attending", stored_now(listed(labels) or DASH))
    by_pk = {item.pk: begun_item(item) for item in items_of(meeting)}
    for line in lines:
        _compare_line(line, by_pk.pop(line.cleaned_data.get("item"), None))
    for item in by_pk.values():
        form.add_error(None, stored_now(item["text"]))
    renew(form, meeting_digest(meeting))


def _compare_line(line, item: dict | None):
    for name in COMPARED if item else ():
        if _typed(line, name) != _words(item[name]):
            line.add_error(name, stored_now(_words(item[name]) or DASH))


def _typed(form, name: str) -> str:
    return str(form[name].data or "").replace("\r\n", "\n").strip()


def _words(value) -> str:
    return "" if value is None else f"{value}"
