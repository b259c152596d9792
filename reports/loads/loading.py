"""Loading a spreadsheet: looked through, shown, then written whole or not at all.

The one use case of all kinds of file, of the pages and of the command. What differs between kinds
is a ``plans.FileKind``; looking a file through is in examining.py, taking a load back in
undoing.py.
"""

from collections.abc import Callable, Mapping
from hashlib import sha256

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _t

from aidtrack.store.memory import without_collecting
from aidtrack.values.refusals import Refused
from reports.loads.batches import write_batches
from reports.loads.examining import Preview, examine, refuse_unless_may, remember
from reports.loads.plans import Context, FileKind, silent
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
    """Looks a file through and keeps it for whoever accepts it; no row of the file is written.

    Raises  Refused, Unreadable
    """
    found = examine(kind, content, name, user=user, choices=choices)
    return keep(kind, content, name, found, user=user, choices=choices), found


def keep(kind: FileKind, content: bytes, name: str, found: Preview, *, user, choices=None) -> Load:
    load = Load(
        kind=kind.name,
        file_name=name[-200:],
        sha256=sha256(content).hexdigest(),
        size=len(content),
        choices=dict(choices or {}),
        digest=found.plan.digest,
        uploaded_by=user,
    )
    load.file.save("given", ContentFile(content), save=False)
    load.save()
    return load


def look_again(kind: FileKind, load: Load, *, user, writing: bool = False) -> Preview:
    """What the kept file would do now; raises as ``examine``."""
    with load.file.open() as kept:
        content = kept.read()
    return examine(kind, content, load.file_name, user=user, choices=load.choices, writing=writing)


def choose(kind: FileKind, load: Load, *, user, choices: Mapping) -> Preview:
    """Takes further choices of the person to the load and shows what it would do by them."""
    with transaction.atomic():
        load = _waiting(load)
        for name, chosen in choices.items():
            held = load.choices.get(name)
            load.choices[name] = {**(held or {}), **chosen} if isinstance(chosen, dict) else chosen
        if choices.get("headers"):
            remember(kind, user, choices["headers"])
        found = look_again(kind, load, user=user)
        load.digest = found.plan.digest
        load.save()
    return found


def accept(kind: FileKind, load: Load, *, user) -> Load:
    """Writes all of the file or nothing; a second acceptance of the same load changes nothing.

    Raises  Refused where it cannot be written, Moved where it would no longer do what was shown
    """
    moved = None
    try:
        with transaction.atomic():
            load = Load.objects.select_for_update().get(pk=load.pk)
            if load.state == Load.State.ACCEPTED:
                return load
            _waiting(load)
            _refuse_unless_own(load, user)
            found = look_again(kind, load, user=user, writing=True)
            if found.plan.digest != load.digest:
                load.digest = found.plan.digest
                load.save()
                moved = found
            else:
                _write(kind, load, found, user=user)
    except IntegrityError:
        raise Refused(
            _t("The database rejected a row, so nothing was saved: import the file again.")
        ) from None
    if moved is not None:
        raise Moved(moved)
    return load


def load_at_once(
    kind: FileKind,
    content: bytes,
    name: str,
    *,
    user,
    choices: Mapping | None = None,
    progress: Callable[[int, int], None] = silent,
) -> tuple[Load | None, Preview]:
    """Looks a file through and writes it if nothing stands in the way; else there is no load.

    Raises  Refused, Unreadable
    """
    refuse_unless_may(kind, user)
    try:
        with transaction.atomic():
            found = examine(
                kind,
                content,
                name,
                user=user,
                choices=choices,
                progress=progress,
                writing=True,
            )
            if not found.can_be_accepted:
                return None, found
            load = keep(kind, content, name, found, user=user, choices=choices)
            _write(kind, load, found, user=user, progress=progress)
    except IntegrityError:
        raise Refused(
            _t("The database rejected a row, so nothing was saved: import the file again.")
        ) from None
    return load, found


def _write(kind: FileKind, load: Load, found: Preview, *, user, progress=silent):
    if not found.can_be_accepted:
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
            load.journal = kind.write(found.plan, context, moment)
        else:
            load.journal = write_batches(found.plan.batches, user=user, moment=moment)
    load.counts = found.plan.counts
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
    """Gives up a file that was not accepted; the file goes, what was asked for stays on record."""
    with transaction.atomic():
        load = Load.objects.select_for_update().get(pk=load.pk)
        _waiting(load)
        _refuse_unless_own(load, user)
        load.state = Load.State.ABANDONED
        load.save()
    load.file.storage.delete(load.file.name)
    return load
