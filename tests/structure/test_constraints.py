"""What one row can break, the database refuses, and a person is told why.

BROKEN has a case for every constraint: given a valid row, the changes that break that rule alone.
"""

import re
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction
from django.utils.translation import override

from tests import make
from tests.tools.walk import factory, our_models

MARCH, MAY = date(2011, 3, 1), date(2011, 5, 1)
LONG_AFTER = date(2111, 3, 1)


def beside(make_other, *fields, **changes):
    """A case for a unique constraint: the fields of another row, copied."""

    def copied(row):
        beside_row = make_other(**changes)
        return {name: getattr(beside_row, name) for name in fields} | changes

    return copied


def late_date_twice(row):
    """The fields of another late entry, of the start that a report states."""
    stated = {"transfer": None, "kind": "", "fact": "started_on", "day": MARCH}
    report = make.status_report(month=row.month)
    make.late_entry(row.transfer, month=row.month, report=report, **stated)
    return stated | {"report": report}


def two_subjects(row):
    project = make.project()
    return {"project": project, "pairing": project.lead_pairing}


BROKEN = {
    "late_entry_is_a_transfer_or_a_date": lambda row: {"kind": ""},
    "late_entry_that_was_decided_says_by_whom": lambda row: {"decision": "released"},
    "late_entry_that_was_refused_says_why": lambda row: {
        "decision": "refused",
        "decided_by": row.accepted_by,
        "decided_at": row.accepted_at,
    },
    "late_entry_of_a_date_once_per_report": late_date_twice,
    "acceptance_names_who_accepted": lambda row: {"accepted_by": None},
    "acceptance_by_a_report_names_it": lambda row: {"kind": "claimed"},
    "organisation_is_not_its_own_parent": lambda row: {"parent": row},
    "organisation_is_not_reported_under_itself": lambda row: {"reported_under": row},
    "organisation_of_a_scheme_is_collective": lambda row: {"scheme": make.scheme()},
    "designation_once_per_start": beside(
        make.designation, "organisation", starts_on=MARCH, ends_on=MAY
    ),
    "designation_has_one_first_name": beside(make.designation, "organisation", ends_on=MAY),
    "designation_ends_after_it_starts": lambda row: {"starts_on": MAY, "ends_on": MARCH},
    "scheme_ends_after_it_starts": lambda row: {"starts_on": MAY, "ends_on": MARCH},
    "pairing_once_per_start": beside(make.pairing, "scheme", "supporter", "recipient", "starts_on"),
    "pairing_joins_two_organisations": lambda row: {"recipient": row.supporter},
    "pairing_ends_after_it_starts": lambda row: {"starts_on": MAY, "ends_on": MARCH},
    "reporting_row_has_its_own_position": beside(make.reporting_row, "scheme", "position"),
    "reporting_row_has_its_own_place": beside(
        make.reporting_row, "scheme", "map_column", "map_row", map_column=1, map_row=1
    ),
    "reporting_row_has_both_coordinates_or_none": lambda row: {"map_column": 1, "map_row": None},
    "reporting_row_lies_on_the_map": lambda row: {"map_column": 9, "map_row": 1},
    "provider_identity_names_one_person": beside(make.provider_identity, "issuer", "subject"),
    "provider_identity_once_per_provider": beside(make.provider_identity, "issuer", "user"),
    "region_has_its_own_code": beside(lambda: make.region("north"), "scheme", "code"),
    "region_has_its_own_position": beside(lambda: make.region("north"), "scheme", "position"),
    "landmark_has_its_own_name": beside(lambda: make.landmark(), "scheme", "name"),
    "landmark_has_its_own_place": beside(make.landmark, "scheme", "map_column", "map_row"),
    "landmark_lies_on_the_map": lambda row: {"map_column": 0},
    "reporting_unit_names_a_supporter_once": beside(make.reporting_unit, "row", "supporter"),
    "membership_once_per_role": beside(make.membership, "user", "organisation", "role"),
    "category_once_per_list": beside(make.category, "scheme", "code"),
    "programme_ends_after_it_starts": lambda row: {
        "starts_on": MAY,
        "ends_on": MARCH,
        "reported_through": None,
    },
    "programme_is_reported_after_it_starts": lambda row: {
        "starts_on": MAY,
        "reported_through": MARCH,
    },
    "programme_dates_are_of_this_age": lambda row: {"ends_on": date(2100, 1, 1)},
    "project_planned_aid_is_not_negative": lambda row: {"planned_aid": -1},
    "project_aid_is_within_total_investment": lambda row: {
        "planned_aid": 900,
        "total_investment": 899,
    },
    "project_starts_before_it_completes": lambda row: {"started_on": MAY, "completed_on": MARCH},
    "project_completes_before_it_is_accepted": lambda row: {
        "started_on": MARCH,
        "completed_on": MAY,
        "accepted_on": MARCH,
    },
    "project_is_accepted_before_it_is_handed_over": lambda row: {
        "started_on": MARCH,
        "completed_on": MARCH,
        "accepted_on": MAY,
        "handed_over_on": MARCH,
    },
    "project_is_not_both_completed_and_cancelled": lambda row: {
        "started_on": MARCH,
        "completed_on": MARCH,
        "cancelled_on": MAY,
    },
    "project_starts_before_it_is_cancelled": lambda row: {
        "started_on": MAY,
        "cancelled_on": MARCH,
    },
    "project_plans_to_finish_after_it_starts": lambda row: {
        "planned_start_on": MAY,
        "planned_finish_on": MARCH,
    },
    "project_dates_are_of_this_age": lambda row: {"started_on": date(211, 5, 1)},
    "suspension_once_per_start": beside(make.suspension, "project", "starts_on"),
    "suspension_ends_after_it_starts": lambda row: {"starts_on": MAY, "ends_on": MARCH},
    "tranche_once_per_number": beside(make.tranche, "project", "number"),
    "tranche_amount_is_positive": lambda row: {"amount": 0},
    "transfer_is_not_zero": lambda row: {"amount": 0},
    "transfer_is_negative_only_as_a_reversal": lambda row: {"amount": -100},
    "transfer_that_reverses_is_not_positive": lambda row: {
        "reverses": make.transfer(),
        "reason": "多记",
    },
    "transfer_at_a_project_names_it": lambda row: {"project": None},
    "transfer_with_a_tranche_names_its_project": lambda row: {
        "level": "in_region",
        "project": None,
        "tranche": make.tranche(),
    },
    "transfer_that_reverses_gives_a_reason": lambda row: {
        "reverses": make.transfer(row.project),
        "amount": -100,
    },
    "reporting_month_once_per_programme": beside(
        lambda: make.reporting_month(month=date(2011, 6, 1)), "programme", "month"
    ),
    "reporting_month_is_due_after_it_starts": lambda row: {"due_on": row.month},
    "reporting_month_was_opened_and_is_due_unless_loaded": lambda row: {"origin": "loaded"},
    "reporting_month_dates_are_of_this_age": lambda row: {"due_on": date(2100, 1, 1)},
    "exemption_gives_a_reason": lambda row: {"reason": ""},
    "exemption_covers_no_pairing_beside_an_office": lambda row: {
        "pairing": make.pairing(),
        "office": make.prefecture(),
    },
    "exemption_that_was_withdrawn_names_by_whom": lambda row: {"withdrawn_by": row.user},
    "status_report_is_open_once_per_project_and_month": beside(
        make.status_report, "project", "month"
    ),
    "status_report_progress_is_a_percentage": lambda row: {"physical_progress": 101},
    "status_report_disbursed_is_not_negative": lambda row: {"disbursed_to_date": -1},
    "status_report_starts_before_it_completes": lambda row: {
        "started_on": MAY,
        "completed_on": MARCH,
    },
    "status_report_that_was_returned_says_why": lambda row: {"state": "returned"},
    "status_report_that_is_verified_names_the_reviewer": lambda row: {
        "state": "verified",
        "submitted_at": row.entered_at,
    },
    "status_report_is_reviewed_by_another": lambda row: {"reviewed_by": row.entered_by},
    "status_report_that_was_submitted_knows_when": lambda row: {"state": "submitted"},
    "status_report_dates_are_of_this_age": lambda row: {"accepted_on": date(1911, 1, 1)},
    "confirmation_states_no_negative_amount": lambda row: {"amount": -1},
    "contribution_ends_after_it_starts": lambda row: {"starts_on": MAY, "ends_on": MARCH},
    "contribution_has_the_dates_that_are_known": lambda row: {"precision": "unknown"},
    "contribution_dates_are_of_this_age": lambda row: {"starts_on": date(211, 3, 1)},
    "contribution_is_not_a_part_of_itself": lambda row: {"part_of": row},
    "contribution_that_was_returned_says_why": lambda row: {"state": "returned"},
    "contribution_that_is_verified_names_the_reviewer": lambda row: {"state": "verified"},
    "contribution_is_reviewed_by_another": lambda row: {"reviewed_by": row.entered_by},
    "quantity_once_per_unit_and_whom": beside(
        make.quantity, "contribution", "counting_unit", "of_whom"
    ),
    "quantity_is_an_interval": lambda row: {"low": 8, "high": 7},
    "quantity_is_planned_or_done": lambda row: {"low": None, "high": None},
    "indicator_that_is_a_ratio_is_summed_by_its_parts": lambda row: {
        "kind": "ratio",
        "across_parties": "sum",
    },
    "observation_is_of_one_subject": lambda row: {"pairing": make.pairing()},
    "observation_has_one_baseline_per_organisation": beside(
        make.observation, "indicator", "organisation"
    ),
    **{
        f"observation_has_one_baseline_per_{name}": beside(
            lambda name=name, owner=owner: make.observation(**{name: owner()}),
            "indicator",
            "organisation",
            name,
        )
        for name, owner in (
            ("pairing", make.pairing),
            ("scheme", make.scheme),
            ("project", make.project),
        )
    },
    "observation_is_an_interval": lambda row: {"low": 8, "high": 7},
    "observation_says_something": lambda row: {"low": None, "high": None},
    "observation_is_no_ratio_over_zero": lambda row: {"numerator": 5, "denominator": 0},
    "observation_is_reviewed_by_another": lambda row: {
        "entered_by": (person := make.user()),
        "reviewed_by": person,
    },
    "observation_that_was_returned_names_the_reviewer": lambda row: {"return_reason": "请核对"},
    "observation_is_of_this_age": lambda row: {"on": date(211, 3, 1)},
    "evidence_belongs_to_one_thing": lambda row: {"pairing": make.pairing()},
    "evidence_that_is_a_document_has_no_phase": lambda row: {"phase": "before"},
    "warning_rule_once_per_test_and_scheme": beside(
        lambda: make.warning_rule(scheme=make.scheme()), "test", "scheme"
    ),
    "warning_rule_for_all_once_per_test": beside(
        lambda: make.warning_rule("stopped", 31, 92), "test", "scheme"
    ),
    "response_is_about_one_subject": lambda row: {"pairing": make.pairing()},
    "response_that_waives_says_why_and_until_when": lambda row: {"kind": "waived"},
    "response_that_explains_says_what": lambda row: {"kind": "explained", "text": ""},
    "response_ends_after_it_was_made": lambda row: {"until": MAY},
    "response_days_are_of_this_age": lambda row: {"until": LONG_AFTER},
    "meeting_once_per_number": beside(make.meeting, "scheme", "number"),
    "meeting_day_is_of_this_age": lambda row: {"on": date(211, 3, 1)},
    "item_once_per_number": beside(make.item, "meeting", "number"),
    "item_is_about_one_subject_at_most": two_subjects,
    "task_once_per_number": beside(make.task, "year", "sequence"),
    "task_is_about_one_subject_at_most": two_subjects,
    "task_is_due_after_it_was_issued": lambda row: {"due_on": MAY},
    "task_that_is_closed_says_by_whom_and_how": lambda row: {"outcome": "A"},
    "task_that_is_accepted_says_by_whom": lambda row: {"accepted_by": row.issued_by},
    "task_that_quotes_a_rule_says_of_when": lambda row: {"rule": make.warning_rule()},
    "task_names_the_item_it_came_from": lambda row: {"item": make.item()},
    "task_days_are_of_this_age": lambda row: {"due_on": LONG_AFTER},
    "answer_stands_once_per_task": beside(make.answer, "task"),
    "answer_is_released_by_another": lambda row: {
        "released_by": row.by,
        "released_at": row.at,
    },
    "answer_that_was_returned_says_why": lambda row: {
        "returned_by": make.user(),
        "returned_at": row.at,
    },
    "answer_is_returned_by_another": lambda row: {
        "returned_by": row.by,
        "returned_at": row.at,
        "reason": "请附照片",
    },
    "extension_waits_once_per_task": beside(make.extension, "task"),
    "extension_is_decided_by_another": lambda row: {"granted": True},
    "extension_says_why": lambda row: {"reason": ""},
    "extension_ends_after_it_was_asked_for": lambda row: {"until": MAY},
    "calendar_feed_stands_once_per_person": beside(make.calendar_feed, "user"),
    "calendar_feed_is_revoked_after_it_was_made": lambda row: {
        "revoked_at": row.created_at - timedelta(days=1)
    },
    "comment_is_about_one_thing": lambda row: {"task": make.task()},
    "comment_is_not_empty": lambda row: {"text": ""},
    "load_that_wrote_knows_when": lambda row: {"state": "accepted"},
    "load_that_was_undone_knows_when": lambda row: {"undone_at": row.uploaded_at},
    "header_name_once_per_office_and_kind": beside(
        make.header_name, "organisation", "kind", "header"
    ),
    "published_figure_once_per_cell": beside(make.published_figure, "table", "row_ref", "measure"),
}
# Where a fact must not only be in order but be there: NULL passes a comparison.
MISSING = {
    "project_starts_before_it_completes": {"completed_on": MAY},
    "project_completes_before_it_is_accepted": {"started_on": MARCH, "accepted_on": MAY},
    "project_is_accepted_before_it_is_handed_over": {
        "started_on": MARCH,
        "completed_on": MARCH,
        "handed_over_on": MAY,
    },
}
CONSTRAINTS = [
    pytest.param(model, constraint, id=constraint.name)
    for model in our_models()
    for constraint in model._meta.constraints
]


