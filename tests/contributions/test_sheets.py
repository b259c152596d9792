"""The year sheets of the schemes: the same numbers as the command, every contribution once."""

from datetime import date

import pytest

from pairings.models import Organisation, Scheme
from projects.contributions.given import GROUPINGS, lines, quantities
from projects.contributions.sheets.sheet import year_sheet
from projects.contributions.sheets.years import counting, sheet_years
from projects.models import Contribution
from tests import make
from tests.exports.files import body, book, lines as csv_lines
from tests.tools.reading import words

pytestmark = pytest.mark.usefixtures("drawn", "db")
TODAY = date(2026, 11, 27)
SCHEMES = ("UNI-2001", "SX-UNIONS", "HOSPITALS-2012")
LATEST = {"UNI-2001": 2013, "SX-UNIONS": 2013, "HOSPITALS-2012": 2012}


@pytest.fixture
def auditor():
    return make.auditor()


@pytest.fixture
def english(client, auditor):
    client.force_login(auditor)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def address(code, year):
    return f"/contributions/sheets/{code}/{year}/"


def sheets(code, user) -> dict:
    scheme = Scheme.objects.get(code=code)
    years = sheet_years(scheme, user=user, today=TODAY)
    return {year: year_sheet(scheme, year=year, today=TODAY, user=user) for year in years}


def items(sheet) -> dict[str, list]:
    return {item.label: item.lines for item in sheet.items}


@pytest.mark.parametrize("code", SCHEMES)
def test_the_years_together_give_what_the_command_gives(code, auditor):
    given_by_unit = {}
    for _year, sheet in sorted(sheets(code, auditor).items()):
        for line in sheet.given:
            if line.counting_unit.adds:
                before = given_by_unit.get(line.counting_unit.code)
                given_by_unit[line.counting_unit.code] = before + line.done if before else line.done
        contributions = Contribution.objects.filter(scheme__code=code)
        by_command = lines(quantities(contributions, on=sheet.on), GROUPINGS["counting-unit"])
        nonzero = {
            line.counting_unit.code: line.done
            for line in by_command
            if line.counting_unit.adds and line.done.high != 0
        }

        assert given_by_unit == nonzero


@pytest.mark.parametrize("code", SCHEMES)
def test_every_contribution_stands_on_one_sheet_or_is_undated(code, auditor):
    places = []
    for sheet in sheets(code, auditor).values():
        for item in sheet.items:
            places += {line.address for line in item.lines if "/contributions/" in line.address}
    places += {line.address for line in sheet.undated}

    counted = counting(Scheme.objects.get(code=code), user=auditor)
    assert sorted(places) == sorted(row.get_absolute_url() for row in counted)


def test_the_unions_of_2013(english):
    text = words(english.get(address("SX-UNIONS", 2013)))

    assert "Total person-times — 450" in text
    assert "12,000–12,999" in text and "捐赠图书12000余册" in text
    # Of no category: at the end, not left out.
    assert "Other 党委分管领导带队赴山西对接" in text and "培训工会干部" in text
    assert "Without dates, so of no year 援疆干部 people — — 1 people; no dates are known" in text


def test_the_hospitals_of_2012_had_people_in_post_and_gave_none(auditor):
    sheet = sheets("HOSPITALS-2012", auditor)[2012]
    (posts,) = [line for line in items(sheet)["其他"] if "派驻" in line.content]

    assert posts.given == "派驻在岗90–99" and posts.printed == "近100人"
    assert {line.counting_unit.code: str(line.done) for line in sheet.totals}[
        "session"
    ] == "260–296"


def test_the_form_of_the_universities_has_six_items(auditor):
    sheet = sheets("UNI-2001", auditor)[2013]

    assert [item.number for item in sheet.items] == [1, 2, 3, 4, 5, 6]
    first, *rest = sheet.items
    assert {"支援高校": "94", "受援高校": "67", "涉及高校": "160–169"}.items() <= {
        line.content: line.given for line in first.lines
    }.items()
    assert first.lines[-1].content == "本系统登记的结对"
    assert [line.content for line in rest[0].lines] == ["本年没有登记"]


def test_the_sixth_item_names_what_is_unknown_too(auditor):
    changes = sheets("UNI-2001", auditor)[2013].items[-1].lines
    by_content = {line.content: line for line in changes}

    (phd,) = [line for line in changes if "一级学科博士点" in line.content]
    assert (phd.given, phd.note, phd.period) == ("5 → 45", "+40", "2001 – 2009")
    assert by_content["科研经费"].given == "未知"
    assert len(changes) == 10


def test_a_scheme_asks_for_what_its_sheet_names_and_for_nothing_else(auditor):
    make.indicator("beds", name="床位").schemes.add(Scheme.objects.get(code="HOSPITALS-2012"))
    make.indicator("unclaimed", name="无人要求")

    by_scheme = {code: sheets(code, auditor)[LATEST[code]].items for code in SCHEMES}
    contents = {
        code: {line.content: line.given for item in items for line in item.lines}
        for code, items in by_scheme.items()
    }

    assert contents["HOSPITALS-2012"]["床位"] == "未知"
    assert not {"床位", "无人要求"} & set(contents["UNI-2001"])
    assert contents["SX-UNIONS"]["户均增收"] == "— → 5,000"


def test_what_had_not_ended_stands_apart(auditor):
    scheme = make.pairing().scheme
    make.given(20, scheme=scheme, title="跨年", ends_on=date(2014, 3, 1))
    make.given(5, scheme=scheme, title="当年")

    sheet = year_sheet(scheme, year=2013, today=TODAY, user=auditor)

    (line,) = sheet.apart
    assert (line.content, line.given, line.note) == ("跨年", "20", "进行中")
    assert [str(total.done) for total in sheet.given] == ["5"]


