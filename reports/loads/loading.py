"""Loading a spreadsheet: preview it, then write all of it or nothing.

The one use case of all kinds of file, of the pages and of the command. What differs between kinds
is a ``plans.FileKind``; examining.py makes the preview, undoing.py takes a load back.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from hashlib import sha256

from auditlog.models import LogEntry
from django.core.files.base import ContentFile
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _t

from aidtrack.spreadsheets.reading.books import Book
from aidtrack.spreadsheets.reading.packing import read_and_packed, unpacked
from aidtrack.spreadsheets.reading.process import read_book
from aidtrack.store.memory import without_collecting
from aidtrack.values.refusals import Refused
from reports.loads.batches import write_batches
from reports.loads.examining import Preview, examine_book, refuse_unless_may
from reports.loads.names.headers import remember
from reports.loads.plans import Context, FileKind, silent
from reports.loads.questions.answers import answers_given, signed
from reports.models import Load


class Moved(Refused):
    """Rows changed since the preview: nothing was written; ``preview`` is what it would do now."""

    def __init__(self, preview: "Preview"):
        super().__init__(
            _t("The data has changed since this preview: check the new one before saving.")
        )
        self.preview = preview


def preview(
    kind: FileKind, content: bytes, name: str, *, user, choices: Mapping | None = None
) -> tuple[Load, Preview]:
    """Examines a file and stores it for whoever accepts it; no row of the file is written.

    Raises  Refused, Unreadable
    """
    refuse_unless_may(kind, user)
    with without_collecting():
        book, packed = read_and_packed(content, name)
        file_preview = examine_book(kind, book, user=user, choices=choices)
    load = keep(kind, content, name, file_preview, user=user, choices=choices)
    load.file.storage.save(load.book_name, ContentFile(packed))
    return load, file_preview


def keep(
    kind: FileKind, content: bytes, name: str, preview: Preview, *, user, choices=None
) -> Load:
    load = Load(
        kind=kind.name,
        file_name=name[-200:],
        sha256=sha256(content).hexdigest(),
        size=len(content),
        choices=dict(choices or {}),
        digest=preview.plan.digest,
        uploaded_by=user,
    )
    load.file.save("given", ContentFile(content), save=False)
    load.save()
    return load


def look_again(kind: FileKind, load: Load, *, user) -> Preview:
    """What the stored file would do now; raises as ``examine``."""
    refuse_unless_may(kind, user)
    with without_collecting():
        book = stored_book(load)
        return examine_book(kind, book, user=user, choices=load.choices)


def stored_book(load: Load) -> Book:
    """The book of the stored file: as read at upload, read anew by another version of the reader.

    Raises  Refused where the file is no longer the one that was uploaded
    """
    content = stored_bytes(load, load.file.name)
    if sha256(content).hexdigest() != load.sha256:
        raise Refused(_t("The stored file is not the one that was uploaded: import it again."))
    packed = stored_bytes(load, load.book_name)
    return unpacked(packed, load.file_name, load.sha256) or read_book(content, load.file_name)


def stored_bytes(load: Load, name: str) -> bytes:
    """What is stored under a name beside the load's file; empty where nothing is."""
    try:
        with load.file.storage.open(name) as file:
            return file.read()
    except FileNotFoundError:
        return b""


def choose(kind: FileKind, load: Load, *, user, choices: Mapping) -> Preview:
    """Adds choices of the person to the load; the preview that follows from them.

    A choice of None takes an earlier one back: it is asked anew.
    """
    with transaction.atomic():
        load = _waiting(load)
        earlier_choices = dict(load.choices)
        for name, chosen in choices.items():
            earlier = load.choices.get(name)
            if not isinstance(chosen, dict):
                load.choices[name] = chosen
                continue
            if name == "headers":
                news = {
                    header: column
                    for header, column in chosen.items()
                    if column is None or (earlier or {}).get(header) != column
                }
                remember(kind.name, user, news)
            both = {**(earlier or {}), **chosen}
            load.choices[name] = {
                which: answer for which, answer in both.items() if answer is not None
            }
        load.choices["signatures"] = signed(earlier_choices, load.choices, user)
    preview = look_again(kind, load, user=user)
    load.digest = preview.plan.digest
    with transaction.atomic():
        _waiting(Load.objects.select_for_update().get(pk=load.pk))
        load.save()
    return preview