def test_every_constraint_has_a_sentence_and_a_case():
    constraints = [case.values[1] for case in CONSTRAINTS]
    default = models.BaseConstraint.default_violation_error_message

    assert [c.name for c in constraints if c.violation_error_message == default] == []
    assert {c.name for c in constraints} == set(BROKEN)


def test_no_sentence_speaks_of_a_row_as_a_thing_that_lies_or_stands():
    with override("en"):
        sentences = [str(case.values[1].violation_error_message) for case in CONSTRAINTS]

    assert [s for s in sentences if re.search(r"\b(lies|stands|pairs|give)\b", s, re.I)] == []


@pytest.mark.django_db
@pytest.mark.parametrize(("model", "constraint"), CONSTRAINTS)
def test_the_database_refuses(model, constraint):
    row = factory(model)()

    with refused_for(constraint):
        store(row, BROKEN[constraint.name](row))


@pytest.mark.django_db
@pytest.mark.parametrize(("model", "constraint"), CONSTRAINTS)
def test_a_person_is_told_why(model, constraint):
    row = factory(model)()

    for name, value in BROKEN[constraint.name](row).items():
        setattr(row, name, value)

    assert constraint.violation_error_message in sentences(row.validate_constraints)
    assert sentences(row.full_clean)


@pytest.mark.django_db
@pytest.mark.parametrize("name", MISSING)
def test_the_database_refuses_a_fact_without_the_one_it_needs(name):
    row = make.project()
    (constraint,) = [c for c in row._meta.constraints if c.name == name]

    with refused_for(constraint):
        store(row, MISSING[name])


@pytest.mark.django_db
def test_the_database_refuses_a_second_reversal():
    wrong = make.transfer(amount=100)
    make.transfer(wrong.project, amount=-100, reverses=wrong)

    with pytest.raises(IntegrityError), transaction.atomic():
        make.transfer(wrong.project, amount=-100, reverses=wrong)


def store(row, changes):
    """By the plain manager, past every rule in Python."""
    type(row)._base_manager.filter(pk=row.pk).update(**changes)


@contextmanager
def refused_for(constraint):
    """The block ends in an IntegrityError that names the constraint.

    SQLite names columns instead where a unique constraint is broken.
    """
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        yield
    unique = isinstance(constraint, models.UniqueConstraint)
    names_columns = unique and connection.vendor == "sqlite"
    expected = "UNIQUE constraint failed" if names_columns else constraint.name
    assert expected in str(refused.value)


def sentences(check) -> list[str]:
    """What a person reads when ``check`` refuses."""
    with pytest.raises(ValidationError) as refused:
        check()
    return refused.value.messages
