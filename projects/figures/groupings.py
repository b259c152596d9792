"""How projects are divided: by prefecture, unit, pairing, class … and what a report must list."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from django.db.models import BooleanField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _t, gettext_lazy as _

from pairings.models import Organisation, Pairing, ReportingRow, ReportingUnit
from pairings.querysets import row_organisation, visible_rows
from projects.models import Category, Programme, Project

# What of two groups can be added up.
Addable = TypeVar("Addable")


@dataclass(frozen=True)
class Group:
    """What a row stands for: its label, and the query parameters that list exactly its projects.

    ``is_split``: its figures are a part of what is published for several supporters together, and
    illustrative projects make the part; its label says so.
    """

    key: tuple = ()
    label: str = ""
    supporters: str = ""
    params: dict = field(default_factory=dict)
    is_split: bool = False


@dataclass(frozen=True)
class Grouping:
    """A way to divide projects: what to group by, and every group that a report must list.

    ``further`` gives those of these keys that are groups where there are projects of theirs.
    """

    name: str
    label: str
    key: dict
    groups: Callable[[Programme, str, object], list[Group]]
    further: Callable[[Collection[tuple], Programme, object], list[Group]] = lambda *_any: []


ROW = row_organisation("lead_pairing__recipient")
SUPPORTER = F("lead_pairing__supporter")
# The columns of every grouping that the lead pairing decides, from the coarsest to the finest.
OF_PAIRING = {"row": ROW, "giver": SUPPORTER, "edge": F("lead_pairing")}


def _units(programme: Programme, user) -> QuerySet:
    return (
        visible_rows(ReportingUnit.objects, user)
        .filter(row__scheme=programme.scheme_id)
        .select_related("supporter", "row__prefecture")
        .order_by("row__position", "position")
    )


def _units_by_split(programme: Programme, scope: str, user) -> QuerySet:
    """Adds ``is_split`` to the units: their row has others, and projects that are illustrative."""
    others = ReportingUnit.objects.filter(row=OuterRef("row")).exclude(pk=OuterRef("pk"))
    drawn = Project.objects.filter(programme=programme).in_scope(scope).illustrative()
    drawn = drawn.alias(row=ROW).filter(row=OuterRef("row__prefecture"))
    return _units(programme, user).annotate(
        is_split=ExpressionWrapper(Exists(others) & Exists(drawn), BooleanField())
    )


def _split(label: str, is_split: bool) -> str:
    return _t("%(name)s (illustrative split)") % {"name": label} if is_split else label


def _prefectures(programme: Programme, scope: str, user) -> list[Group]:
    rows: dict[Organisation, list[Organisation]] = {}
    for unit in _units(programme, user):
        rows.setdefault(unit.row.prefecture, []).append(unit.supporter)
    return [
        Group(
            key=(prefecture.pk,),
            label=prefecture.label,
            supporters=_t(", ").join(s.label for s in supporters),
            params={"recipient": prefecture.ref},
        )
        for prefecture, supporters in rows.items()
    ]


def _rows_without_unit(keys: Collection[tuple], programme: Programme, user) -> list[Group]:
    """Reporting rows of the scheme for which no unit reports."""
    prefectures = [pk for (pk,) in keys]
    rows = visible_rows(ReportingRow.objects, user).filter(
        scheme=programme.scheme_id, prefecture__in=prefectures
    )
    return [
        Group(
            key=(row.prefecture_id,),
            label=row.prefecture.label,
            params={"recipient": row.prefecture.ref},
        )
        for row in rows.select_related("prefecture").order_by("position")
    ]


def _unit_groups(programme: Programme, scope: str, user) -> list[Group]:
    return [
        Group(
            key=(u.row.prefecture_id, u.supporter_id),
            label=_split(f"{u.supporter.label}→{u.row.prefecture.label}", u.is_split),
            supporters=u.supporter.label,
            params={"recipient": u.row.prefecture.ref, "supporter": u.supporter.ref},
            is_split=u.is_split,
        )
        for u in _units_by_split(programme, scope, user)
    ]


def _supporters(programme: Programme, scope: str, user) -> list[Group]:
    """A supporter's figures are a split where those of any of its units are."""
    supporters: dict[Organisation, bool] = {}
    for unit in _units_by_split(programme, scope, user):
        supporters[unit.supporter] = supporters.get(unit.supporter, False) or unit.is_split
    return [
        Group(
            key=(s.pk,),
            label=_split(s.label, is_split),
            supporters=s.label,
            params={"supporter": s.ref},
            is_split=is_split,
        )
        for s, is_split in supporters.items()
    ]


