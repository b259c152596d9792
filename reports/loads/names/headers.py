"""What headings mean to an office: chosen once by a person, remembered with who and when."""

from collections.abc import Iterable, Mapping

from django.db.models import Count, Sum
from django.utils import timezone
from django.utils.translation import gettext as _t, gettext_lazy as _

from aidtrack.spreadsheets.tables.layouts import Table, normalised
from aidtrack.values.formats import day
from aidtrack.values.people import person_name
from aidtrack.values.words import worded
from projects.checks.amounts import APART, are_apart
from reports.loads.plans import StoredAmounts
from reports.models import HeaderName


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
        return _("as answered before")
    words = {
        "day": day(timezone.localdate(name.chosen_at)),
        "person": person_name(name.chosen_by),
    }
    return worded(_("as answered on %(day)s by %(person)s"), words)


def contradicted(
    tables: Iterable[Table],
    names: Mapping[str, HeaderName],
    stored_amounts: Mapping[str, StoredAmounts],
    programme: str | None,
) -> dict[str, str]:
    """Why remembered headings are asked about anew: {heading: sentence}."""
    reasons: dict[str, str] = {}
    for table in tables:
        text_by_column = {header.column: normalised(header.text) for header in table.headers}
        for column, stored in stored_amounts.items():
            key = text_by_column.get(table.columns.get(column))
            if key in names and _are_apart(table, column, stored, programme):
                reasons[key] = _why_apart(names[key])
        if table.missing:
            left_out = [key for key in text_by_column.values() if key in names]
            left_out = [key for key in left_out if not names[key].column]
            reasons |= {key: _why_needed(names[key], table) for key in left_out}
    return reasons


def _why_apart(name: HeaderName) -> str:
    return _t(
        "Its amounts are %(times)s times those that the programme holds, or more, or as much less: "
        "the answer for earlier files (%(earlier)s) is not taken over."
    ) % {"times": APART, "earlier": in_words(name)}


def _why_needed(name: HeaderName, table: Table) -> str:
    labels = _t(", ").join(f"“{column.label}”" for column in table.missing)
    return _t(
        "It was left out of earlier files (%(earlier)s), but this file has no other column that "
        "could be %(columns)s."
    ) % {"earlier": in_words(name), "columns": labels}


def _are_apart(table: Table, name: str, stored: StoredAmounts, programme: str | None) -> bool:
    """Compares the mean of the file's rows with that of the same projects, else of all."""
    amounts = [(r.values.get("code"), r.values[name]) for r in table.records if r.values.get(name)]
    rows = stored.model.objects.exclude(**{stored.field: None}).order_by()
    if programme:
        rows = rows.filter(**{stored.programme: programme})
    if stored.alike:
        shared = {record.values.get(stored.alike) for record in table.records} - {None}
        rows = rows.filter(**{f"{stored.alike}__in": shared})
    codes = list({code for code, _amount in amounts if code})[:APART]
    same = rows.filter(**{f"{stored.code}__in": codes})
    if stored_codes := set(same.values_list(stored.code, flat=True)):
        rows, amounts = same, [amount for amount in amounts if amount[0] in stored_codes]
    total, count = rows.aggregate(total=Sum(stored.field), rows=Count("pk")).values()
    if not amounts or not total:
        return False
    return are_apart(sum(amount for _code, amount in amounts) / len(amounts), total / count)
