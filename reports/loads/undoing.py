"""Taking a load back, as long as nothing depends on it."""

from collections.abc import Iterator

from auditlog.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, transaction
from django.db.models import Model, QuerySet
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _t

from aidtrack.values.refusals import Refused
from reports.loads.batches import Ranges, journalled, ranges, take_back, within
from reports.loads.examining import may_load
from reports.loads.plans import FileKind
from reports.loads.words import row_in_words
from reports.models import Load

# Rows that a sentence names.
NAMED = 3


def undo(kind: FileKind, load: Load, *, user) -> Load:
    """Takes back all that the load created and changed, or nothing; repeating it changes nothing.
    Of a kind that says so, what was touched since stays.

    Raises  Refused, with a sentence that names what stands in the way
    """
    try:
        with transaction.atomic():
            load = Load.objects.select_for_update().get(pk=load.pk)
            if load.state == Load.State.UNDONE:
                return load
            if sentence := why_not_undo(kind, load, user):
                raise Refused(sentence)
            moment = timezone.now()
            if kind.undo:
                kind.undo(load, user, moment)
            else:
                take_back(load.journal, user=user, moment=moment)
            load.state, load.undone_by, load.undone_at = Load.State.UNDONE, user, moment
            load.save()
    except IntegrityError:
        raise Refused(_t("Other data now depends on this import: it stays.")) from None
    return load


def why_not_undo(kind: FileKind, load: Load, user) -> str:
    """Why somebody cannot undo a load, in a sentence; empty where they can."""
    if load.state != Load.State.ACCEPTED:
        return _t("Only a confirmed import can be undone.")
    if sentence := kind.why_not_undo(load, user):
        return sentence
    if not kind.undo and not may_load(kind, user):
        return _t("Only those who may import this type can undo it.")
    built = [] if kind.undoes_untouched else [*changed_since(load), *built_on(kind, load)]
    if not built:
        return ""
    return _t("Other data now depends on this import, so it cannot be undone: %(what)s.") % {
        "what": _t("; ").join(built)
    }


def changed_since(load: Load) -> Iterator[str]:
    """Rows of the load that were changed after it, in words."""
    for model, created, changed in journalled(load.journal):
        later = LogEntry.objects.filter(
            content_type=ContentType.objects.get_for_model(model),
            timestamp__gt=load.accepted_at,
        )
        changed_rows = [
            words
            for condition in within("object_id", _all(created, changed))
            for words in later.filter(condition)
            .order_by("pk")
            .values_list("object_repr", flat=True)[: NAMED + 1]
        ]
        if changed_rows:
            yield _t("changed since the import: %(rows)s") % {
                "rows": _listed(list(dict.fromkeys(changed_rows)))
            }


def _all(created: Ranges, changed: dict) -> Ranges:
    return [*created, *ranges(changed)]


def _listed(rows: list[str]) -> str:
    words = _t(", ").join(rows[:NAMED])
    return f"{words} …" if len(rows) > NAMED else words


def built_on(kind: FileKind, load: Load) -> Iterator[str]:
    """Rows that refer to new rows of the load and are not part of it, in words."""
    own = {model: created for model, created, _changed in journalled(load.journal)}
    for model, created in own.items():
        for relation in model._meta.related_objects:
            if relation.related_model in kind.no_obstacle:
                continue
            hanging, n = _hanging(relation, created, own)
            if n:
                name = relation.related_model._meta.verbose_name_plural
                words = _listed(list(map(row_in_words, hanging)))
                yield _t("%(kind)s %(n)d: %(rows)s") % {
                    "kind": capfirst(name),
                    "n": n,
                    "rows": words,
                }


def _hanging(relation, created: Ranges, own: dict[type[Model], Ranges]) -> tuple[list, int]:
    """The first of the rows that hang on the load, and how many do."""
    model, name = relation.related_model, relation.field.name
    first, count = [], 0
    for condition in within(f"{name}__pk", created):
        rows = QuerySet(model).filter(condition)
        for mine in within("pk", own.get(model, [])):
            rows = rows.exclude(mine)
        count += rows.count()
        first += rows.order_by("pk")[: NAMED + 1 - len(first)]
    return first, count