def _pairings(programme: Programme, scope: str, user) -> list[Group]:
    pairings = visible_rows(Pairing.objects, user).filter(scheme=programme.scheme_id)
    if scope != "all":
        pairings = pairings.filter(recipient__scope=scope)
    return [
        Group(
            key=(p.pk,),
            label=p.ref,
            supporters=p.supporter.label,
            params={"pairing": p.ref},
        )
        for p in pairings.select_related("supporter").order_by("position", "ref")
    ]


def _categories(programme: Programme, scope: str, user) -> list[Group]:
    categories = visible_rows(Category.objects, user).filter(scheme=programme.category_scheme_id)
    listed = [
        Group(key=(c.pk,), label=c.label, params={"category": c.code})
        for c in categories.order_by("position")
    ]
    return [*listed, Group(key=(None,), label=_t("unclassified"), params={"category": "none"})]


def _modes(programme: Programme, scope: str, user) -> list[Group]:
    return [
        Group(key=(value,), label=str(label), params={"mode": value})
        for value, label in Project.DeliveryMode.choices
    ]


GROUPINGS = {
    grouping.name: grouping
    for grouping in (
        Grouping("prefecture", _("prefecture"), {"row": ROW}, _prefectures, _rows_without_unit),
        Grouping("supporter", _("supporter"), {"giver": SUPPORTER}, _supporters),
        Grouping("unit", _("reporting unit"), {"row": ROW, "giver": SUPPORTER}, _unit_groups),
        Grouping("pairing", _("pairing"), {"edge": F("lead_pairing")}, _pairings),
        Grouping("category", _("category"), {"class": F("category")}, _categories),
        Grouping("delivery_mode", _("delivery mode"), {"mode": F("delivery_mode")}, _modes),
    )
}


def outside(name: str, projects: QuerySet, programme: Programme, *, scope: str, user) -> QuerySet:
    """The projects that belong to none of the groups that a report lists: its row called other."""
    grouping = GROUPINGS[name]
    listed = Q()
    keys = set(projects.order_by().values_list(*grouping.key.values()))
    groups = grouping.groups(programme, scope, user)
    keys -= {group.key for group in groups}
    for group in [*groups, *grouping.further(keys, programme, user)]:
        listed |= Q(**dict(zip(_aliases(grouping), group.key, strict=True)))
    if not listed:
        return projects
    inside = Project.objects.alias(**_aliases(grouping)).filter(listed).order_by()
    return projects.exclude(pk__in=inside.values("pk"))


def follows_from_pairings(name: str) -> bool:
    """Whether the lead pairing decides in which group of the grouping a project is."""
    return GROUPINGS[name].key.keys() <= OF_PAIRING.keys()


def added_up(by_pairing: Mapping[tuple, Addable], name: str) -> dict[tuple, Addable]:
    """What is known by the columns of OF_PAIRING, by a grouping that follows from pairings."""
    places = [list(OF_PAIRING).index(column) for column in GROUPINGS[name].key]
    sums: dict[tuple, Addable] = {}
    for pairing, part in by_pairing.items():
        key = tuple(pairing[place] for place in places)
        sums[key] = sums[key] + part if key in sums else part
    return sums


def _aliases(grouping: Grouping) -> dict:
    """What the projects are grouped by, under names that no field of theirs has."""
    return {f"by_{name}": expression for name, expression in grouping.key.items()}
