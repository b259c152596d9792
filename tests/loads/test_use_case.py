"""One use case for all kinds: previewed, accepted whole or not at all, undone, each by a test."""

import gzip
import re
from decimal import Decimal

import pytest
from auditlog.models import LogEntry
from django.core.files.base import ContentFile
from django.utils.translation import override

from aidtrack.spreadsheets.guard.vetting import Unreadable
from aidtrack.spreadsheets.reading import process
from projects.history.entries import history_lines, of_projects
from projects.models import Project
from reports.loads.batches import Batch
from reports.loads.examining import Refused, examine
from reports.loads.kinds.projects.plan import PROJECTS
from reports.loads.loading import Moved, abandon, accept, choose, load_at_once, look_again, preview
from reports.loads.names.headers import remembered
from reports.loads.undoing import undo, why_not_undo
from reports.models import HeaderName, Load
from tests import make
from tests.cast.loading import HEAD, ONE, World
from tests.tools.sheets import csv_file

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("made_rows_in_history")]


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


@pytest.fixture
def world():
    return World()


def test_a_preview_writes_no_row(world):
    load, preview = world.preview(world.file(ONE))

    assert preview.can_be_accepted
    assert not Project.objects.exists()
    assert (load.state, load.uploaded_by, load.file_name) == ("previewed", world.user, "项目.csv")


def test_an_accepted_file_is_written_and_recorded(world):
    load = world.load(world.file(ONE))

    project = Project.objects.get()
    assert (project.code, project.planned_aid) == ("A-1", 1_000_000)
    assert (project.lead_pairing, project.programme) == (world.edge, world.programme)
    assert (load.state, load.accepted_by) == ("accepted", world.user)
    assert load.counts == {"projects.Project": {"created": 1, "changed": 0, "unchanged": 0}}
    assert len(load.sha256) == 64


def test_the_same_file_again_changes_nothing_and_says_so(world):
    content = world.file(ONE, "A-2,医院,北京,和田,共建,80.5")
    world.load(content)
    entries = LogEntry.objects.count()

    load, preview = world.preview(content)

    assert preview.is_nothing
    assert preview.plan.counts["projects.Project"]["unchanged"] == 2
    with pytest.raises(Refused, match="nothing new"):
        accept(PROJECTS, load, user=world.user)
    assert (
        load_at_once(PROJECTS, content, "b.csv", user=world.user, choices=world.choices)[0] is None
    )
    assert LogEntry.objects.filter(content_type__model="project").count() <= entries


def test_what_changes_is_shown_field_by_field_and_written_with_its_history(world):
    world.load(world.file(ONE))
    load, preview = world.preview(world.file("A-1,小学,北京,和田,交钥匙,120"))

    (changed,) = preview.plan.batches[0].changed
    assert changed.changes == {"planned_aid": (1_000_000, 1_200_000)}
    accept(PROJECTS, load, user=world.user)

    assert Project.objects.get().planned_aid == 1_200_000
    entry = history_lines(of_projects(Project.objects.all()))[0]
    assert (entry.who, entry.through) == ("admin", "file")
    ((field, old, new),) = entry.changes
    assert (field, old, new) == ("planned funds", "1,000,000.00 yuan", "1,200,000.00 yuan")


def test_an_empty_cell_leaves_what_is_stored(world):
    world.load(world.file(ONE))
    project = Project.objects.get()
    project.scale = "三层"
    project.save()

    world.load(world.file("A-1,中学,,,,,", head=HEAD + ",建设规模"))

    project.refresh_from_db()
    assert (project.name, project.scale, project.planned_aid) == ("中学", "三层", 1_000_000)


def test_accepting_twice_counts_once(world):
    load, _preview = world.preview(world.file(ONE))

    first = accept(PROJECTS, load, user=world.user)
    second = accept(PROJECTS, load, user=world.user)

    assert first.accepted_at == second.accepted_at
    assert Project.objects.count() == 1


def test_nobody_accepts_the_file_of_another(world):
    load, _preview = world.preview(world.file(ONE))

    with pytest.raises(Refused, match="Only the person who uploaded"):
        accept(PROJECTS, load, user=make.administrator())

    assert not Project.objects.exists()


def test_a_file_with_one_bad_row_writes_none_of_the_good_ones(world):
    content = world.file(ONE, "A-2,医院,北京,和田,交钥匙,很多")
    load, preview = world.preview(content)

    assert [problem.cell for problem in preview.problems] == ["F3"]
    with pytest.raises(Refused):
        accept(PROJECTS, load, user=world.user)
    assert load_at_once(PROJECTS, content, "b", user=world.user, choices=world.choices)[0] is None
    assert not Project.objects.exists()


