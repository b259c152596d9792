"""What headings mean to an office: chosen once by a person, remembered with who and when."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from django.db.models import Count, Sum
from django.utils import timezone
from django.utils.translation import gettext as _t

from aidtrack.spreadsheets.tables.layouts import Table, normalised
from aidtrack.values.formats import day
from aidtrack.values.people import person_name
from projects.models import Project
from reports.models import HeaderName

# Sums so many times apart are not of one column, or not of one unit.
APART = 100
COMPARED = ("planned_aid", "total_investment")


def remembered(kind_name: str, user) -> dict[str, HeaderName]:
    """The headings that the person's offices chose for a kind of file, normalised."""
    if user is None:
        return {}
    own = HeaderName.objects.filter(kind=kind_name, organisation__memberships__user=user)
    return {name.header: name for name in own.select_related("chosen_by")}


def remember(kind_name: str, user, meanings: Mapping[str, str | None]):
    """Stores what headings mean for the person's office, without one nothing; None forgets."""
    membership = user.memberships.order_by("pk").first()
    for header, column in meanings.items() if membership else ():
        key = {"kind": kind_name, "header": header}
        if column is None:
            offices = user.memberships.values("organisation")
            HeaderName.objects.filter(organisation__in=offices, **key).delete()
            continue
        HeaderName.objects.update_or_create(
            organisation_id=membership.organisation_id,
            **key,
            defaults={"column": column, "chosen_by": user, "chosen_at": timezone.now()},
        )


def in_words(name: HeaderName) -> str:
    """Who chose, and when; "" where that was not recorded."""
    if not name.chosen_at:
        return _t("as answered before")
    return _t("as answered on %(day)s by %(person)s") % {
        "day": day(timezone.localdate(name.chosen_at)),
        "person": person_name(name.chosen_by),
    }


def contradicted(
    tables: Iterable[Table], headers: Iterable[str], programme: str | None
) -> set[str]:
    """The headings whose amounts are far from those that the programme holds."""
    headers, doubted = set(headers), set()
    for table in tables:
        text_by_column = {header.column: normalised(header.text) for header in table.headers}
        for name in COMPARED:
            key = text_by_column.get(table.columns.get(name))
            if key in headers and _are_apart(table, name, programme):
                doubted.add(key)
    return doubted


def _are_apart(table: Table, name: str, programme: str | None) -> bool:
    """Compares the mean of the file's projects with that of the same ones, else of all."""
    amounts = {r.values.get("code"): r.values[name] for r in table.records if r.values.get(name)}
    projects = Project.objects.filter(programme__code=programme) if programme else Project.objects
    same = projects.filter(code__in=list(amounts)[:APART])
    stored = _stored(same, name)
    if stored["rows"]:
        codes = set(same.values_list("code", flat=True))
        amounts = {code: amount for code, amount in amounts.items() if code in codes}
    else:
        stored = _stored(projects.all(), name)
    if not amounts or not stored["total"]:
        return False
    mean, stored_mean = sum(amounts.values()) / len(amounts), stored["total"] / stored["rows"]
    return max(mean, stored_mean) >= APART * max(min(mean, stored_mean), Decimal("0.01"))


def _stored(projects, name: str) -> dict:
    return projects.order_by().aggregate(rows=Count(name), total=Sum(name))
