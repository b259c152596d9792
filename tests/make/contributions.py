"""Rows of what is given that is not money, and of what it changes."""

from datetime import date
from decimal import Decimal

from django.utils import timezone

from projects.models import Contribution, CountingUnit, Indicator, Observation, Quantity
from tests.make.pairings import number, organisation, pairing, user

# Units that exist once: whether they add.
UNITS = {"person": False, "person_time": True, "session": True, "book": True, "household": False}


def counting_unit(code="session", **fields):
    defaults = {"label": code, "label_en": code, "adds": UNITS.get(code, True), **fields}
    return CountingUnit.objects.get_or_create(code=code, defaults=defaults)[0]


def contribution(**fields):
    """A training of 2013 under a new pairing, in draft, entered by somebody, unless named so."""
    n = next(number)
    values = {
        "ref": f"C-{n}",
        "form": Contribution.Form.TRAINING,
        "title": f"第{n}次培训",
        "starts_on": date(2013, 1, 1),
        "ends_on": date(2013, 12, 31),
        **fields,
    }
    if not values.get("scheme"):
        values.setdefault("pairing", pairing())
        values["scheme"] = values["pairing"].scheme
    values["entered_by"] = values.get("entered_by") or user()
    if values.get("state") == "verified" and values.get("provenance", "recorded") == "recorded":
        values.setdefault("reviewed_at", timezone.now())
        values["reviewed_by"] = values.get("reviewed_by") or user()
    if values.get("state") == "returned":
        values.setdefault("return_reason", "请核对")
    row = Contribution.objects.create(**values)
    row.authors.add(row.entered_by)
    return row


def quantity(contribution_=None, unit="session", low=20, high=None, **fields):
    """So many sessions, exactly unless ``high`` says otherwise."""
    unit = counting_unit(unit) if isinstance(unit, str) else unit
    values = {"contribution": contribution_ or contribution(), "counting_unit": unit, **fields}
    if low is not None:
        values |= {"low": Decimal(low), "high": Decimal(low if high is None else high)}
    return Quantity.objects.create(**values)


def given(low, high=None, unit="session", planned=None, **fields):
    """A verified contribution with one quantity; returns the quantity."""
    fields = {"state": "verified", **fields}
    return quantity(contribution(**fields), unit, low, high, planned=planned)


def indicator(code="", **fields):
    n = next(number)
    defaults = {"name": f"指标{n}", "definition": "说明", "unit": "个", "kind": "number", **fields}
    return Indicator.objects.get_or_create(code=code or f"indicator_{n}", defaults=defaults)[0]


def observation(indicator_=None, low=5, high=None, **fields):
    """A baseline of 2001 of an organisation, as published, unless named otherwise."""
    values = {
        "ref": f"O-{next(number)}",
        "indicator": indicator_ or indicator(),
        "on": date(2001, 12, 31),
        "role": Observation.Role.BASELINE,
        "provenance": Observation.Provenance.PRINTED,
        **fields,
    }
    if not any(values.get(name) for name in Observation.SUBJECTS):
        values["organisation"] = organisation(f"PARTY-{next(number)}")
    if low is not None:
        values |= {"low": Decimal(low), "high": Decimal(low if high is None else high)}
    return Observation.objects.create(**values)
