"""What the command prints of the illustrative programme, against SQL written by hand."""

import csv
from collections import Counter
from datetime import date
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

from projects.models import Programme, Project
from reports.followup.warnings.catalogue import warnings
from reports.followup.warnings.standpoint import Standpoint
from tests import make

pytestmark = pytest.mark.usefixtures("drawn", "db")

COLUMNS = ["rule", "subject", "level", "value", "numerator", "denominator", "since"]
JUNE, NEXT_MAY = "2011-06-30", "2012-05-15"
STEP = Decimal("0.0001")

ROWS = {
    **{"652200": "哈密", "653200": "和田", "653100": "喀什", "653000": "克州"},
    **{"652900": "阿克苏", "652800": "巴州", "652700": "博州", "654200": "塔城"},
    **{"652300": "昌吉", "654300": "阿勒泰", "652100": "吐鲁番", "ILI-DIRECT": "伊犁"},
}

# The local projects of the plan with the money at them by a day, and the parties of each.
FACTS = """
WITH money AS (
    SELECT t.project_id, SUM(t.amount) AS paid, MIN(t."on") AS first_paid
    FROM projects_transfer t JOIN projects_acceptance a ON a.transfer_id = t.id
    WHERE t.level = 'at_project' AND t."on" <= '{day}'
    GROUP BY t.project_id
), facts AS (
    SELECT p.*, COALESCE(m.paid, 0) AS paid, m.first_paid, e.ref AS pairing,
        s.id AS giver, COALESCE(r.reported_under_id, r.id) AS row_of
    FROM projects_project p
    JOIN projects_programme g ON g.id = p.programme_id AND g.code = '2011-plan'
    JOIN pairings_pairing e ON e.id = p.lead_pairing_id
    JOIN pairings_organisation s ON s.id = e.supporter_id
    JOIN pairings_organisation r ON r.id = e.recipient_id AND r.scope = 'local'
    LEFT JOIN money m ON m.project_id = p.id
), live AS (
    SELECT * FROM facts WHERE cancelled_on IS NULL OR cancelled_on > '{day}'
), planned AS (
    SELECT * FROM live WHERE NOT is_off_plan
), grouped AS (
    SELECT 'row:' || o.ref AS subject, p.*
    FROM planned p JOIN pairings_organisation o ON o.id = p.row_of
    JOIN pairings_reportingrow w ON w.prefecture_id = o.id
    UNION ALL
    SELECT 'unit:' || s.ref || '-' || o.ref, p.*
    FROM planned p JOIN pairings_organisation o ON o.id = p.row_of
    JOIN pairings_reportingrow w ON w.prefecture_id = o.id
    JOIN pairings_reportingunit u ON u.row_id = w.id AND u.supporter_id = p.giver
    JOIN pairings_organisation s ON s.id = p.giver
    UNION ALL
    SELECT 'pairing:' || p.pairing, p.* FROM planned p
)
"""
# 181 of the 365 days had passed on the 30th of June.
PACE = """
SELECT subject, CASE WHEN behind > 0.3 THEN 'red' ELSE 'yellow' END, behind, behind * full_sum,
    full_sum, NULL
FROM (
    SELECT subject, 181.0 / 365 - 1.0 * SUM({part}) / SUM({whole}) AS behind,
        1.0 * SUM({whole}) AS full_sum
    FROM grouped GROUP BY subject HAVING SUM({whole}) > 0
) AS rates
WHERE behind >= 0.1
"""
AGED = """
SELECT 'project:' || code, CASE WHEN age > {red} THEN 'red' ELSE 'yellow' END, age, age, NULL,
    {since}
FROM (SELECT code, {age} AS age, {first} AS first FROM {rows} WHERE {condition}) AS ages
WHERE age >= {yellow}
"""
ABOVE = """
SELECT 'project:' || code, CASE WHEN 100.0 * (paid - {limit}) > {red} * {limit} THEN 'red'
    ELSE 'yellow' END, 1.0 * (paid - {limit}) / {limit}, paid - {limit}, {limit}, NULL
FROM facts WHERE {limit} > 0 AND paid > {limit}
"""
# The first money to arrive is the first to leave: what arrived by a day less all that left.
HELD = """
SELECT 'unit:' || s.ref || '-' || o.ref,
    CASE WHEN MAX(age) > 180 THEN 'red' ELSE 'yellow' END, MAX(age), MAX(held_long), MAX(held), NULL
FROM (
    SELECT i.giver, i.row_of, {age} AS age, i.so_far - COALESCE(gone.sum, 0) AS held_long,
        i.every - COALESCE(gone.sum, 0) AS held
    FROM (
        SELECT t.supporter_id AS giver, COALESCE(o.reported_under_id, o.id) AS row_of, t."on",
            SUM(t.amount) OVER (
                PARTITION BY t.supporter_id, COALESCE(o.reported_under_id, o.id) ORDER BY t."on"
            ) AS so_far,
            SUM(t.amount) OVER (
                PARTITION BY t.supporter_id, COALESCE(o.reported_under_id, o.id)
            ) AS every
        FROM projects_transfer t
        JOIN projects_programme g ON g.id = t.programme_id AND g.code = '2011-plan'
        JOIN projects_acceptance a ON a.transfer_id = t.id
        JOIN pairings_organisation o ON o.id = t.receiver_id AND o.scope = 'local'
        WHERE t.level = 'in_region' AND t."on" <= '{day}'
    ) AS i
    LEFT JOIN (SELECT giver, row_of, SUM(paid) AS sum FROM facts GROUP BY giver, row_of) AS gone
        ON gone.giver = i.giver AND gone.row_of = i.row_of
    WHERE i.so_far > COALESCE(gone.sum, 0)
) AS ages
JOIN pairings_organisation s ON s.id = giver
JOIN pairings_organisation o ON o.id = row_of
WHERE age >= 90
GROUP BY s.ref, o.ref
"""
FELL = """
SELECT 'project:' || code, CASE WHEN fall > 10 THEN 'red' ELSE 'yellow' END, fall / 100.0, fall,
    100, NULL
FROM (
    SELECT p.code, LAG(r.physical_progress) OVER (PARTITION BY p.id ORDER BY m.month)
        - r.physical_progress AS fall,
        ROW_NUMBER() OVER (PARTITION BY p.id ORDER BY m.month DESC) AS place
    FROM facts p JOIN projects_statusreport r ON r.project_id = p.id AND r.state = 'verified'
    JOIN projects_reportingmonth m ON m.id = r.month_id AND m.month <= '{day}'
    WHERE r.physical_progress IS NOT NULL
) AS falls
WHERE place = 1 AND fall >= 0.01
"""


