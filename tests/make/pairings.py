"""Rows of the app pairings: who supports whom, people and their roles, loads."""

from datetime import date

from django.contrib.auth import get_user_model
from django.utils import timezone

from pairings.models import (
    Designation,
    Landmark,
    LinkRequest,
    Membership,
    Organisation,
    Pairing,
    Preference,
    ProviderIdentity,
    Region,
    ReportingRow,
    ReportingUnit,
    Role,
    Scheme,
)


class Numbers:
    """Counts from a number of four digits, which no test reads for a figure of its own.

    It goes into columns of two bytes, too, and one test may make more rows than these hold.
    """

    FIRST, LAST = 6001, 32_000

    def __init__(self):
        self.restart()

    def restart(self):
        """Each test counts from the start: its names are the same whatever ran before it."""
        self.last = self.FIRST - 1

    def __next__(self) -> int:
        self.last = self.FIRST if self.last == self.LAST else self.last + 1
        return self.last


number = Numbers()


def organisation(ref=None, **fields):
    n = next(number)
    defaults = {"name": f"机构{n}", "short_name": f"机{n}", "kind": Organisation.Kind.PROVINCE}
    return Organisation.objects.create(ref=ref or f"ORG-{n}", **{**defaults, **fields})


def supporter(ref=None, **fields):
    return organisation(ref, **{"kind": Organisation.Kind.PROVINCE, **fields})


def prefecture(ref=None, **fields):
    return organisation(ref, **{"kind": Organisation.Kind.PREFECTURE, **fields})


def county(ref=None, reported_under=None, **fields):
    above = reported_under or prefecture()
    defaults = {"kind": Organisation.Kind.COUNTY, "parent": above, "reported_under": above}
    return organisation(ref, **{**defaults, **fields})


def designation(organisation=None, **fields):
    defaults = {"name": f"名称{next(number)}"}
    return Designation.objects.create(
        organisation=organisation or prefecture(), **{**defaults, **fields}
    )


def scheme(code="regional-aid", **fields):
    defaults = {
        "name": "19省市对口援疆",
        "sector": Scheme.Sector.REGIONAL,
        "starts_on": date(2010, 3, 30),
        "source": "《对口支援工作总结》",
    }
    return Scheme.objects.get_or_create(code=code, defaults={**defaults, **fields})[0]


def pairing(**fields):
    """A supporter and a recipient of its own, unless named."""
    values = {"ref": f"PAIR-{next(number)}", "starts_on": date(2010, 3, 30), **fields}
    values.setdefault("scheme", None)
    values["scheme"] = values["scheme"] or scheme()
    values["supporter"] = values.get("supporter") or supporter()
    values["recipient"] = values.get("recipient") or county()
    return Pairing.objects.create(**values)


def region(code="south", scheme_=None, **fields):
    defaults = {"name": f"{code}疆", "name_en": f"{code}ern part", "position": next(number)}
    return Region.objects.get_or_create(
        scheme=scheme_ or scheme(), code=code, defaults={**defaults, **fields}
    )[0]


def landmark(scheme_=None, **fields):
    n = next(number)
    defaults = {"name": f"某市{n}", "map_column": n % 8 + 1, "map_row": n // 8 % 8 + 1}
    return Landmark.objects.create(scheme=scheme_ or scheme(), **{**defaults, **fields})


def reporting_row(prefecture=None, **fields):
    n = next(number)
    defaults = {
        "position": n,
        "position_in_table_1": n,
        "title_in_table_1": f"第{n}行",
    }
    values = {**defaults, **fields}
    values["scheme"] = values.get("scheme") or scheme()
    if "region" not in values:
        values["region"] = region(scheme_=values["scheme"])
    row_of = prefecture or organisation(kind=Organisation.Kind.PREFECTURE)
    return ReportingRow.objects.create(prefecture=row_of, **values)


def reporting_unit(row=None, supporter=None, **fields):
    return ReportingUnit.objects.create(
        row=row or reporting_row(),
        supporter=supporter or organisation(),
        **{"position": next(number), **fields},
    )


def user(username=None, **fields):
    """Somebody who can sign in, by ``client.force_login``, and is a member of nothing."""
    return get_user_model().objects.create_user(username or f"person-{next(number)}", **fields)


def membership(**fields):
    """Of a person and an organisation made anew, unless named."""
    values = {"role": Role.RECORDER, **fields}
    values["user"] = values.get("user") or user()
    values["organisation"] = values.get("organisation") or organisation()
    return Membership.objects.create(**values)


def provider_identity(**fields):
    """Of a person made anew, unless named."""
    defaults = {"issuer": "https://id.example.org", "subject": f"subject {next(number)}"}
    person = fields.get("user") or user()
    return ProviderIdentity.objects.create(**{**defaults, **fields, "user": person})


def link_request(**fields):
    return LinkRequest.objects.create(
        **{"address": "10.0.0.1", "asked_at": timezone.now(), **fields}
    )


def preference(**fields):
    """Of a person made anew, unless named, who reads English."""
    return Preference.objects.create(
        **{"language": "en", "user": fields.get("user") or user(), **fields}
    )


def member(role=Role.LEADER, organisation=None, **fields):
    """Somebody in a role for an organisation."""
    return membership(role=role, organisation=organisation, user=user(**fields)).user


def auditor(**fields):
    """Somebody who sees every row and changes none."""
    return member(Role.AUDITOR, **fields)


def administrator(username=None, **fields):
    return user(username, **{"is_staff": True, "is_superuser": True, **fields})


def default_party():
    """``organisation`` for the functions that have a parameter of that name."""
    return organisation()