def test_every_problem_is_told_at_once(world):
    preview = world.preview(
        world.file(
            "A 1,小学,北京,和田,交钥匙,100",
            "A-2,医院,北京,和田,包工,-5",
            ONE,
            ONE,
            "A-5,,北京,和田,交钥匙,",
        )
    )[1]

    cells = [problem.cell for problem in preview.problems]
    assert cells == ["A2", "E3", "F3", "A5", "B6", "F6"]
    for problem in preview.problems:
        assert problem.expected and problem.mend


def test_a_failure_in_the_middle_of_writing_leaves_nothing(world, monkeypatch):
    load, _preview = world.preview(world.file(ONE))

    def fail(*args, **kwargs):
        raise RuntimeError("the power went")

    monkeypatch.setattr("aidtrack.store.history.record", fail)
    with pytest.raises(RuntimeError):
        accept(PROJECTS, load, user=world.user)

    load.refresh_from_db()
    assert load.state == "previewed"
    assert not Project.objects.exists()


def test_rows_that_changed_since_the_preview_are_shown_anew_and_not_written(world):
    world.load(world.file(ONE))
    load, _preview = world.preview(world.file("A-1,中学,北京,和田,交钥匙,100"))
    project = Project.objects.get()
    project.name = "中学部"
    project.save()

    with pytest.raises(Moved):
        accept(PROJECTS, load, user=world.user)

    assert Project.objects.get().name == "中学部"
    accept(PROJECTS, load, user=world.user)
    assert Project.objects.get().name == "中学"


@pytest.fixture
def no_reader(monkeypatch):
    """From its call on no file can be read: the process that reads does not start."""
    return lambda: monkeypatch.setattr(process, "CHILD", "there.is.none")


def test_a_file_is_read_once_from_its_upload_to_its_acceptance(world, no_reader):
    load, _preview = world.preview(world.file(f"{ONE},三层", head=f"{HEAD},体量"))
    no_reader()

    assert look_again(PROJECTS, load, user=world.user).questions
    assert choose(PROJECTS, load, user=world.user, choices={"headers": {"体量": "scale"}}).is_sound
    accept(PROJECTS, load, user=world.user)

    assert Project.objects.get().scale == "三层"


@pytest.mark.parametrize("book", (None, b"", b"no book", "of another version", "cut short"))
def test_a_file_without_a_usable_book_is_read_anew(world, no_reader, book):
    load, _preview = world.preview(world.file(ONE))
    storage, packed = load.file.storage, stored(load)
    storage.delete(load.book_name)
    if book == "of another version":
        book = gzip.compress(gzip.decompress(packed).replace(b'"reader": "', b'"reader": "0', 1))
    elif book == "cut short":
        book = packed[:-20]
    if book is not None:
        storage.save(load.book_name, ContentFile(book))

    assert look_again(PROJECTS, load, user=world.user).can_be_accepted

    no_reader()
    with pytest.raises(Unreadable):
        look_again(PROJECTS, load, user=world.user)


def stored(load) -> bytes:
    with load.file.storage.open(load.book_name) as file:
        return file.read()


@pytest.mark.parametrize("content", (None, b"something else"))
def test_a_stored_file_that_is_not_the_uploaded_one_is_refused(world, content):
    load, _preview = world.preview(world.file(ONE))
    load.file.storage.delete(load.file.name)
    if content:
        load.file.storage.save(load.file.name, ContentFile(content))

    with pytest.raises(Refused, match="not the one that was uploaded: import it again"):
        accept(PROJECTS, load, user=world.user)

    assert not Project.objects.exists()


def test_the_book_of_an_accepted_file_is_gone_and_the_file_stays(world):
    load, _preview = world.preview(world.file(ONE))

    accept(PROJECTS, load, user=world.user)

    assert load.file.storage.exists(load.file.name)
    assert not load.file.storage.exists(load.book_name)


def test_a_given_up_file_is_gone_and_cannot_be_accepted(world):
    load, _preview = world.preview(world.file(ONE))

    given_up = abandon(load, user=world.user)

    assert not given_up.file.storage.exists(given_up.file.name)
    assert not given_up.file.storage.exists(given_up.book_name)
    with pytest.raises(Refused, match="already been dealt with"):
        accept(PROJECTS, load, user=world.user)


