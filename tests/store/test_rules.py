"""Constraints asked in Python answer as the database does."""

from datetime import date

import hypothesis
import pytest
from django.core.exceptions import ValidationError
from django.db.models import CheckConstraint
from hypothesis import settings, strategies as st

from aidtrack.store.rules import broken_rules, rules_of
from projects.models import Project
from tests import make
from tests.databases.examples import examples
from tests.structure.test_constraints import BROKEN
from tests.tools.walk import factory, our_models

CHECKS = [
    pytest.param(model, constraint, id=constraint.name)
    for model in our_models()
    for constraint in model._meta.constraints
    if isinstance(constraint, CheckConstraint)
]


def values(row) -> dict:
    return {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields}


@pytest.mark.django_db
@pytest.mark.parametrize(("model", "constraint"), CHECKS)
def test_a_rule_refuses_what_the_constraint_refuses_and_no_valid_row(model, constraint):
    row = factory(model)()
    assert broken_rules(rules_of(model), values(row)) == []

    for name, value in BROKEN[constraint.name](row).items():
        setattr(row, name, value)

    assert constraint.name in [rule.name for rule in broken_rules(rules_of(model), values(row))]


DAYS = st.sampled_from([None, date(1211, 1, 1), date(2011, 3, 1), date(2011, 5, 1)])
AMOUNTS = st.sampled_from([-1, 0, 899, 900])


@pytest.mark.django_db
@settings(max_examples=examples(100), deadline=None)
@hypothesis.given(
    st.fixed_dictionaries(
        {f.attname: DAYS for f in Project._meta.concrete_fields if f.name.endswith("_on")}
        | {"planned_aid": AMOUNTS, "total_investment": st.none() | AMOUNTS}
    )
)
def test_rules_and_constraints_agree_on_any_project(fields):
    row = Project(**fields)

    sentences = {rule.sentence for rule in broken_rules(rules_of(Project), values(row))}

    assert sentences == refused(row)


def refused(row) -> set[str]:
    try:
        row.validate_constraints(exclude={"code"})
    except ValidationError as error:
        return set(error.messages)
    return set()


@pytest.mark.django_db
def test_the_fields_of_a_rule_are_named_as_in_a_row():
    (rule,) = [r for r in rules_of(type(make.pairing())) if "joins_two" in r.name]

    assert rule.fields == ("supporter_id", "recipient_id")
