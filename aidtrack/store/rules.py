"""The check constraints of a model, asked of plain values: the same declarations, no database.

For whoever checks many rows at once: a constraint is turned into Python once, then asked row by
row. As in the database a comparison with NULL is unknown, and a row is refused only where a
constraint is false.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from operator import eq, ge, gt, le, lt

from django.db.models import CheckConstraint, F, Model, Q
from django.utils import timezone


def exactly_one_of(*names: str) -> Q:
    """The condition of a constraint that one of these relations is set, and no other."""
    condition = Q()
    for chosen in names:
        condition |= Q(**{f"{name}__isnull": name != chosen for name in names})
    return condition


# True, False, or None for unknown.
Truth = bool | None
Predicate = Callable[[Mapping], Truth]
COMPARISONS = {"exact": eq, "gt": gt, "gte": ge, "lt": lt, "lte": le}


@dataclass(frozen=True)
class ConstraintRule:
    """A constraint: the fields that it is about, as they are named in a row, and its sentence."""

    name: str
    fields: tuple[str, ...]
    sentence: str
    holds: Predicate


def rules_of(model: type[Model]) -> list[ConstraintRule]:
    """The check constraints of a model; a relation is named by its column (``programme_id``)."""
    checks = [c for c in model._meta.constraints if isinstance(c, CheckConstraint)]
    return [
        ConstraintRule(
            check.name,
            tuple(dict.fromkeys(_fields(model, check.condition))),
            check.violation_error_message,
            compiled(model, check.condition),
        )
        for check in checks
    ]


def broken_rules(rules: list[ConstraintRule], row: Mapping) -> list[ConstraintRule]:
    """The rules that a row breaks; a field that the row does not name is NULL."""
    return [rule for rule in rules if rule.holds(row) is False]


def compiled(model: type[Model], condition: Q) -> Predicate:
    parts = [
        compiled(model, child) if isinstance(child, Q) else _comparison(model, *child)
        for child in condition.children
    ]
    joined = _all(parts) if condition.connector == Q.AND else _any(parts)
    return _not(joined) if condition.negated else joined


def _fields(model: type[Model], condition: Q):
    for child in condition.children:
        if isinstance(child, Q):
            yield from _fields(model, child)
        else:
            yield _field(model, child[0].partition("__")[0])
            if isinstance(child[1], F):
                yield _field(model, child[1].name)


def _field(model: type[Model], name: str) -> str:
    return model._meta.pk.attname if name == "pk" else model._meta.get_field(name).attname


def _comparison(model: type[Model], path: str, value) -> Predicate:
    name, _, lookup = path.partition("__")
    field, lookup = _field(model, name), lookup or "exact"
    if lookup == "isnull":
        return lambda row: (row.get(field) is None) is value
    if lookup == "in":
        return lambda row: None if row.get(field) is None else row[field] in value
    if lookup == "range":
        first, last = value
        return lambda row: None if row.get(field) is None else first <= row[field] <= last
    return _compared(field, COMPARISONS[lookup], _value(model, value))


def _value(model: type[Model], value) -> Callable[[Mapping], object]:
    if isinstance(value, F):
        other_field = _field(model, value.name)
        return lambda row: row.get(other_field)
    return lambda row: value


def _compared(field: str, compare, value: Callable[[Mapping], object]) -> Predicate:
    def holds(row: Mapping) -> Truth:
        left, right = row.get(field), value(row)
        if left is None or right is None:
            return None
        # A day is compared with the day of a moment.
        if isinstance(right, datetime) and not isinstance(left, datetime):
            right = timezone.localdate(right)
        return compare(left, right)

    return holds


def _all(parts: list[Predicate]) -> Predicate:
    def holds(row: Mapping) -> Truth:
        truth: Truth = True
        for part in parts:
            match part(row):
                case False:
                    return False
                case None:
                    truth = None
        return truth

    return holds


def _any(parts: list[Predicate]) -> Predicate:
    def holds(row: Mapping) -> Truth:
        truth: Truth = False
        for part in parts:
            match part(row):
                case True:
                    return True
                case None:
                    truth = None
        return truth

    return holds


def _not(part: Predicate) -> Predicate:
    def holds(row: Mapping) -> Truth:
        truth = part(row)
        return None if truth is None else not truth

    return holds
