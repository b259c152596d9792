"""The panel of what was given, from the figures of the sources, and its sentence."""

from datetime import date

import pytest
from django.utils.translation import override

from aidtrack.values.intervals import total
from projects.contributions.headline import finding, headline
from projects.contributions.panel import aid_panel
from projects.models import Contribution
from tests import make

pytestmark = pytest.mark.usefixtures("drawn", "db")


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


def panel_of(scheme, *on):
    contributions = Contribution.objects.filter(scheme__code=scheme)
    return aid_panel(contributions, on=date(*on), params={"scheme": scheme})


@pytest.fixture
def unions():
    return panel_of("SX-UNIONS", 2013, 12, 31)


def lines_of(panel, form):
    (group,) = [group for group in panel.groups if group.form == form]
    return {(line.title, line.counting_unit.code, line.kind): line for line in group.lines}


def test_person_times_of_trainings_and_visits_are_summed_and_the_addends_named(unions):
    (line,) = lines_of(unions, "").values()

    assert (str(line.given), line.why) == ("450", "182 + 268")
    assert line.given_address.endswith(
        "?scheme=SX-UNIONS&as_of=2013-12-31&unit=person_time&timing=done&counted=flows"
    )


def test_people_are_not_summed_and_it_is_said_why(unions):
    line = lines_of(unions, "training")["", "person", "sum"]

    assert line.given is None
    assert line.why == "The same one may be in several, so they do not add."


def test_a_part_stands_under_its_whole_with_its_share(unions):
    lines = lines_of(unions, "livelihood")
    part = lines["其中困难职工", "household", "part"]

    assert [line.kind for line in lines.values()] == ["row", "part", "row"]
    assert (str(part.given), part.why) == ("126", "16.1%, 126 ÷ 782")


def test_what_has_no_date_counts_on_no_day_and_says_so(unions):
    (line,) = lines_of(unions, "secondment").values()

    assert (line.given, line.under_way, line.period) == (None, None, "no date")
    assert line.why == "1 people; no dates are known, so it counts on no day"


def test_columns_without_a_number_are_left_out_and_named(unions):
    assert not unions.has_planned
    assert not unions.has_under_way
    assert unions.left_out.startswith("Nothing was planned in numbers and nothing is under way")


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        (
            "zh-hans",
            "截至2013-12-31，培训、互访450人次；捐赠图书12,000余册；"
            "职工自营经济多元增收示范项目782户、34个项目，其中困难职工126户（16.1%）。",
        ),
        (
            "en",
            "By 31 December 2013: training and visit 450 person-times; "
            "捐赠图书 12,000–12,999 books; "
            "职工自营经济多元增收示范项目 782 households and 34 undertakings, "
            "其中困难职工 126 households (16.1%).",
        ),
    ],
)
def test_the_sentence_names_the_largest_numbers_and_the_part(language, sentence):
    with override(language):
        assert headline(panel_of("SX-UNIONS", 2013, 12, 31)) == sentence


def test_people_in_post_come_first_and_what_is_under_way_is_counted():
    panel = panel_of("HOSPITALS-2012", 2012, 6, 30)
    (line,) = lines_of(panel, "secondment").values()

    assert (line.given, str(line.under_way)) == (None, "90–99")
    assert headline(panel) == "By 30 June 2012: in post: 90–99 people; 10 items under way."


def test_what_is_known_by_bounds_is_said_as_its_source_words_it_and_bounded_in_the_row():
    panel = panel_of("HOSPITALS-2012", 2012, 6, 30)
    (line,) = lines_of(panel, "secondment").values()

    with override("zh-hans"):
        assert headline(panel) == "截至2012-06-30，派驻在岗近100人；10项进行中。"
    assert str(line.under_way) == "90–99"


def test_sessions_are_summed_end_by_end():
    panel = panel_of("HOSPITALS-2012", 2012, 12, 31)
    line = lines_of(panel, "service")["", "session", "sum"]

    assert str(line.given) == "260–296"
    assert finding(panel, title="Other aid").startswith("Other aid: service 260–296 sessions")


def test_what_begins_after_the_day_is_left_out():
    panel = panel_of("SX-UNIONS", 2012, 12, 31)

    assert "livelihood" not in {group.form for group in panel.groups}
    assert "450" not in headline(panel)


def test_a_promise_is_shown_before_it_begins():
    make.given(80, planned=100, unit="book", scheme=make.scheme("UNI-2001"), form="goods")
    panel = panel_of("UNI-2001", 2012, 12, 31)
    (line,) = lines_of(panel, "goods").values()

    assert (str(line.planned), str(line.given)) == ("100", "0")


def test_of_many_of_a_form_only_the_sum_is_shown():
    for _n in range(9):
        make.given(2, unit="session", scheme=make.scheme("UNI-2001"), form="service")
    lines = lines_of(panel_of("UNI-2001", 2013, 12, 31), "service")

    assert [(line.kind, str(line.given)) for line in lines.values()] == [("sum", "18")]


def test_what_has_no_source_names_none():
    make.given(2, scheme=make.scheme("UNKNOWN"))

    assert panel_of("UNKNOWN", 2013, 12, 31).sources == ""


def sum_of_list(client, address, unit):
    """What the rows of the list that an address opens add up to, in a counting unit."""
    table = client.get(address).context["table"]
    rows = [row.record for row in table.paginated_rows]
    numbers = [q.done for row in rows for q in row.quantities.all() if q.counting_unit == unit]
    return total(numbers)


@pytest.mark.parametrize(
    ("scheme", "day"),
    [
        ("SX-UNIONS", date(2012, 12, 31)),
        ("SX-UNIONS", date(2013, 6, 30)),
        ("SX-UNIONS", date(2013, 12, 31)),
        ("HOSPITALS-2012", date(2012, 6, 30)),
        ("HOSPITALS-2012", date(2012, 12, 31)),
        ("UNI-2001", date(2013, 6, 30)),
    ],
)
def test_the_rows_behind_a_sum_add_up_to_it(client, scheme, day):
    client.force_login(make.auditor())
    of_2013 = {"scheme": make.scheme("UNI-2001"), "unit": "session", "form": "service"}
    make.given(7, **of_2013, ends_on=date(2013, 3, 1))
    make.given(20, 29, **of_2013, planned=30)
    make.given(5, **of_2013, starts_on=date(2013, 12, 1), planned=5)

    panel = panel_of(scheme, day.year, day.month, day.day)
    ends = [
        (address, number, line.counting_unit)
        for line in panel.lines
        for address, number in (
            (line.given_address, line.given),
            (line.under_way_address, line.under_way),
        )
        if line.kind == "sum" and address and number
    ]

    assert [sum_of_list(client, address, unit) for address, _n, unit in ends] == [
        number for _address, number, _unit in ends
    ]
    if scheme == "UNI-2001":
        assert [str(number) for _address, number, _unit in ends] == ["7", "20–29"]


def test_what_counts_no_row_opens_none():
    panel = panel_of("SX-UNIONS", 2013, 12, 31)
    (line,) = lines_of(panel, "").values()
    (post,) = lines_of(panel, "secondment").values()

    assert "timing=done" in line.given_address
    assert line.under_way_address == ""
    assert (post.given_address, post.under_way_address) == ("", "")