def age(column, day):
    """Days from a column to a day, in the dialect of the database."""
    if connection.vendor == "postgresql":
        return f"(DATE '{day}' - {column})"
    return f"CAST(JULIANDAY('{day}') - JULIANDAY({column}) AS INTEGER)"


def later(column, days):
    """So many days after a column, no earlier than the plan."""
    if connection.vendor == "postgresql":
        return f"GREATEST({column} + {days}, DATE '2011-01-01')"
    return f"MAX(DATE({column}, '+{days} days'), '2011-01-01')"


def aged(first, condition, day, *, yellow, red, rows="live", since=True):
    return AGED.format(
        rows=rows,
        age=age(first, day),
        first=first,
        condition=condition.format(day=day),
        yellow=yellow,
        red=red,
        since=later("first", yellow) if since else "NULL",
    )


NOT_STARTED = "(started_on IS NULL OR started_on > '{day}')"
NOT_COMPLETED = "(completed_on IS NULL OR completed_on > '{day}')"
STOPPED = """
(SELECT x.*, y.starts_on AS stopped_on FROM live x JOIN projects_suspension y
    ON y.project_id = x.id AND y.starts_on <= '{day}'
        AND (y.ends_on IS NULL OR y.ends_on >= '{day}')
) AS stops
"""
# Completed by these days half a year and a year had passed on the day.
NOT_ACCEPTED = """
SELECT 'project:' || code, CASE WHEN completed_on < '{year}' THEN 'red' ELSE 'yellow' END, NULL,
    {age}, NULL, NULL
FROM live WHERE completed_on <= '{half}' AND (accepted_on IS NULL OR accepted_on > '{day}')
"""


def statements(day):
    """{code of a rule: its SQL} of a day."""
    year, half = ("2010-06-30", "2010-12-30") if day == JUNE else ("2011-05-15", "2011-11-15")
    stops = STOPPED.format(day=day)
    start = f"planned_start_on < '{{day}}' AND {NOT_STARTED}"
    return {
        "W1-money": PACE.format(part="paid", whole="planned_aid"),
        "W1-starts": PACE.format(
            part=f"CASE WHEN started_on <= '{day}' THEN 1 ELSE 0 END", whole=1
        ),
        "W2": aged("planned_start_on", start, day, yellow=1, red=92, rows="planned"),
        "W8": HELD.format(day=day, age=age('i."on"', day)),
        "W9": NOT_ACCEPTED.format(year=year, half=half, day=day, age=age("completed_on", day)),
        "W12": aged("planned_finish_on", NOT_COMPLETED, day, yellow=1, red=92),
        # Nothing was reversed: the first money is that of the run.
        "W13": aged("first_paid", f"paid > 0 AND {NOT_STARTED}", day, yellow=1, red=92),
        "W14": aged("started_on", "paid = 0 AND started_on <= '{day}'", day, yellow=90, red=180),
        "W15": aged("stopped_on", NOT_COMPLETED, day, yellow=31, red=92, rows=stops),
        "W16": FELL.format(day=day),
        "W17": ABOVE.format(limit="planned_aid", red=10),
        "W18": ABOVE.format(limit="total_investment", red=0),
    }