def accept(kind: FileKind, load: Load, *, user) -> Load:
    """Writes all of the file or nothing; a second acceptance of the same load changes nothing.

    The file is read and examined before the transaction: on SQLite that one stops all other
    writing. The book that was read from the file is deleted afterwards; the file stays.

    Raises  Refused where it cannot be written, Moved where the preview no longer holds
    """
    load = Load.objects.get(pk=load.pk)
    if load.state == Load.State.ACCEPTED:
        return load
    _refuse_unless_acceptable(load, user)
    change = last_change()
    preview = look_again(kind, load, user=user) if examines_before_writing() else None
    moved = None
    try:
        with transaction.atomic():
            load = Load.objects.select_for_update().get(pk=load.pk)
            if load.state == Load.State.ACCEPTED:
                return load
            _refuse_unless_acceptable(load, user)
            if preview is None or last_change() != change:
                preview = _look_again_and_lock(kind, load, user=user)
            if preview.plan.digest != load.digest:
                load.digest = preview.plan.digest
                load.save()
                moved = preview
            else:
                _write(kind, load, preview, user=user)
    except IntegrityError:
        raise Refused(
            _t("The database rejected a row, so nothing was saved: import the file again.")
        ) from None
    if moved is not None:
        raise Moved(moved)
    load.file.storage.delete(load.book_name)
    return load


def examines_before_writing() -> bool:
    """Where one writer stops all others. A server locks only the rows that would change."""
    return connection.vendor == "sqlite"


def last_change() -> int | None:
    """The number of the last change of any row: while it stays, a preview holds.

    Every change is written down in its own transaction. Of a server a transaction that is still
    open may have a lower number; SQLite has one writer at a time.
    """
    return LogEntry.objects.order_by("-pk").values_list("pk", flat=True).first()


def _look_again_and_lock(kind: FileKind, load: Load, *, user) -> Preview:
    with without_collecting():
        book = stored_book(load)
        return examine_book(kind, book, user=user, choices=load.choices, writing=True)


def _refuse_unless_acceptable(load: Load, user):
    _waiting(load)
    _refuse_unless_own(load, user)


def load_at_once(
    kind: FileKind,
    content: bytes,
    name: str,
    *,
    user,
    choices: Mapping | None = None,
    progress: Callable[[int, int], None] = silent,
) -> tuple[Load | None, Preview]:
    """Examines a file and writes it if it has no problems; else there is no load.

    Raises  Refused, Unreadable
    """
    refuse_unless_may(kind, user)
    book = read_book(content, name)
    try:
        with transaction.atomic():
            preview = examine_book(
                kind, book, user=user, choices=choices, progress=progress, writing=True
            )
            if not preview.can_be_accepted:
                return None, preview
            load = keep(kind, content, name, preview, user=user, choices=choices)
            _write(kind, load, preview, user=user, progress=progress)
    except IntegrityError:
        raise Refused(
            _t("The database rejected a row, so nothing was saved: import the file again.")
        ) from None
    return load, preview


def _write(kind: FileKind, load: Load, preview: Preview, *, user, progress=silent):
    if not preview.can_be_accepted:
        raise Refused(
            _t(
                "Nothing was saved: correct the problems first; if there are none, the file has "
                "nothing new."
            )
        )
    context = Context(user, timezone.localdate(), load.choices, progress)
    moment = timezone.now()
    with without_collecting():
        if kind.write:
            load.journal = kind.write(preview.plan, context, moment)
        else:
            load.journal = write_batches(preview.plan.batches, user=user, moment=moment)
    load.counts = preview.plan.counts
    load.answers = answers_given(preview.questions, preview.plan, load.choices)
    load.unread = [asdict(part) for part in preview.unread]
    load.state = Load.State.ACCEPTED
    load.accepted_by = user
    # Not before the last entry of its own in the history.
    load.accepted_at = timezone.now()
    load.save()


def _waiting(load: Load) -> Load:
    if load.state != Load.State.PREVIEWED:
        raise Refused(
            _t("This file has already been dealt with: %(state)s.")
            % {"state": load.get_state_display()}
        )
    return load


def _refuse_unless_own(load: Load, user):
    if load.uploaded_by_id != user.pk:
        raise Refused(_t("Only the person who uploaded the file can save it."))


def abandon(load: Load, *, user) -> Load:
    """Gives up a file that was not accepted: the file is deleted, the load stays on record."""
    with transaction.atomic():
        load = Load.objects.select_for_update().get(pk=load.pk)
        _waiting(load)
        _refuse_unless_own(load, user)
        load.state = Load.State.ABANDONED
        load.save()
    for name in (load.file.name, load.book_name):
        load.file.storage.delete(name)
    return load
