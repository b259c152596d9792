"""Files of observations: what an indicator was before and after, for whom."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone
from django.utils.translation import override

from projects.models import Observation
from reports.loads.kinds.observations.plan import OBSERVATIONS
from reports.loads.loading import accept, preview
from reports.loads.undoing import undo, why_not_undo
from tests import make
from tests.tools.sheets import csv_file

pytestmark = pytest.mark.django_db
HEAD = "指标,对象,日期,数值,等级,分子,分母,支援前或后,来源"
STAFF = "研究生学历教师,某大学,2001年,3800多人,,,,支援前,总结"
LEVELS = [["一级", "one"], ["二级甲等", "two A"], ["三级", "three"]]


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


class Universities:
    """A university that is supported since 2001-06, and four indicators."""

    def __init__(self):
        self.pairing = make.pairing(
            ref="UV-1",
            supporter=make.supporter("BJU", name="首都大学"),
            recipient=make.county("XJU", name="某大学"),
            starts_on=date(2001, 6, 1),
        )
        make.indicator("staff", name="研究生学历教师", name_en="Staff")
        make.indicator("programmes", name="硕士点", name_en="Programmes")
        make.indicator("share", name="硕士以上比例", kind="ratio", across_parties="ratio")
        make.indicator("grade", name="医院等级", kind="level", levels=LEVELS)
        self.recorder = make.member("recorder", self.pairing.recipient)
        self.administrator = make.administrator("admin")

    def look(self, *rows, user=None, head=HEAD, **answers):
        return preview(
            OBSERVATIONS,
            csv_file(head, *rows),
            "变化.csv",
            user=user or self.recorder,
            choices={"answers": answers},
        )

    def load(self, *rows, user=None, answers=None):
        load, look = self.look(*rows, user=user, **(answers or {}))
        assert look.problems == []
        assert look.can_be_accepted, look.questions
        return accept(OBSERVATIONS, load, user=user or self.recorder)


@pytest.fixture
def universities():
    return Universities()


def problems(look):
    return [(problem.cell, problem.expected, problem.mend) for problem in look[1].problems]


def open_codes(look):
    return [question.code for question in look[1].questions if not question.choice]


def test_what_is_published_does_not_enter_a_month_that_was_closed_here(universities):
    years = {"starts_on": date(2001, 1, 1), "ends_on": date(2010, 12, 31), "reported_through": None}
    plan = make.programme("plan", scheme=universities.pairing.scheme, **years)
    month = make.reporting_month(plan, date(2001, 12, 1), closed_at=timezone.now())

    _load, look = universities.look(STAFF, user=universities.administrator)

    ((cell, mend),) = [(problem.cell, problem.mend) for problem in look.problems]
    assert "It counts in 2001-12, which is closed" in mend
    assert cell == "C2"
    month.closed_at = None
    month.save()
    universities.load(STAFF, user=universities.administrator)


def test_a_value_is_read_with_its_bounds_its_day_and_its_text(universities):
    universities.load(STAFF)

    row = Observation.objects.get()
    assert (row.ref, row.organisation) == ("XJU-staff-2001", universities.pairing.recipient)
    assert (row.low, row.high, row.printed) == (3800, 3899, "3800多人")
    assert (row.on, row.precision, row.role) == (date(2001, 12, 31), "year", "baseline")
    assert (row.provenance, row.entered_by) == ("recorded", universities.recorder)
    row.full_clean(exclude=["ref"], validate_unique=False, validate_constraints=False)


def test_an_administrators_rows_with_a_source_are_as_published(universities):
    universities.load(STAFF, user=universities.administrator)

    assert Observation.objects.get().provenance == "printed"


@pytest.mark.parametrize(
    ("subject", "field"),
    [("UV-1", "pairing"), ("XJU", "organisation"), ("regional-aid", "scheme"), ("P-1", "project")],
)
def test_a_subject_is_known_by_its_name_or_its_reference(universities, subject, field):
    edge = universities.pairing
    make.project(code="P-1", supporter=edge.supporter, recipient=edge.recipient)

    universities.load(f"硕士点,{subject},2011-05,45,,,,支援后,", user=universities.administrator)

    row = Observation.objects.get()
    assert getattr(row, field) is not None
    assert (row.on, row.precision) == (date(2011, 5, 31), "month")


def test_an_unknown_organisation_is_a_question(universities):
    look = universities.look("硕士点,某大学院,2011年,45,,,,支援后,")[1]

    (unknown,) = look.plan.unknown
    assert unknown.nearest[0][0] == "XJU"


def test_a_ratio_and_a_level(universities):
    universities.load(
        "硕士以上比例,某大学,2011年,,,1,4,支援后,", "医院等级,某大学,2011年,,二级甲等,,,支援后,"
    )

    ratio, level = Observation.objects.order_by("level")
    assert (ratio.low, ratio.numerator, ratio.denominator) == (Decimal("0.25"), 1, 4)
    assert level.level == "二级甲等"


@pytest.mark.parametrize(
    ("row", "cell", "words"),
    [
        ("硕士以上比例,某大学,2011年,,,1,0,支援后,", "G2", "denominator above zero"),
        ("硕士以上比例,某大学,2011年,,,1,,支援后,", "G2", "A numerator and a denominator"),
        ("医院等级,某大学,2011年,,二级乙等,,,支援后,", "E2", "二级甲等, 三级, 一级"),
        ("博士点,某大学,2011年,45,,,,支援后,", "A2", "An indicator: Programmes, "),
        ("硕士点,某大学,2011年,好,,,,支援后,", "D2", "A single number"),
        ("硕士点,某大学,2011年,,,,,支援后,", "D2", "A number"),
        ("硕士点,某大学,,45,,,,支援后,", "C2", "A day, a month or a year"),
        ("硕士点,某大学,前年,45,,,,支援后,", "C2", "A day, a month or a year"),
    ],
)
def test_what_is_wrong_is_named_with_its_cell(universities, row, cell, words):
    ((place, expected, mend),) = problems(universities.look(row))

    assert place == cell
    assert words in expected
    assert mend


def test_there_is_one_value_from_before(universities):
    universities.load(STAFF)

    ((cell, expected, _mend),) = problems(
        universities.look(STAFF.replace("2001年", "2000年").replace("3800多", "3700多"))
    )

    assert (cell, "3,800–3,899" in expected) == ("H2", True)


def test_the_same_file_again_is_nothing_to_do(universities):
    universities.load(STAFF)

    assert universities.look(STAFF)[1].is_nothing


def test_another_value_replaces_where_the_person_says_so(universities):
    universities.load(STAFF)
    other = STAFF.replace("3800多人", "3900")

    assert open_codes(universities.look(other)) == ["replaces:XJU-staff-2001"]
    universities.load(other, answers={"replaces:XJU-staff-2001": "read"})

    row = Observation.objects.get(low=3900)
    assert (row.replaces.ref, row.ref) == ("XJU-staff-2001", "XJU-staff-2001-2")
    assert universities.look(other)[1].is_nothing


def test_a_value_from_after_that_is_older_than_the_pairing_is_asked_about(universities):
    row = "硕士点,某大学,2000年,45,,,,支援后,"

    assert open_codes(universities.look(row)) == ["early"]
    universities.load(row, answers={"early": "baseline"})

    assert Observation.objects.get().role == "baseline"


def test_nobody_records_for_others(universities):
    other = make.member("recorder", make.pairing().recipient)

    look = universities.look(STAFF.replace("某大学", "XJU"), user=other)

    assert look[1].plan.unknown or problems(look)


def test_a_load_is_taken_back(universities):
    load = universities.load(STAFF)
    assert why_not_undo(OBSERVATIONS, load, universities.recorder) == ""

    undo(OBSERVATIONS, load, user=universities.recorder)

    assert not Observation.objects.exists()


def test_at_least_has_no_upper_bound(universities):
    universities.load("硕士点,某大学,2011年,≥80,,,,支援后,")

    row = Observation.objects.get()
    assert (row.low, row.high, row.printed) == (80, None, "≥80")


@pytest.mark.parametrize("text", ["nan", "Infinity", "1e5", "1.234"])
def test_what_is_no_number_of_two_places_is_refused(universities, text):
    ((cell, *_words),) = problems(universities.look(f"硕士点,某大学,2011年,{text},,,,支援后,"))

    assert cell == "D2"


def test_a_ratio_in_percent_is_on_that_scale(universities):
    make.indicator("rate", name="覆盖率", kind="ratio", across_parties="ratio", unit="%")

    universities.load("覆盖率,某大学,2011年,,,1,4,支援后,")

    assert Observation.objects.get().low == 25


def test_a_value_that_was_replaced_on_another_day_is_replaced_no_second_time(universities):
    fields = {"organisation": universities.pairing.recipient, "role": "actual"}
    indicator = make.indicator("programmes")
    first = make.observation(indicator, 45, on=date(2011, 12, 31), **fields)
    make.observation(indicator, 45, on=date(2012, 12, 31), replaces=first, **fields)

    universities.load("硕士点,某大学,2011年,46,,,,支援后,")

    assert Observation.objects.get(low=46).replaces is None
