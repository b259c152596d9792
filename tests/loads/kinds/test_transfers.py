"""Files of transfers: the same rules as for a person who records one, and undone by reversals."""

from datetime import date
from decimal import Decimal

import pytest
from django.db.models import Sum
from django.utils.translation import override

from pairings.models import Organisation
from projects.models import Transfer, accept_as_opening
from reports.loads.examining import Refused, examine
from reports.loads.kinds.transfers.plan import TRANSFERS
from reports.loads.loading import accept, preview
from reports.loads.undoing import undo, why_not_undo
from tests import make
from tests.tools.sheets import csv_file

pytestmark = pytest.mark.django_db
WAN = 10_000
HEAD = "资金环节,项目编号,批次,支援方,收款方,日期,金额(万元),文号"
AT, IN = "到位,OWN,,,,2011-07-15,100,", "到疆,,,浙江,阿克苏,2011-07-10,300,号1"


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


class Sides:
    """A supporter with its front headquarters, a prefecture, and a project between the two."""

    def __init__(self):
        self.giver = make.supporter("ZJ", name="浙江省", short_name="浙江")
        self.row = make.prefecture("AKS", name="阿克苏地区", short_name="阿克苏")
        self.county = make.county(reported_under=self.row)
        front = make.organisation(kind=Organisation.Kind.HEADQUARTERS, parent=self.giver)
        self.project = make.project(
            code="OWN", supporter=self.giver, recipient=self.county, planned_aid=1000 * WAN
        )
        make.project(code="OTHER")
        self.front = make.member("recorder", front)
        self.office = make.member("recorder", self.row)
        self.reviewer = make.member("reviewer", self.row)

    def look(self, *rows, user=None, head=HEAD):
        return preview(
            TRANSFERS,
            csv_file(head, *rows),
            "资金.csv",
            user=user or self.front,
            choices={"programme": "2011-plan"},
        )

    def load(self, *rows, user=None):
        upload, preview = self.look(*rows, user=user)
        assert preview.can_be_accepted, preview.problems
        return accept(TRANSFERS, upload, user=user or self.front)


@pytest.fixture
def sides():
    return Sides()


def problems(upload_and_preview):
    return [(problem.cell, problem.mend) for problem in upload_and_preview[1].problems]


def test_transfers_are_recorded_by_the_side_of_whoever_loads_them(sides):
    sides.load(AT, IN)

    at, arrived = Transfer.objects.order_by("-level")[1], Transfer.objects.get(level="in_region")
    at = Transfer.objects.get(level="at_project")
    assert (at.project, at.supporter, at.receiver) == (sides.project, sides.giver, sides.county)
    assert (at.amount, at.on, at.recorded_by) == (1_000_000, date(2011, 7, 15), sides.front)
    assert (at.recorded_side, arrived.recorded_side) == ("supporter", "supporter")
    assert (arrived.receiver, arrived.document_number) == (sides.row, "号1")


def test_the_recipients_office_records_for_its_own_side(sides):
    sides.load(AT, user=sides.office)

    assert Transfer.objects.get().recorded_side == "recipient"


def test_the_same_file_again_records_nothing(sides):
    sides.load(AT, IN)

    preview = sides.look(AT, IN)[1]

    assert preview.is_nothing
    assert preview.plan.counts["projects.Transfer"] == {"created": 0, "changed": 0, "unchanged": 2}


def test_two_equal_rows_are_asked_about(sides):
    ((cell, mend),) = problems(sides.look(AT, AT))

    assert (cell, "document number" in mend) == ("G3", True)
    assert problems(sides.look(AT + "甲", AT + "乙")) == []


