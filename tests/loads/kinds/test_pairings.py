"""Files of pairings: edges from rows, parties that nobody knows, periods that clash."""

from datetime import date

import pytest
from django.utils.translation import override

from pairings.models import Organisation, Pairing
from reports.loads.examining import examine
from reports.loads.kinds.pairings.plan import PAIRINGS
from reports.loads.loading import accept, choose, preview
from reports.loads.undoing import undo
from tests import make
from tests.tools.sheets import csv_file

pytestmark = pytest.mark.django_db
HEAD = "支援方,受援方,协议编号,开始日期,结束日期"


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


@pytest.fixture
def user():
    make.scheme()
    make.supporter("110000", name="北京市", short_name="北京")
    make.supporter("310000", name="上海市", short_name="上海")
    make.county("653201", name="和田市")
    return make.administrator()


def look(user, *rows, head=HEAD, **choices):
    return preview(PAIRINGS, csv_file(head, *rows), "结对.csv", user=user, choices=choices)


def load(user, *rows, head=HEAD):
    upload, preview = look(user, *rows, head=head)
    assert preview.can_be_accepted, preview.problems
    return accept(PAIRINGS, upload, user=user)


def problems(user, *rows, head=HEAD):
    return [(p.cell, p.mend) for p in look(user, *rows, head=head)[1].problems]


def test_a_row_with_two_supporters_is_two_pairings(user):
    load(user, "北京、上海,和田市,,,")

    assert set(Pairing.objects.values_list("supporter__ref", "recipient__ref", "starts_on")) == {
        ("110000", "653201", date(2010, 3, 30)),
        ("310000", "653201", date(2010, 3, 30)),
    }


def test_a_new_pairing_is_named_as_others_of_its_scheme_are(user):
    giver, taker = (Organisation.objects.get(ref=ref) for ref in ("310000", "653201"))
    make.pairing(ref="XJ-310000-653201", supporter=giver, recipient=taker)

    load(user, "北京,和田市,,,")

    assert Pairing.objects.filter(ref="XJ-110000-653201").exists()


def test_the_same_file_again_changes_nothing(user):
    load(user, "北京、上海,和田市,协-1,,")

    assert look(user, "北京、上海,和田市,协-1,,")[1].is_nothing


def test_a_known_pairing_is_changed_where_the_file_says_otherwise(user):
    load(user, "北京,和田市,协-1,,")

    load(user, "北京,和田市,协-2,,2020-12-31")

    edge = Pairing.objects.get()
    assert (edge.agreement_number, edge.ends_on) == ("协-2", date(2020, 12, 31))


def test_undoing_takes_the_pairings_back(user):
    loaded = load(user, "北京、上海,和田市,,,")

    undo(PAIRINGS, loaded, user=user)

    assert not Pairing.objects.exists()


def test_two_periods_of_a_pair_may_not_meet(user):
    load(user, "北京,和田市,,2010-01-01,2012-12-31")

    assert problems(user, "北京,和田市,,2012-06-01,")[0][0] == "D2"
    assert problems(user, "北京,和田市,,2013-01-01,") == []


def test_the_same_pair_twice_in_a_file_is_told(user):
    assert problems(user, "北京,和田市,,,", "北京、上海,和田市,,,")[0][0] == "B3"


def test_a_pairing_ends_after_it_starts(user):
    ((cell, _mend),) = problems(user, "北京,和田市,,2011-01-01,2010-01-01")

    assert cell == "E2"


def test_a_reference_belongs_to_its_parties(user):
    load(user, "北京,和田市,R-1", head="支援方,受援方,结对编号")

    ((cell, mend),) = problems(user, "上海,和田市,R-1", head="支援方,受援方,结对编号")

    assert cell == "C2"
    assert "scheme and parties cannot be changed" in mend


def test_an_unknown_party_is_made_only_where_the_person_chooses_so(user):
    upload, preview = look(user, "天津,和田市,,,")
    assert [unknown.name for unknown in preview.plan.unknown] == ["天津"]
    assert preview.plan.unknown[0].may_create
    new_organisations = {"天津": {"ref": "120000", "name": "天津市", "kind": "province"}}

    preview = choose(PAIRINGS, upload, user=user, choices={"new_organisations": new_organisations})
    accept(PAIRINGS, upload, user=user)

    edge = Pairing.objects.get()
    assert (edge.supporter.ref, edge.supporter.name) == ("120000", "天津市")
    assert edge.ref == "regional-aid-120000-653201"


def test_undoing_takes_back_the_party_that_was_made(user):
    upload, _preview = look(user, "天津,和田市,,,")
    new_organisations = {"天津": {"ref": "120000", "name": "天津市", "kind": "province"}}
    choose(PAIRINGS, upload, user=user, choices={"new_organisations": new_organisations})
    loaded = accept(PAIRINGS, upload, user=user)

    undo(PAIRINGS, loaded, user=user)

    assert not Organisation.objects.filter(ref="120000").exists()


@pytest.mark.parametrize(
    "organisation",
    [
        {"ref": "110000", "name": "天津市", "kind": "province"},
        {"ref": "1 2", "name": "天津市", "kind": "province"},
        {"ref": "120000", "name": "天津市", "kind": "planet"},
    ],
)
def test_a_party_that_could_not_be_stored_is_a_problem(user, organisation):
    upload, _preview = look(user, "天津,和田市,,,")

    preview = choose(
        PAIRINGS, upload, user=user, choices={"new_organisations": {"天津": organisation}}
    )

    assert preview.problems and not preview.can_be_accepted


def test_one_of_several_schemes_is_named_or_chosen(user):
    make.scheme("unions", name="工会")

    assert problems(user, "北京,和田市,,,")
    assert look(user, "北京,和田市,,,", scheme="unions")[1].can_be_accepted
    assert problems(user, "北京,和田市,工会", head="支援方,受援方,结对体系") == []


@pytest.mark.parametrize("rows", [1, 20])
def test_a_preview_takes_the_same_queries_whatever_the_number_of_rows(
    user, rows, django_assert_num_queries
):
    for n in range(rows):
        make.county(f"C-{n}", name=f"县{n}")
    content = csv_file(HEAD, *(f"北京,县{n},,," for n in range(rows)))

    with django_assert_num_queries(5):
        examine(PAIRINGS, content, "a.csv", user=user)


def test_the_scheme_that_an_open_heading_may_be_is_no_problem_yet(user):
    make.scheme("unions", name="工会对口支援")
    head, row = f"{HEAD},归口", "北京,和田市,,,,工会对口支援"

    preview = look(user, row, head=head)[1]
    assert (len(preview.questions), preview.problems) == (1, [])
    assert "scheme" in [reading.value for reading in preview.questions[0].readings]
    assert look(user, row, head=head, headers={"归口": ""})[1].problems != []
    assert look(user, row, head=head, headers={"归口": "scheme"})[1].can_be_accepted