def test_of_this_year_only_what_has_ended_by_today_is_given(auditor):
    scheme = make.pairing().scheme
    for title, starts_on, ends_on in (
        ("未完", date(2026, 1, 1), date(2026, 12, 1)),
        ("未始", date(2026, 12, 1), date(2026, 12, 5)),
    ):
        make.given(20, scheme=scheme, title=title, starts_on=starts_on, ends_on=ends_on)

    sheet = year_sheet(scheme, year=2026, today=TODAY, user=auditor)

    assert [(line.content, line.note) for line in sheet.apart] == [
        ("未完", "进行中"),
        ("未始", "未开始"),
    ]
    assert sheet.given == []


def test_a_part_follows_its_whole_and_adds_nothing(auditor):
    scheme = make.pairing().scheme
    whole = make.given(34, scheme=scheme, title="全部").contribution
    make.given(9, scheme=scheme, title="另一项")
    make.given(4, scheme=scheme, title="其中", part_of=whole)

    sheet = year_sheet(scheme, year=2013, today=TODAY, user=auditor)

    assert [line.content for line in sheet.items[0].lines] == ["全部", "其中", "另一项"]
    assert [str(line.done) for line in sheet.totals] == ["43"]


def test_households_have_no_total_and_the_sheet_says_why(english):
    scheme = make.pairing().scheme
    for number in (782, 126):
        make.given(number, unit="household", scheme=scheme)

    text = words(english.get(address(scheme.code, 2013)))

    assert "Total households — — The same one may be in several, so they do not add." in text
    assert "908" not in text


def test_a_contribution_without_a_quantity_has_its_line(auditor):
    row = make.contribution(state="verified", title="没有数量")

    sheet = year_sheet(row.scheme, year=2013, today=TODAY, user=auditor)

    assert [(line.content, line.given) for line in sheet.items[0].lines] == [("没有数量", "—")]


def test_a_draft_is_on_no_sheet(auditor):
    row = make.contribution(title="草稿")

    assert sheet_years(row.scheme, user=auditor, today=TODAY) == []


def test_only_what_the_reader_sees(client):
    edge = make.pairing()
    make.given(1, pairing=edge, title="本结对")
    other = make.given(1, pairing=make.pairing(scheme=edge.scheme), title="别的结对").contribution
    client.force_login(make.member("recorder", edge.supporter))

    page = client.get(address(edge.scheme.code, 2013)).content.decode()

    assert "本结对" in page and "别的结对" not in page
    assert "本表只含您能看到的内容" in page
    client.force_login(make.member("leader", make.organisation(kind=Organisation.Kind.PROVINCE)))
    assert client.get(address(other.scheme.code, 2013)).status_code == 404
    assert client.get(f"/contributions/sheets/{other.scheme.code}/").status_code == 404


@pytest.mark.parametrize(
    "place", ["SX-UNIONS/1999/", "SX-UNIONS/2027/", "NO-SUCH/2013/", "NO-SUCH/"]
)
def test_there_is_no_other_sheet(english, place):
    assert english.get(f"/contributions/sheets/{place}").status_code == 404


@pytest.mark.parametrize("code", SCHEMES)
def test_the_scheme_leads_to_its_latest_sheet(english, code):
    link = f"/contributions/sheets/{code}/"

    assert link in english.get(f"/pairings/?scheme={code}").content.decode()
    assert link in english.get("/contributions/").content.decode()
    assert english.get(link).url == address(code, LATEST[code])


@pytest.mark.parametrize("code", SCHEMES)
def test_the_files_have_the_lines_of_the_page_with_their_sources(english, code, auditor):
    sheet = sheets(code, auditor)[LATEST[code]]
    place = address(code, LATEST[code])
    number = sum(len(item.lines) for item in sheet.items) + len(sheet.apart) + len(sheet.undated)

    first, totals, _about = book(english, place).worksheets
    table = csv_lines(english, place)

    assert len(table) == number + 3
    assert first.max_row == number + 3
    assert "起点作文网" in table[-1][-1] or "起点作文网" in table[3][-1]
    assert totals.max_row >= 3


def test_both_languages(client, auditor):
    client.force_login(auditor)
    pages = {
        language: client.get(
            address("UNI-2001", 2013), headers={"accept-language": language}
        ).content.decode()
        for language in ("zh-hans", "en")
    }

    for text in ("对口支援工作统计表", "填报单位", "填报人", "复核人", "日期", "2013年"):
        assert text in pages["zh-hans"]
    for text in ("Statistical form of paired university support", "Reviewer", "year 2013"):
        assert text in pages["en"]


def test_an_unknown_parameter_is_refused(english):
    assert english.get(f"{address('SX-UNIONS', 2013)}?as_of=2013-01-01").status_code == 400


@pytest.mark.parametrize("n", [1, 3])
def test_a_sheet_takes_as_many_queries_for_three_lines_as_for_one(
    client, auditor, django_assert_num_queries, n
):
    client.force_login(auditor)
    scheme = make.pairing().scheme
    for _row in range(n):
        make.given(80, 89, pairing=make.pairing(scheme=scheme))

    with django_assert_num_queries(QUERIES):
        client.get(address(scheme.code, 2013))


# One finds what the scheme asks for.
QUERIES = 12


def test_the_file_is_named_by_scheme_and_year(english):
    answer = english.get(f"{address('SX-UNIONS', 2013)}?format=csv&table=form")

    assert body(answer)
    assert "SX-UNIONS" in answer["Content-Disposition"] and "2013" in answer["Content-Disposition"]