@pytest.mark.parametrize(
    ("row", "cell"),
    [
        ("到位,,,,,2011-07-15,100,", "B2"),  # no project
        ("到疆,OWN,,浙江,阿克苏,2011-07-15,100,", "B2"),  # a project too early
        ("到位,OWN,9,,,2011-07-15,100,", "C2"),  # no such tranche
        ("到位,OWN,,,,2011-07-15,-100,", "G2"),
        ("到位,OWN,,,,2099-07-15,100,", "F2"),  # not yet
        ("到疆,,,浙江,,2011-07-15,100,", "E2"),  # no receiver
        ("飞走,OWN,,,,2011-07-15,100,", "A2"),
    ],
)
def test_what_a_form_refuses_a_file_is_refused_too(sides, row, cell):
    assert [place for place, _mend in problems(sides.look(row))] == [cell]


def test_a_project_out_of_reach_is_not_there(sides):
    ((cell, mend),) = problems(sides.look("到位,OTHER,,,,2011-07-15,100,"))
    ((_cell, same),) = problems(sides.look("到位,NOWHERE,,,,2011-07-15,100,"))

    assert cell == "B2"
    assert mend == same


def test_an_organisation_out_of_reach_is_neither_found_nor_offered(sides):
    make.supporter("SECRET", name="浙江甲", short_name="浙江甲")

    preview = sides.look("到疆,,,浙江甲,阿克苏,2011-07-15,100,")[1]

    (unknown,) = preview.plan.unknown
    assert "SECRET" not in dict(unknown.nearest)


def test_nobody_records_for_others(sides):
    edge = sides.project.lead_pairing
    partner = make.pairing(supporter=make.supporter("JS"), recipient=sides.county)
    sides.project.partner_pairings.add(partner)
    person = make.member("recorder", partner.supporter)

    ((_cell, mend),) = problems(sides.look(AT, user=person))

    assert edge.pk and "Only a recorder of one of the two sides" in mend


def test_the_files_total_is_compared(sides):
    preview = sides.look(AT, IN, "合计,,,,,,400,")[1]

    by_pair, total = preview.plan.sums[0], preview.plan.sums[-1]
    assert by_pair.amount == 1_000_000
    assert (total.verdict, total.printed) == ("matches", 4_000_000)


def test_undoing_reverses_each_on_its_own_day(sides):
    load = sides.load(AT, IN)

    undo(TRANSFERS, load, user=make.administrator())

    reversals = Transfer.objects.exclude(reverses=None)
    assert {(r.on, r.amount) for r in reversals} == {
        (date(2011, 7, 15), Decimal(-1_000_000)),
        (date(2011, 7, 10), Decimal(-3_000_000)),
    }
    assert all("import undone: 资金.csv" in r.reason for r in reversals)
    assert Transfer.objects.count() == 4


def test_after_undoing_the_file_can_be_loaded_again(sides):
    undo(TRANSFERS, sides.load(AT), user=make.administrator())

    sides.load(AT)

    assert sum(Transfer.objects.values_list("amount", flat=True)) == 1_000_000


def test_nobody_undoes_what_they_loaded_once_it_counts(sides):
    load = sides.load(AT)
    accept_as_opening(Transfer.objects.all())

    with pytest.raises(Refused, match="ask a colleague"):
        undo(TRANSFERS, load, user=sides.front)


def test_whoever_loaded_it_undoes_it_while_nothing_of_it_counts(sides):
    undo(TRANSFERS, sides.load(AT), user=sides.front)

    assert not Transfer.objects.waiting().exists()
    assert not Transfer.objects.accepted().exists()


def test_undoing_what_counts_counts_at_once(sides):
    load = sides.load(AT)
    accept_as_opening(Transfer.objects.all())

    undo(TRANSFERS, load, user=sides.reviewer)

    accepted = Transfer.objects.accepted()
    assert accepted.count() == Transfer.objects.count() > 1
    assert accepted.aggregate(sum=Sum("amount"))["sum"] == 0


def test_a_reviewer_of_a_side_undoes_and_a_recorder_does_not(sides):
    load = sides.load(AT)

    assert "Only an administrator" in why_not_undo(TRANSFERS, load, sides.office)
    undo(TRANSFERS, load, user=sides.reviewer)

    assert Transfer.objects.exclude(reverses=None).get().recorded_side == "recipient"