def answers(code, day):
    """What the database says by hand: a list of (subject, level, value, …, since)."""
    with connection.cursor() as cursor:
        cursor.execute(FACTS.format(day=day) + statements(day)[code])
        return sorted(map(plain, cursor.fetchall()), key=str)


def plain(row):
    subject, level, *numbers, since = row
    return subject, level, *map(rounded, numbers), f"{since}" if since else None


def rounded(number):
    """SQLite divides as floats."""
    return None if number in (None, "") else Decimal(str(number)).quantize(STEP)


def printed(day):
    output = StringIO()
    call_command("warnings", "2011-plan", as_of=day, format="csv", stdout=output)
    output.seek(0)
    reader = csv.DictReader(output)
    rows = list(reader)
    assert reader.fieldnames == COLUMNS
    return rows


def as_answers(rows, answered):
    """Printed rows as the statement's, without what it does not say of any."""
    silent = [n for n in range(2, 6) if answered and all(answer[n] is None for answer in answered)]
    listed = []
    for row in rows:
        cells = plain([row[name] for name in COLUMNS[1:]])
        listed.append(tuple(None if n in silent else cell for n, cell in enumerate(cells)))
    return sorted(listed, key=str)


@pytest.fixture
def corrected():
    """Beside the drawn rows: progress that fell, and more money than a project may cost."""
    plan = Programme.objects.get(code="2011-plan")
    fell, paid = Project.objects.filter(programme=plan).in_scope("local").order_by("code")[:2]
    months = [make.reporting_month(plan, date(2011, n, 1)) for n in (7, 8, 9)]
    for month, progress in zip(months, (10, "45.5", 30), strict=True):
        make.status_report(fell, month, state="verified", physical_progress=progress)
    Project.objects.filter(pk=paid.pk).update(total_investment=paid.planned_aid)
    make.transfer(paid, paid.planned_aid * 2, date(2011, 10, 1))


@pytest.mark.parametrize("day", [JUNE, NEXT_MAY])
def test_every_rule_prints_what_sql_by_hand_gives(corrected, day):
    rows = printed(day)

    empty = set()
    for code in statements(day):
        # The pace of the later day is one of a month that hardly anybody reported.
        if day == NEXT_MAY and code.startswith("W1-"):
            continue
        answered = answers(code, day)
        of_rule = [row for row in rows if row["rule"] == code]
        assert as_answers(of_rule, answered) == answered, code
        if not answered:
            empty.add(code)
    assert empty == ({"W9", "W16", "W18"} if day == JUNE else set())


def test_the_plan_of_2011_at_the_end_of_june_is_red_where_its_readers_know_it():
    rows = printed(JUNE)
    names = {f"row:{ref}": name for ref, name in ROWS.items()}

    def of(rule, level):
        chosen = [row for row in rows if (row["rule"], row["level"]) == (rule, level)]
        return {names[row["subject"]] for row in chosen if row["subject"] in names}

    red = {"伊犁", "塔城", "阿勒泰", "博州", "昌吉", "吐鲁番", "和田"}
    assert of("W1-money", "red") == red
    assert of("W1-money", "yellow") == {"巴州", "阿克苏", "喀什"}
    assert set(names.values()) - red - {"巴州", "阿克苏", "喀什"} == {"哈密", "克州"}
    assert (of("W1-starts", "red"), of("W1-starts", "yellow")) == (set(), {"和田"})
    assert Counter(row["level"] for row in rows if row["rule"] == "W2") == {"yellow": 169}


def test_all_warnings_of_the_plan_take_no_more_queries_than_those_of_one_row(
    django_assert_max_num_queries,
):
    plan = Programme.objects.get(code="2011-plan")
    at = Standpoint(plan, "local", date(2011, 12, 31), today=date(2012, 1, 31))

    with django_assert_max_num_queries(50):
        assert len(warnings(at)) > 1000
