"""What spans the rows of a contribution is refused with a sentence."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override

from projects.models import Contribution, Observation
from projects.querysets.append_only import AppendOnlyError
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


def why(row) -> str:
    with pytest.raises(ValidationError) as refused:
        row.full_clean()
    return " ".join(refused.value.messages)


def test_a_reference_never_changes():
    row = make.contribution(ref="C-2013-01")
    row.ref = "C-2013-02"
    assert "never changes" in why(row)


def test_a_verified_contribution_is_replaced_and_not_changed():
    row = make.contribution(state="verified")
    row.title = "另一次培训"
    assert "replaces it" in why(row)


def test_only_a_verified_contribution_is_replaced():
    draft = make.contribution()
    row = make.contribution(scheme=draft.scheme)
    row.replaces = draft
    assert "change this one" in why(row)


@pytest.mark.parametrize("name", ["pairing", "programme", "project"])
def test_what_it_belongs_to_is_of_its_scheme(name):
    owners = {"pairing": make.pairing, "programme": make.programme, "project": make.project}
    row = make.contribution(scheme=make.scheme("UNI-2001"))
    setattr(row, name, owners[name]())
    assert "same scheme" in why(row)


def test_a_category_comes_from_a_list_for_contributions():
    row = make.contribution()
    row.category = make.category()
    assert "a list made for this" in why(row)


def test_a_year_runs_from_january_to_december():
    row = make.contribution(precision="year")
    row.full_clean()
    row.ends_on = date(2013, 6, 30)
    assert "first day to its last" in why(row)


def test_a_month_runs_from_its_first_day_to_its_last():
    row = make.contribution(
        precision="month", starts_on=date(2013, 2, 1), ends_on=date(2013, 2, 28)
    )
    row.full_clean()
    row.ends_on = date(2013, 2, 27)
    assert "first day to its last" in why(row)


def test_a_part_lies_within_its_whole():
    whole = make.contribution(starts_on=date(2013, 3, 1))
    part = make.contribution(scheme=whole.scheme, starts_on=date(2013, 2, 1))
    part.part_of = whole
    assert "within the period" in why(part)


def test_a_part_has_the_form_of_its_whole():
    whole = make.contribution()
    part = make.contribution(scheme=whole.scheme, form="visit")
    part.part_of = whole
    assert "the form of its whole" in why(part)


def test_a_part_has_no_parts():
    whole = make.contribution()
    part = make.contribution(scheme=whole.scheme, part_of=whole)
    third = make.contribution(scheme=whole.scheme)
    third.part_of = part
    assert "no parts of its own" in why(third)


@pytest.mark.parametrize(("low", "high", "is_refused"), [(790, 790, True), (780, 790, False)])
def test_a_part_is_never_surely_more_than_its_whole(low, high, is_refused):
    whole = make.given(782, unit="household").contribution
    row = make.contribution(scheme=whole.scheme, part_of=whole)
    part = make.quantity(row, "household", low, high)
    if is_refused:
        assert "more than its whole, 782" in why(part)
    else:
        part.full_clean()


@pytest.mark.parametrize(
    ("printed", "low", "high", "is_refused"),
    [
        ("捐赠图书12000余册", 12000, 12999, False),
        ("捐赠图书12000余册", 12000, 12000, True),
        ("近100人", 90, 99, False),
        ("近100人", 100, 100, True),
    ],
)
def test_the_printed_text_and_the_interval_say_the_same(printed, low, high, is_refused):
    row = make.quantity(make.contribution(), "book", low, high)
    row.printed = printed
    if is_refused:
        assert "does not say" in why(row)
    else:
        row.full_clean()


def test_people_are_whole():
    row = make.quantity(make.contribution(), "person", 3)
    row.low = row.high = Decimal("3.5")
    assert "steps of 1" in why(row)


def test_an_observation_is_never_changed_but_verified_once_by_another():
    author, reviewer = make.user(), make.user()
    row = make.observation(provenance="recorded", entered_by=author)
    rows = Observation.objects.filter(pk=row.pk)
    with pytest.raises(AppendOnlyError):
        row.save()
    with pytest.raises(AppendOnlyError):
        rows.update(low=9)

    assert not rows.counting().exists()
    assert rows.decide(author, now=row.entered_at) == 0
    assert rows.decide(reviewer, now=row.entered_at) == 1
    assert rows.counting().exists()
    assert rows.decide(make.user(), now=row.entered_at) == 0


def test_a_level_is_one_of_the_scale():
    grade = make.indicator(kind="level", levels=[["一级甲等", "Grade I"], ["二级甲等", "Grade II"]])
    row = make.observation(grade, low=None, level="二级甲等")
    row.full_clean(exclude=["ref"], validate_unique=False, validate_constraints=False)
    row.level = "四级"
    with pytest.raises(ValidationError, match="choose one of 一级甲等、二级甲等"):
        row.clean()


def test_a_ratio_names_what_it_is_of():
    ratio = make.indicator(kind="ratio", across_parties="ratio")
    row = Observation(indicator=ratio, low=Decimal("0.4"), high=Decimal("0.4"))
    with pytest.raises(ValidationError, match="what the ratio is of"):
        row.clean()


def test_what_replaces_an_observation_is_of_the_same_subject():
    first = make.observation()
    row = make.observation(first.indicator, scheme=make.scheme("UNI-2001"), role="actual")
    row.replaces = first
    with pytest.raises(ValidationError, match="same subject"):
        row.clean()


def test_a_replaced_contribution_counts_until_its_replacement_is_verified():
    first = make.given(20).contribution
    second = make.contribution(scheme=first.scheme, replaces=first)
    assert list(Contribution.objects.counting()) == [first]

    Contribution.objects.filter(pk=second.pk).update(
        state="verified", reviewed_by=make.user(), reviewed_at=second.entered_at
    )
    assert list(Contribution.objects.counting()) == [second]