def test_only_the_role_of_the_kind_loads_it(world):
    with pytest.raises(Refused, match="Only this role can import"):
        preview(PROJECTS, world.file(ONE), "a.csv", user=make.member("recorder"))


def test_what_is_no_spreadsheet_is_one_sentence(world):
    with pytest.raises(Unreadable):
        world.preview(b"%PDF-1.7 nothing")

    assert not Load.objects.exists()


def test_a_file_without_the_table_says_which_columns_it_needs(world):
    preview = world.preview(csv_file("甲,乙", "1,2"))[1]

    (problem,) = preview.problems
    assert "project code" in problem.expected


# Headers


def test_an_unknown_header_is_asked_about_once_and_remembered_for_the_office():
    world = World()
    office = make.organisation()
    world.user = make.member("administrator", office)
    content = world.file("A-1,小学,北京,和田,交钥匙,100,三层,x", head=HEAD + ",体量,其他列")
    load, preview = world.preview(content)
    assert [question.code for question in preview.questions] == ["header:体量", "header:其他列"]
    assert not preview.can_be_accepted

    preview = choose(
        PROJECTS, load, user=world.user, choices={"headers": {"体量": "scale", "其他列": ""}}
    )

    assert preview.can_be_accepted
    assert world.preview(content)[1].can_be_accepted
    assert dict(HeaderName.objects.values_list("header", "column")) == {
        "体量": "scale",
        "其他列": "",
    }
    colleague, stranger = make.member("administrator", office), make.member("administrator")
    assert remembered("projects", colleague) and not remembered("projects", stranger)
    load = accept(PROJECTS, load, user=world.user)
    assert Project.objects.get().scale == "三层"


# Organisations


def test_an_unknown_organisation_is_offered_with_the_nearest_and_never_made(world):
    load, preview = world.preview(world.file("A-1,小学,北京啊,和田,交钥匙,100"))

    (unknown,) = preview.plan.unknown
    assert (unknown.name, unknown.nearest[0]) == ("北京啊", ("BJ", "北京"))
    assert not preview.can_be_accepted

    preview = choose(PROJECTS, load, user=world.user, choices={"organisations": {"北京啊": "BJ"}})

    assert preview.can_be_accepted


def test_a_name_that_two_share_asks_for_the_reference(world):
    make.supporter("BJ2", name="北京二", short_name="北京")

    preview = world.preview(world.file(ONE))[1]

    (problem,) = preview.problems
    assert problem.cell == "C2"
    assert "BJ2" in problem.expected


def test_dated_names_and_codes_find_an_organisation(world):
    make.designation(world.edge.recipient, name="和阗", code="653201")

    for name in ("和阗", "653201", "HT", "和田市"):
        assert world.preview(world.file(f"A-1,小学,北京,{name},交钥匙,100"))[1].is_sound, name


# Sums


@pytest.mark.parametrize(("total", "verdict"), [("180.5", "matches"), ("190", "does not add up")])
def test_the_rows_are_compared_with_the_files_own_total(world, total, verdict):
    rows = (ONE, "A-2,医院,北京,和田,共建,80.5", f"合计,,,,,{total}")

    preview = world.preview(world.file(*rows))[1]

    by_pairing, printed = preview.plan.sums
    assert (by_pairing.label, by_pairing.rows, by_pairing.amount) == ("北京 → 和田", 2, 1_805_000)
    assert (printed.printed, printed.verdict_label) == (Decimal(total) * 10_000, verdict)
    assert preview.can_be_accepted


def test_a_total_in_a_larger_unit_may_be_rounded(world):
    head = HEAD.replace("万元", "亿元")
    rows = ("A-1,甲,北京,和田,交钥匙,1.04", "A-2,乙,北京,和田,交钥匙,1.04", "合计,,,,,2.1")

    preview = world.preview(world.file(*rows, head=head))[1]

    assert preview.plan.sums[-1].verdict == "rounding"


def test_a_subtotal_is_of_the_rows_above_it(world):
    rows = (ONE, "小计,,,,,100", "A-2,医院,北京,和田,共建,80.5", "小计,,,,,80.5", "合计,,,,,180.5")

    preview = world.preview(world.file(*rows))[1]

    assert [total.verdict for total in preview.plan.sums[1:]] == ["matches"] * 3
    assert len(preview.plan.batches[0].created) == 2


# Undoing


