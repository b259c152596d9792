"""Transfers agree with what they name, are reversed once, and are never changed or deleted."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from projects.models import Transfer
from projects.querysets.append_only import AppendOnlyError
from tests import make
from tests.tools.refusing import refused

pytestmark = pytest.mark.django_db
MAY, JUNE = date(2011, 5, 1), date(2011, 6, 1)


def test_a_transfer_is_in_the_programme_of_its_project():
    with refused("project's programme"):
        make.transfer(programme=make.programme("2010-pilot")).full_clean()


def test_a_transfer_comes_from_the_lead_supporter_of_its_project():
    with refused("project's lead supporter"):
        make.transfer(supporter=make.supporter()).full_clean()


def test_a_transfer_is_received_by_whom_it_says():
    make.transfer(receiver=make.organisation()).full_clean()


def test_a_transfer_is_of_a_tranche_of_its_project():
    with refused("tranche of the same project"):
        make.transfer(tranche=make.tranche()).full_clean()


@pytest.mark.parametrize("level", ["raised", "in_region"])
def test_money_before_a_project_names_none(level):
    row = make.in_region(level=level)
    row.full_clean()

    row.project = make.project(row.programme, supporter=row.supporter)

    with refused("money before that must not have one"):
        row.full_clean()


def test_a_reversal_is_equal_and_opposite():
    wrong = make.transfer(amount=900, on=MAY)

    row = wrong.reversal(on=JUNE, reason="录入有误")
    row.full_clean()
    row.save()

    assert row.amount == -900
    assert wrong.reversed_by == row


@pytest.mark.parametrize(
    ("name", "value", "match"),
    [
        ("amount", -899, "reversal must be -900 yuan"),
        ("amount", 900, "reversal must be -900 yuan"),
        ("amount", None, "reversal must be -900 yuan"),
        ("on", date(2011, 4, 30), "cannot be dated before"),
        ("level", "paid", "the same parties, funding stage and project"),
        ("receiver", make.organisation, "the same parties, funding stage and project"),
        ("project", make.project, "the same parties, funding stage and project"),
        ("tranche", make.tranche, "the same parties, funding stage and project"),
    ],
)
def test_a_reversal_differs_in_nothing_else(name, value, match):
    row = make.transfer(amount=900, on=MAY).reversal(on=JUNE, reason="录入有误")

    setattr(row, name, value() if callable(value) else value)

    with refused(match):
        row._clean_reversal()
    with refused():
        row.full_clean()


def test_a_reversal_is_not_reversed():
    back = make.transfer(on=MAY).reversal(on=JUNE, reason="录入有误")
    back.save()

    with refused("record the transfer again"):
        back.reversal(on=JUNE, reason="录入有误").full_clean()


def test_a_second_reversal_is_refused():
    wrong = make.transfer(on=MAY)
    wrong.reversal(on=JUNE, reason="录入有误").save()

    with refused("has already been reversed"):
        wrong.reversal(on=JUNE, reason="录入有误").full_clean()


def change(row):
    row.amount = 200
    row.save()


def overwrite(row):
    same = {f.attname: getattr(row, f.attname) for f in Transfer._meta.concrete_fields}
    Transfer(**same | {"amount": 200}).save()


def upsert(row):
    Transfer.objects.bulk_create(
        [row], update_conflicts=True, update_fields=["amount"], unique_fields=["id"]
    )


WAYS = {
    "save": change,
    "update": lambda row: Transfer.objects.update(amount=200),
    "filtered update": lambda row: Transfer.objects.filter(pk=row.pk).update(amount=200),
    "bulk_update": lambda row: Transfer.objects.bulk_update([row], ["amount"]),
    "update_or_create": lambda row: Transfer.objects.update_or_create(
        pk=row.pk, defaults={"amount": 200}
    ),
    "upsert": upsert,
    "clear the project's": lambda row: row.project.transfers.clear(),
    "delete": lambda row: row.delete(),
    "delete all": lambda row: Transfer.objects.all().delete(),
    "delete the project's": lambda row: row.project.transfers.all().delete(),
    "delete what a person sees": lambda row: Transfer.objects.visible_to(make.auditor()).delete(),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_stored_transfer_is_never_changed_or_deleted(way):
    row = make.transfer(amount=100)

    with pytest.raises(AppendOnlyError), transaction.atomic():
        WAYS[way](row)

    assert list(Transfer.objects.values_list("pk", "amount")) == [(row.pk, 100)]


def test_a_new_row_does_not_take_the_number_of_a_stored_one():
    row = make.transfer(amount=100)

    with pytest.raises(IntegrityError), transaction.atomic():
        overwrite(row)

    assert Transfer.objects.get().amount == 100


def test_many_transfers_may_be_added_at_once():
    transfer = make.transfer()

    Transfer.objects.bulk_create([transfer.reversal(on=JUNE, reason="录入有误")])

    assert Transfer.objects.count() == 2


@pytest.mark.parametrize("name", [name.removesuffix("_id") for name in Transfer.WAY])
def test_a_reversal_goes_the_way_of_the_row_that_it_reverses(name):
    row = make.transfer(tranche=None, document_number="号1")

    reversal = row.reversal(on=row.on, reason="录入有误")

    assert getattr(reversal, name) == getattr(row, name)
