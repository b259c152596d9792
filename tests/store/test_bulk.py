"""Many rows at once: what a value holds comes back as it was, on both databases."""

from datetime import date
from decimal import Decimal

import pytest
from auditlog.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from aidtrack.store import bulk
from projects.models import Project
from tests import make

pytestmark = pytest.mark.django_db
NAMES = ("code", "name", "programme_id", "lead_pairing_id", "delivery_mode", "planned_aid", "scale")


def rows(n=3, **changes):
    edge, plan = make.pairing(), make.programme()
    values = {
        "name": "名",
        "programme_id": plan.pk,
        "lead_pairing_id": edge.pk,
        "delivery_mode": "turnkey",
        "planned_aid": Decimal("1.50"),
        "scale": "",
        **changes,
    }
    return [tuple(({"code": f"B-{i}"} | values)[name] for name in NAMES) for i in range(n)]


def test_rows_get_ids_in_their_order_and_defaults():
    ids = bulk.insert(Project, NAMES, rows())

    first, *_rest = projects = list(Project.objects.order_by("pk"))
    assert [project.pk for project in projects] == ids
    assert [project.code for project in projects] == ["B-0", "B-1", "B-2"]
    assert (first.nature, first.is_construction, first.started_on) == ("new", True, None)
    assert (first.planned_aid, first.total_investment) == (Decimal("1.50"), None)
    assert timezone.now() - first.updated_at < timezone.timedelta(minutes=1)


@pytest.mark.parametrize("text", ["\\N", "a\tb\nc\rd\\e", "\\.", '“引”,"x"', "'; DROP", " "])
def test_a_text_comes_back_as_it_was(text):
    bulk.insert(Project, NAMES, rows(1, scale=text))

    assert Project.objects.get().scale == text


def test_json_instants_and_nothing_come_back_as_they_were():
    kind, moment = ContentType.objects.get_for_model(Project).pk, timezone.now()
    changes = {"name": ["None", 'a\\"\n\t名'], "x": None}
    names = ("content_type_id", "object_pk", "object_id", "object_repr", "action", "changes",
             "timestamp", "actor_id")  # fmt: skip

    bulk.insert(LogEntry, names, [(kind, "1", 1, "一\t二", 0, changes, moment, None)])

    entry = LogEntry.objects.get(object_repr="一\t二")
    assert (entry.changes, entry.timestamp, entry.actor) == (changes, moment, None)


@pytest.mark.parametrize("value", ["名", 7, True, ["x"]])
def test_json_of_one_value_comes_back_as_it_was(value):
    kind = ContentType.objects.get_for_model(Project).pk
    names = ("content_type_id", "object_pk", "object_repr", "action", "changes", "timestamp")

    bulk.insert(LogEntry, names, [(kind, "1", "一", 0, value, timezone.now())])

    assert LogEntry.objects.get(object_repr="一").changes == value


def test_a_day_and_an_amount_are_written_as_a_save_writes_them():
    names = (*NAMES, "planned_start_on", "total_investment")
    (row,) = rows(1)
    values = (date(2011, 7, 1), Decimal("2.00"))
    bulk.insert(Project, names, [(*row, *values)])

    (written,) = Project.objects.filter(planned_start_on=values[0], total_investment=values[1])
    written.save()

    assert Project.objects.filter(planned_start_on=values[0]).get().total_investment == values[1]


def test_more_rows_are_no_more_statements():
    counts = []
    for number in (1, 200):
        some = rows(number, name=f"名{number}")
        some = [(f"{number}-{row[0]}", *row[1:]) for row in some]
        with CaptureQueriesContext(connection) as queries:
            bulk.insert(Project, NAMES, some)
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 3


def test_one_bad_row_adds_none():
    make.project(code="B-1")

    with pytest.raises(IntegrityError), transaction.atomic():
        bulk.insert(Project, NAMES, rows())

    assert Project.objects.count() == 1


def test_a_row_after_them_gets_a_number_of_its_own():
    ids = bulk.insert(Project, NAMES, rows())

    assert make.project().pk > max(ids)
    assert make.project(planned_start_on=date(2011, 1, 1)).pk not in ids


def test_no_rows_are_no_rows():
    assert bulk.insert(Project, NAMES, []) == []


@pytest.mark.parametrize("size", [1, 7, 10_000, -1])
def test_lines_are_read_in_pieces_of_any_size(size):
    text = [f"行{n}\n" for n in range(300)]
    lines = bulk.Lines(text)

    pieces = []
    while piece := lines.read(size):
        pieces.append(piece)

    assert b"".join(pieces).decode() == "".join(text)
    assert size < 0 or max(map(len, pieces)) <= size
