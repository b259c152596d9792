"""What the factories make by default is what a person could have entered."""

import pytest

from tests import make

FACTORIES = [
    make.organisation,
    make.supporter,
    make.prefecture,
    make.county,
    make.designation,
    make.scheme,
    make.pairing,
    make.reporting_row,
    make.reporting_unit,
    make.membership,
    make.category_scheme,
    make.category,
    make.programme,
    make.project,
    make.suspension,
    make.tranche,
    make.transfer,
    make.in_region,
    make.evidence,
    make.published_table,
    make.published_figure,
]


@pytest.mark.django_db
@pytest.mark.parametrize("factory", FACTORIES, ids=lambda factory: factory.__name__)
def test_the_defaults_pass_every_rule(factory):
    row = factory()

    row.full_clean()
    factory()  # and a second one beside it is valid, too


@pytest.mark.django_db
def test_a_project_reuses_a_pairing_named_by_its_parties():
    beijing, hotan = make.supporter(), make.prefecture()

    first, second = (make.project(supporter=beijing, recipient=hotan) for _ in range(2))

    assert first.lead_pairing == second.lead_pairing