def test_what_the_other_side_confirmed_stays(sides):
    load = sides.load(AT)
    make.confirmation(Transfer.objects.get(), stated_by=sides.office)

    with pytest.raises(Refused, match="Confirmations 1"):
        undo(TRANSFERS, load, user=make.administrator())


def test_what_was_reversed_since_stays(sides):
    load = sides.load(AT)
    row = Transfer.objects.get()
    make.transfer(row.project, -row.amount, on=row.on, reverses=row)

    with pytest.raises(Refused, match="Transfers 1"):
        undo(TRANSFERS, load, user=make.administrator())


def test_what_a_report_settled_since_stays(sides):
    load = sides.load(AT)
    accept_as_opening(Transfer.objects.all())
    sides.project.programme.reported_through = date(2011, 7, 31)
    sides.project.programme.save()

    with pytest.raises(Refused, match="2011-07 is closed"):
        undo(TRANSFERS, load, user=make.administrator())


@pytest.mark.parametrize("rows", [1, 20])
def test_a_preview_takes_the_same_queries_whatever_the_number_of_rows(
    sides, rows, django_assert_num_queries
):
    content = csv_file(HEAD, *(f"{AT}{n}" for n in range(rows)))

    with django_assert_num_queries(13):
        examine(TRANSFERS, content, "a.csv", user=sides.front)


def test_yuan_for_ten_thousand_yuan_is_asked_about_for_each_row(sides):
    upload, preview = sides.look("到位,OWN,,,,2011-07-15,300000,", user=sides.office)

    (question,) = preview.plan.questions
    assert "30,000.0% of planned funds (CNY 10 m). Did you enter yuan?" in question.sentence
    assert [reading.value for reading in question.readings] == ["300000", "3000000000"]
    assert not preview.can_be_accepted
    for value in ("300000", "3000000000"):
        (batch,) = answered(sides, upload, question, value).plan.batches
        (row,) = batch.created
        assert dict(zip(batch.names, row, strict=True))["amount"] == Decimal(value)


def answered(sides, upload, question, value):
    choices = upload.choices | {"answers": {question.code: value}}
    with upload.file.open() as file:
        content = file.read()
    preview = examine(TRANSFERS, content, "资金.csv", user=sides.office, choices=choices)
    assert preview.can_be_accepted
    return preview


def test_rows_of_a_file_are_asked_about_together(sides):
    rows = [f"到位,OWN,,,,2011-07-{day},400,号{day}" for day in (15, 16)]

    _upload, preview = sides.look(*rows, user=sides.office)

    assert [question.where for question in preview.plan.questions] == ["资金 G3"]


def test_more_than_the_total_investment_needs_a_reason_in_the_file(sides):
    type(sides.project).objects.update(total_investment=1000 * WAN)
    row = "到位,OWN,,,,2011-07-15,1001,,"
    head = f"{HEAD},超总投资原因"
    upload, preview = sides.look(row, user=sides.office, head=head)
    (question,) = preview.plan.questions
    choices = upload.choices | {"answers": {question.code: question.readings[1].value}}

    for text, is_sound in ((row, False), (f"{row}增补投资", True)):
        content = csv_file(head, text)
        looked = examine(TRANSFERS, content, "资金.csv", user=sides.office, choices=choices)
        assert looked.is_sound == is_sound


@pytest.mark.parametrize(
    ("head", "row"),
    [
        (HEAD.replace("项目编号", "内部号"), AT),
        (HEAD.replace("收款方", "户头"), IN),
        (HEAD.replace("支援方", "来处"), IN),
    ],
)
def test_a_column_that_an_open_heading_may_be_is_no_problem_yet(sides, head, row):
    preview = sides.look(row, head=head)[1]

    assert preview.problems == []
    assert [question.code.partition(":")[0] for question in preview.questions] == ["header"]
