"""Every page of the program, each with something that must be on it whatever the language."""

from dataclasses import dataclass
from datetime import date, timedelta

THEMES = ("light", "dark")
LANGUAGES = ("zh-CN", "en")
# A phone, a tablet, a desk; and the narrowest and widest screens, where only overflow is looked at.
WIDTHS = (390, 820, 1440)
EXTREMES = (320, 1920)
# Where axe looks at a page, by language, width and theme: words differ by language, what is there
# by width. Axe takes the longest, so not everywhere; with it the contrast of every kind of text,
# once in either theme.
AXE_AT = {
    ("zh-CN", 390, "light"),
    ("zh-CN", 820, "dark"),
    ("en", 1440, "dark"),
}
CONTRAST_AT = {("zh-CN", 390, "light"), ("en", 1440, "dark")}
# Where the contrast alone is measured, so that both widths have it in both themes: colours are the
# same in every language.
COLOURS_AT = {("zh-CN", width, theme) for width in (390, 1440) for theme in THEMES} - CONTRAST_AT


@dataclass(frozen=True)
class Page:
    """``holds`` is a CSS selector of what must be visible on the page."""

    name: str
    address: str
    holds: str
    status: int = 200
    signed_in: bool = True

    def __str__(self):
        return self.name


WARNING_RESPONSE = (
    "/follow-up/warnings/response/?kind=row&ref=653200&rule=W1-money&programme=2011-plan&scope=local"
    "&as_of=2011-06-30"
)
# The demonstration issues its first task so many days ago: the first number of that year.
FIRST_TASK = f"/follow-up/tasks/{date.today() - timedelta(days=58):%Y}-001/"
DASHBOARD = Page("dashboard", "/overview/", "main .lede")
PAIRING = Page("pairing", "/pairings/XJ-440300-653101/", "main [data-plot]")
PROJECTS = Page("projects", "/projects/", "main table.table tfoot")
TABLE_1 = Page("table-1", "/reports/table-1/", "main table.official.pairs")
TABLE_2 = Page("table-2", "/reports/table-2/", "main tr[data-row='total']")
TABLE_3 = Page("table-3", "/reports/table-3/", "main tr[data-row='total']")
SHEET = Page("sheet", "/contributions/sheets/UNI-2001/2013/", "main table.year-sheet")
WALL = Page("wall", "/wall/", "main [data-read]")
SIGN_IN = Page("sign-in", "/sign-in/", "input[type='password']", signed_in=False)

PAGES = (
    DASHBOARD,
    Page("dashboard-2010", "/overview/?programme=2010-pilot", "main .lede"),
    # Nothing is reported under it yet: every rate is unknown.
    Page("dashboard-unknown", "/overview/?programme=12th-plan", "main .notice[data-s='warn']"),
    Page("dashboard-beyond", "/overview/?as_of=2011-12-31", "main .notice[data-s='warn']"),
    Page("dashboard-xpcc", "/overview/?scope=xpcc", "main .lede"),
    WALL,
    Page("pairings", "/pairings/", "main h1"),
    Page("scheme-unions", "/pairings/?scheme=SX-UNIONS", "main table.given"),
    Page("scheme-all", "/pairings/?scheme=", "main table.cards"),
    Page("pairing-unions", "/pairings/SX-UNIONS-CITIES/", "main table.given"),
    Page("row", "/pairings/653200/", "main [data-plot]"),
    Page("unit", "/pairings/440300-653100/", "main [data-plot]"),
    PAIRING,
    Page("pairing-xpcc", "/pairings/XJ-110000-XPCC-14/", "main .facts"),
    Page("contributions", "/contributions/", "main table.table tfoot"),
    Page("contribution", "/contributions/UN-2013-04/", "main .facts"),
    Page("contribution-month", "/contributions/months/union-2011-15/2013-11/", "main table"),
    Page("sheet-unions", "/contributions/sheets/SX-UNIONS/2013/", "main table.year-sheet"),
    SHEET,
    Page("compare", "/pairings/compare/", "main table.compare tfoot"),
    Page("compare-rows", "/pairings/compare/?level=rows", "main table.compare tfoot"),
    Page("compare-units", "/pairings/compare/?level=units", "main table.compare tfoot"),
    Page("compare-counties", "/pairings/compare/?level=counties", "main table.compare tfoot"),
    Page(
        "compare-ticked-one",
        "/pairings/compare/?together=yes&subject=XJ-110000-653201",
        "main .notice[role='alert']",
    ),
    Page(
        "compare-ticked-three",
        "/pairings/compare/?together=yes&subject=XJ-110000-653201&subject=XJ-440300-653101"
        "&subject=XJ-110000-653221",
        "main .notice[role='alert']",
    ),
    Page(
        "compare-two",
        "/pairings/compare/two/?left=XJ-110000-653201&right=XJ-440300-653101",
        "main [data-plot]",
    ),
    PROJECTS,
    Page(
        "projects-filtered",
        "/projects/?q=棚户区&programme=2010-pilot",
        "main a[href*='HT-2010-001']",
    ),
    Page("projects-empty", "/projects/?q=nothing-is-called-this", "main .empty"),
    Page("project", "/projects/HT-2010-001/", "main .facts"),
    Page("transfers", "/transfers/", "main table.table tfoot"),
    Page("transfers-empty", "/transfers/?state=differing", "main .empty"),
    Page("transfer", "/transfers/1/", "main .facts"),
    Page("indicators", "/indicators/", "main table.table"),
    TABLE_1,
    TABLE_2,
    TABLE_3,
    Page("table-3-other-day", "/reports/table-3/?as_of=2011-03-31", "main tr[data-row='total']"),
    Page("published", "/reports/published/", "main table.table"),
    Page("published-table-3", "/reports/published/table-3/", "main table.official"),
    Page("published-classes", "/reports/published/classes-12th/", "main table.official"),
    Page("wrong-address", "/overview/?as_of=yesterday", "main .error-summary", status=400),
    Page("not-found", "/projects/XX-0000-000/", "main h1", status=404),
    SIGN_IN,
)