def test_undoing_takes_back_what_was_made_and_what_was_changed(world):
    world.load(world.file(ONE))
    load = world.load(world.file("A-1,中学,北京,和田,交钥匙,100", "A-2,医院,北京,和田,共建,80.5"))

    undone = undo(PROJECTS, load, user=world.user)

    project = Project.objects.get()
    assert (project.code, project.name) == ("A-1", "小学")
    assert (undone.state, undone.undone_by) == ("undone", world.user)
    deleted = LogEntry.objects.filter(action=LogEntry.Action.DELETE).get()
    assert (deleted.object_repr, deleted.actor) == ("A-2 医院", world.user)


def test_undoing_twice_counts_once(world):
    load = world.load(world.file(ONE))

    undo(PROJECTS, load, user=world.user)
    entries = LogEntry.objects.count()
    undo(PROJECTS, load, user=world.user)

    assert LogEntry.objects.count() == entries


def test_a_file_that_was_undone_can_be_loaded_again(world):
    content = world.file(ONE)
    undo(PROJECTS, world.load(content), user=world.user)

    world.load(content)

    assert Project.objects.count() == 1


def test_a_load_on_whose_row_something_was_changed_stays(world):
    load = world.load(world.file(ONE))
    project = Project.objects.get()
    project.name = "中学"
    project.save()

    with pytest.raises(Refused, match="changed since the import: A-1 中学"):
        undo(PROJECTS, load, user=world.user)

    assert Project.objects.exists()


@pytest.mark.parametrize(
    "build", [make.transfer, make.tranche, make.suspension, make.status_report]
)
def test_a_load_on_which_something_hangs_stays(world, build):
    load = world.load(world.file(ONE))
    hanging = build(Project.objects.get())

    with pytest.raises(Refused, match=re.escape(_plural(hanging))):
        undo(PROJECTS, load, user=world.user)

    assert Project.objects.exists()


def _plural(row) -> str:
    name = str(row._meta.verbose_name_plural)
    return name[0].upper() + name[1:] + " 1"


def test_a_load_that_a_later_load_changed_stays(world):
    load = world.load(world.file(ONE))
    later = world.load(world.file("A-1,中学,北京,和田,交钥匙,100"))

    assert "changed since" in why_not_undo(PROJECTS, load, world.user)
    undo(PROJECTS, later, user=world.user)
    assert Project.objects.get().name == "小学"


def test_only_whoever_may_load_a_kind_undoes_it(world):
    load = world.load(world.file(ONE))

    with pytest.raises(Refused, match="Only those who may import"):
        undo(PROJECTS, load, user=make.auditor())


# Queries and history


@pytest.mark.parametrize("rows", [1, 30])
def test_a_preview_takes_the_same_queries_whatever_the_number_of_rows(
    world, rows, django_assert_num_queries
):
    content = world.file(*(f"A-{n},小学{n},北京,和田,交钥匙,100" for n in range(rows)))

    with django_assert_num_queries(9):
        examine(PROJECTS, content, "a.csv", user=world.user, choices=world.choices)


def test_a_loaded_row_has_the_history_of_a_saved_one(world):
    world.load(world.file(ONE))
    loaded = history_lines(of_projects(Project.objects.all()))[0]
    saved_row = Project.objects.get()
    saved_row.pk, saved_row.code = None, "A-2"
    saved_row.save()
    saved = history_lines(of_projects(Project.objects.filter(code="A-2")))[0]

    def new_values(entry):
        """But for the code, and for what hangs on the row: of that a save notes there is none."""
        own = [(f, new) for f, _old, new in entry.changes if not new.startswith("projects.")]
        return {(f, new.rstrip("0").rstrip(".")) for f, new in own if f != "project code"}

    assert new_values(loaded) == new_values(saved)
    assert (loaded.action, loaded.kind) == (saved.action, saved.kind)


def test_looking_again_is_in_the_language_of_the_reader(world):
    load, _preview = world.preview(world.file("A-1,小学,北京,和田,交钥匙,很多"))

    with override("zh-hans"):
        chinese = look_again(PROJECTS, load, user=world.user).problems[0]

    assert chinese.cell == "F2"


def test_a_batch_leaves_equal_values_alone():
    batch = Batch(Project, ("code", "planned_aid"), lambda row: row["code"])

    batch.change(1, {"code": "A", "planned_aid": Decimal("5.00")}, {"planned_aid": Decimal(5)})

    assert batch.counts == {"created": 0, "changed": 0, "unchanged": 1}
