"""The command and the page are one use case: the same rows, problems and refusals."""

from io import StringIO

import pytest
from auditlog.models import LogEntry
from django.core.management import CommandError, call_command
from django.utils.translation import override

from projects.models import Project, StatusReport
from reports.models import Load
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


@pytest.fixture
def run(tmp_path):
    """Runs the command on a file; gives what it said and what it complained of."""

    def run(kind, content, *args):
        path, out, err = tmp_path / "文件.csv", StringIO(), StringIO()
        path.write_bytes(content)
        try:
            call_command("load", kind, str(path), *args, stdout=out, stderr=err)
        except CommandError as sentence:
            return out.getvalue(), f"{err.getvalue()}{sentence}"
        return out.getvalue(), err.getvalue()

    return run


def test_a_file_is_loaded_and_recorded(world, run):
    out, _err = run("projects", world.file(ONE), "--programme", "2011-plan")

    load = Load.objects.get()
    assert f"Loaded as {load.key}: Project: 1 created 0 changed 0 unchanged." in out
    assert (load.state, load.uploaded_by, load.file_name) == ("accepted", None, "文件.csv")
    assert Project.objects.get().code == "A-1"


def test_the_command_writes_what_the_page_writes(world, run):
    run("projects", world.file(ONE), "--programme", "2011-plan", "--as", "admin")
    by_command = Project.objects.values().get()
    Project.objects.all().delete()
    world.load(world.file(ONE))
    by_page = Project.objects.values().get()

    different = {name for name in by_page if by_page[name] != by_command[name]}
    assert different == {"id", "updated_at"}
    assert {load.sha256 for load in Load.objects.all()} == {Load.objects.first().sha256}


def test_a_dry_run_says_the_same_and_writes_nothing(world, run):
    out, _err = run("projects", world.file(ONE), "--programme", "2011-plan", "--dry-run")

    assert "Nothing was saved (dry run): Project: 1 created" in out
    assert not Project.objects.exists() and not Load.objects.exists()


def test_the_same_file_again_says_that_there_is_nothing_to_do(world, run):
    world.load(world.file(ONE))

    out, _err = run("projects", world.file(ONE), "--programme", "2011-plan")

    assert "Nothing to do" in out
    assert Load.objects.count() == 1


def test_every_problem_is_printed_and_nothing_is_written(world, run):
    content = world.file(ONE, "A-2,医院,北京啊,和田,包工,很多,x", head=f"{HEAD},体量")

    _out, err = run("projects", content, "--programme", "2011-plan")

    for words in ("E3 (包工)", "F3 (很多)", "'北京啊' is not known; nearest: BJ", "“体量”"):
        assert words in err
    assert "Nothing was saved" in err
    assert not Project.objects.exists() and not Load.objects.exists()


def test_sums_are_printed_in_the_unit_of_the_file(world, run):
    rows = [ONE, "合计,,,,,90"]

    _out, err = run("projects", world.file(*rows), "--programme=2011-plan", "--dry-run")

    assert "合计: the rows add up to 100 (10,000 yuan), printed 90 (10,000 yuan)." in err

    no_unit = world.file(*rows, head=HEAD.replace("(万元)", ""))
    _out, err = run("projects", no_unit, "--programme=2011-plan", "--dry-run")

    assert "the rows add up to 100 (unit not yet chosen), printed 90 (unit not yet chosen)." in err


def test_a_header_is_mapped_by_an_argument(world, run):
    content = world.file(f"{ONE},三层,x", head=f"{HEAD},体量,其他")

    run("projects", content, "--programme", "2011-plan", "--map", "体量=scale", "--map", "其他=")

    assert Project.objects.get().scale == "三层"


def test_a_person_is_named_where_the_record_needs_one(run):
    _out, err = run("transfers", csv_file("资金环节,日期,金额"))

    assert "State who is importing" in err


def test_a_persons_file_of_reports_is_loaded_in_their_name(run):
    office = make.prefecture()
    person = make.membership(organisation=office, user=make.user("zhang")).user
    project = make.project(code="OWN", recipient=make.county(reported_under=office))
    make.reporting_month(project.programme)
    content = csv_file("项目编号,状态,形象进度,累计到位资金", "OWN,未开工,0,0")

    run("status", content, "--as", "zhang", "--month", "2011-07")

    assert StatusReport.objects.get().entered_by == person
    entry = LogEntry.objects.filter(content_type__model="statusreport").latest("pk")
    assert (entry.actor, entry.additional_data) == (person, {"through": "load"})


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["planets"], "There is no kind 'planets'"),
        (["projects", "--as", "nobody"], "There is no active person 'nobody'"),
        (["projects", "--map", "x"], "give HEADER=COLUMN"),
        (["projects", "--month", "July"], "give --month as 2011-07"),
    ],
)
def test_a_wrong_argument_is_one_sentence(world, run, args, message):
    _out, err = run(args[0], world.file(ONE), *args[1:])

    assert message in err


def test_a_file_that_is_not_there_is_one_sentence():
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("load", "projects", "/nowhere/file.csv", stderr=StringIO())


def test_progress_is_told_while_it_runs(world, run):
    _out, err = run("projects", world.file(ONE), "--programme", "2011-plan")

    assert "0 / 1" in err