# Pages of the month's round, each by somebody of the demonstration whom it concerns.
WORK = (
    (
        "auditor",
        Page("sheet-hospitals", "/contributions/sheets/HOSPITALS-2012/2012/", "main .year-sheet"),
    ),
    ("recorder", Page("contribution-new", "/contributions/new/", "main form fieldset")),
    ("recorder", Page("observation-new", "/indicators/research_funds/new/", "main form .field")),
    ("recorder", Page("contribution-year", "/contributions/year/XJ-19/2013/", "main .year-grid")),
    ("reviewer", Page("contribution-review", "/contributions/review/", "main h1")),
    ("recorder", Page("to-do-recorder", "/to-do/", "main .todo-list")),
    ("reviewer", Page("to-do-reviewer", "/to-do/", "main .todo-list")),
    ("headquarters", Page("to-do-headquarters", "/to-do/", "main .todo-list")),
    ("admin", Page("to-do-administrator", "/to-do/", "main .todo-list")),
    ("leader", Page("to-do-leader", "/to-do/", "main .todo-list")),
    ("auditor", Page("to-do-auditor", "/to-do/", "main .todo-nothing")),
    ("recorder", Page("months", "/months/", "main h2")),
    ("recorder", Page("month", "/months/2011-plan/2011-07/", "main table.table")),
    ("recorder", Page("entry", "/months/2011-plan/2011-07/entry/?page=2", "main table.entry")),
    ("recorder", Page("entry-row", "/months/2011-plan/2011-07/entry/HT-2011-005/", "main form")),
    ("recorder", Page("unchanged", "/months/2011-plan/2011-07/unchanged/", "main .unchanged")),
    ("recorder", Page("answers", "/months/2011-plan/2011-07/answers/", "main .check-list")),
    ("recorder", Page("transfer-new", "/transfers/new/", "main form")),
    ("recorder", Page("evidence-new", "/evidence/new/?project=HT-2011-005", "main form")),
    ("recorder", Page("permissions", "/permissions/", "main table")),
    ("recorder", Page("account", "/account/", "main table")),
    ("admin", Page("people", "/people/", "main table")),
    ("admin", Page("person", "/people/4/", "main form")),
    ("recorder", Page("confirmation", "/account/confirmation/", "main form")),
    ("recorder", Page("second-factor", "/account/second-factor/", "main svg")),
    ("recorder", Page("completeness", "/months/completeness/", "main table")),
    ("leader", Page("follow-up", "/follow-up/", "main .kpis")),
    ("recorder", Page("follow-up-recorder", "/follow-up/", "main .owed")),
    ("leader", Page("tasks", "/follow-up/tasks/", "main .kpis")),
    ("leader", Page("monday list", "/follow-up/monday/", "main .monday")),
    ("leader", Page("problems", "/follow-up/problems/", "main .grid-map")),
    ("leader", Page("warnings", "/follow-up/warnings/", "main .words")),
    ("leader", Page("warning-response", WARNING_RESPONSE, "main form")),
    ("leader", Page("calendar", "/follow-up/calendar/?month=2011-09", "main .days")),
    ("leader", Page("meetings", "/follow-up/meetings/", "main .panel")),
    ("leader", Page("meeting form", "/follow-up/meetings/new/", "main .meeting-entry")),
    ("leader", Page("meeting", "/follow-up/meetings/XJ-19-2/", "main .meeting")),
    ("leader", Page("task", FIRST_TASK, "main .task-sheet")),
    ("leader", Page("task-new", "/follow-up/tasks/new/", "main .task-do")),
    ("leader", Page("comments", "/follow-up/projects/HT-2010-001/comments/", "main textarea")),
    ("reviewer", Page("review", "/months/2011-plan/2011-07/review/", "main form")),
    # Of a scheme without projects: what changed; its parties lie outside the region.
    ("auditor", Page("pairing-university", "/pairings/UNI-2001-10001-10759/", "main .slope svg")),
    # The reader of the pages above sees no university.
    ("auditor", Page("indicator", "/indicators/faculty_postgraduate/", "main .slope svg")),
    ("auditor", Page("indicator-whole", "/indicators/parties/", "main .computed")),
    ("auditor", Page("month-reports", "/months/2011-plan/2011-07/reports/", "main table")),
    ("auditor", Page("month-report", "/months/2011-plan/2011-07/reports/1/", "main .facts")),
    ("auditor", Page("history", "/history/", "main table")),
    ("auditor", Page("history-filtered", "/history/?kind=projects.statusreport", "main table")),
    ("auditor", Page("history-corrections", "/history/corrections/", "main h1")),
    ("auditor", Page("history-exemptions", "/history/exemptions/", "main h1")),
    ("auditor", Page("history-reversals", "/history/reversals/", "main h1")),
    ("auditor", Page("history-answers", "/history/answers/", "main h1")),
    ("auditor", Page("history-rights", "/history/rights/", "main table")),
    ("auditor", Page("history-sign-ins", "/history/sign-ins/", "main table")),
    ("auditor", Page("project-history", "/projects/HT-2011-001/history/", "main table")),
    ("admin", Page("loads", "/loads/", "main form")),
    ("admin", Page("months-admin", "/months/", "main form")),
    ("admin", Page("month-closing", "/months/2011-plan/2011-07/closing/", "main table")),
)
