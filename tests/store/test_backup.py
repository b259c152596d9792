"""A backup restores to equal rows and files, on both engines and from one to the other."""

import json
import os
import stat
import tarfile
from contextlib import closing
from datetime import UTC, datetime
from decimal import Decimal
from io import StringIO
from uuid import UUID

import pytest
from auditlog.models import LogEntry
from django.apps import apps
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.management import CommandError, call_command
from django.db import connection, models
from django.db.migrations.recorder import MigrationRecorder
from hypothesis import HealthCheck, given, settings as hypothesis_settings, strategies as st

from aidtrack.store.backup import archive, files, rows, taking
from pairings.models import Organisation
from projects.models import Evidence, Project, Tranche
from reports.models import Load
from tests import make
from tests.cast import small_demonstration
from tests.databases.examples import examples
from tests.store import places


@pytest.fixture
def engine(django_db_setup, django_db_blocker) -> str:
    """The one that the suite runs on."""
    with django_db_blocker.unblock():
        yield connection.vendor


@pytest.fixture
def source(tmp_path, engine):
    yield tmp_path / "source"
    if engine == "postgresql":
        places.remove_server_database(tmp_path / "source")


@pytest.fixture
def target(tmp_path, engine):
    yield tmp_path / "target"
    if engine == "postgresql":
        places.remove_server_database(tmp_path / "target")


def back_up(folder):
    return taking.take(folder)[0]


def run(*arguments) -> str:
    printed = StringIO()
    call_command(*map(str, arguments), stdout=printed, stderr=printed)
    return printed.getvalue()


def add_some():
    """A project with money and a file, and a loaded spreadsheet."""
    project = make.project(name="名\t\\N\n“引”", planned_aid=Decimal("1234.56"))
    make.tranche(project, amount=Decimal("0.10"))
    evidence = make.evidence(project)
    load = make.load(uploaded_by=evidence.added_by)
    load.file.storage.save(load.book_name, ContentFile(b"book"))
    return project


@pytest.mark.parametrize(("start", "end"), [("same", "same"), ("same", "other"), ("other", "same")])
def test_a_demonstration_with_rows_in_every_table_is_restored_equal(
    source, target, tmp_path, engine, start, end
):
    if engine == "sqlite" and "other" in (start, end):
        pytest.skip("the other engine is a server, which the suite runs on the second time")
    engines = {"same": engine, "other": "sqlite"}
    with places.place(source, engines[start]):
        small_demonstration.fill()
        Evidence.objects.earliest("pk").file.storage.save("no-row", ContentFile(b"stray"))
        run("backup", tmp_path)
    with places.place(target, engines[end]):
        assert "restored, equal" in run("restore", tmp_path)
        assert "equal to what is here" in run("restore", tmp_path, "--verify")
        with Evidence.objects.earliest("pk").file.open() as content:
            assert content.read() == b"%PDF-1.7 %%EOF"
        assert LogEntry.objects.exists() and User.objects.filter(username="recorder").exists()
        again = tmp_path / "again"
        again.mkdir()
        manifest = manifest_of(back_up(again))

    first = manifest_of(archive.newest(tmp_path))
    assert manifest["files"] == first["files"] and len(first["files"]) > 5
    digests = [{t: c["digest"] for t, c in m["tables"].items()} for m in (first, manifest)]
    assert digests[0] == digests[1]


def manifest_of(path) -> dict:
    with archive.opened(path) as reader:
        return reader.manifest


def test_the_archive_is_a_plain_tar_for_us_alone_with_counts_sums_and_digests(
    source, engine, tmp_path
):
    with places.place(source, engine):
        project = add_some()
        Session.objects.create(
            session_key="secret", session_data="x", expire_date=datetime.now(UTC)
        )
        path = back_up(tmp_path)

    assert stat.S_IMODE(os.stat(path).st_mode) == 0o600
    with tarfile.open(path) as tar:
        names = tar.getnames()
        manifest = json.load(tar.extractfile("manifest.json"))
        lines = tar.extractfile("rows/projects_project.jsonl").read().decode().splitlines()
    assert names[-2:] == ["manifest.json", "archive.sha256"]
    assert not any("session" in name for name in names)
    assert manifest["engine"] == engine and manifest["version"] == taking.version()
    assert ["reports", "0001_initial"] in manifest["migrations"]
    table = manifest["tables"]["projects_project"]
    assert (table["rows"], table["sums"]["planned_aid"]) == (1, "1234.56")
    assert json.loads(lines[0])[table["columns"].index("name")] == project.name
    assert sum(name.startswith("files/") for name in names) == len(manifest["files"]) == 3
    assert list(tmp_path.glob(".*")) == []


def test_a_byte_that_was_changed_or_is_missing_is_noticed_wherever_it_is(
    source, target, engine, tmp_path
):
    with places.place(source, engine):
        add_some()
        path = back_up(tmp_path)
    content = path.read_bytes()
    changed = tmp_path / "changed.tar"

    for place in {*range(0, len(content), len(content) // 150), *range(-archive.TAIL, 0, 97), -1}:
        flipped = bytearray(content)
        flipped[place] ^= 1
        changed.write_bytes(flipped)
        assert not whole(changed), place
    for length in (0, 1, 512, len(content) // 2, len(content) - 1):
        changed.write_bytes(content[:length])
        assert not whole(changed), length
    assert whole(path)
    with places.place(target, engine), pytest.raises(CommandError, match="not a whole backup"):
        run("restore", changed)


def whole(path) -> bool:
    with path.open("rb") as file:
        return archive.is_whole(file)


def test_files_without_a_row_and_rows_without_a_file_are_named(source, engine, tmp_path):
    with places.place(source, engine):
        add_some()
        storages["evidence"].save("zz/stray", ContentFile(b"stray"))
        lost = Evidence.objects.get().file
        lost.storage.delete(lost.name)
        abandoned = make.load(state=Load.State.ABANDONED)
        abandoned.file.storage.delete(abandoned.file.name)
        printed = run("backup", tmp_path)

    assert f"A row names a file that is not there: evidence/{lost.name}" in printed
    assert "No row names this file: evidence/zz/stray" in printed
    assert printed.count("names") == 2


def test_only_an_empty_place_is_restored_into(source, target, engine, tmp_path):
    with places.place(source, engine):
        add_some()
        path = back_up(tmp_path)
    with places.place(target, engine):
        storages["loads"].save("a/file", ContentFile(b"of somebody"))
        with pytest.raises(CommandError, match=r"loads is in use \(a/file"):
            run("restore", path)
        storages["loads"].delete("a/file")
        make.organisation()
        with pytest.raises(CommandError, match=r"in use \(.* has rows\)"):
            run("restore", path)
        assert Organisation.objects.count() == 1 and not Project.objects.exists()
        assert [*files.stored_names(storages["evidence"])] == []


def test_an_archive_of_other_migrations_is_refused(source, target, engine, tmp_path):
    with places.place(source, engine):
        MigrationRecorder(connection).record_applied("projects", "9999_of_a_later_version")
        path = back_up(tmp_path)
    with (
        places.place(target, engine),
        pytest.raises(CommandError, match="the backup, not the database, has the migration"),
    ):
        run("restore", path)


def test_every_difference_is_named(source, engine, tmp_path):
    with places.place(source, engine):
        project = add_some()
        path = back_up(tmp_path)
        Project.objects.update(planned_aid=Decimal("1234.57"))
        Tranche.objects.all().delete()
        storages["evidence"].save("new", ContentFile(b"new"))
        (source / "evidence" / Evidence.objects.get().file.name).write_bytes(b"forged")
        printed = StringIO()
        with pytest.raises(CommandError, match=r"\d differences"):
            call_command("restore", path, "--verify", stdout=printed)

    for sentence in (
        "projects_project.planned_aid: 1234.56 in the backup, 1234.57 in all here.",
        f"projects_project: 1 rows differ (id {project.pk}).",
        "projects_tranche: 1 rows in the backup, 0 in the database.",
        "evidence/new: here, not in the backup.",
        "the content differs.",
    ):
        assert sentence in printed.getvalue()


def test_the_number_of_a_deleted_row_is_not_given_again(source, target, engine, tmp_path):
    with places.place(source, engine):
        make.organisation()
        last = make.organisation("2")
        number = last.pk
        last.delete()
        path = back_up(tmp_path)
    with places.place(target, engine):
        run("restore", path)
        assert make.organisation("3").pk == number + 1


def test_a_failure_half_way_leaves_no_row_no_file_and_no_archive(
    source, target, engine, tmp_path, monkeypatch
):
    with places.place(source, engine):
        add_some()
        path = back_up(tmp_path)
        (tmp_path / "full").mkdir()
        monkeypatch.setattr(archive.Writer, "end", full_disk)
        with pytest.raises(CommandError, match="No space left"):
            run("backup", tmp_path / "full")
        assert [*(tmp_path / "full").iterdir()] == []
    with places.place(target, engine):
        monkeypatch.setattr(rows, "count_on_after", forget_a_row)
        with pytest.raises(CommandError, match="came out unequal, so nothing was restored"):
            run("restore", path)
        assert not Project.objects.exists() and not Evidence.objects.exists()
        assert [*files.stored_names(storages["evidence"])] == []


def full_disk(*_arguments):
    raise OSError(28, "No space left on device")


def forget_a_row(model, _number):
    if model is Evidence:
        models.QuerySet(model)._raw_delete("default")


def test_rows_are_of_one_moment_while_others_write(source, engine, tmp_path):
    with places.place(source, engine), closing(connection.copy()) as writer:
        add_some()
        with rows.snapshot():
            before = [*rows.stored_rows(Organisation)]
            with writer.cursor() as cursor:
                cursor.execute("UPDATE pairings_organisation SET name = 'changed'")
            assert [*rows.stored_rows(Organisation)] == before
        assert {*Organisation.objects.values_list("name", flat=True)} == {"changed"}


def test_what_a_killed_backup_leaves_is_not_taken_for_one(tmp_path):
    path = tmp_path / "aidtrack-20110630T000000Z.tar"
    with archive.unfinished(path) as out:
        out.write(b"half")
        assert [*tmp_path.iterdir()] != [] and not path.exists()
        with pytest.raises(archive.BackupRefused, match="There is no backup in"):
            archive.newest(tmp_path)
    assert [*tmp_path.iterdir()] == [path]


def test_a_folder_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(CommandError, match="There is no folder"):
        run("backup", tmp_path / "nowhere")
    with pytest.raises(CommandError, match="There is no backup in"):
        run("restore", tmp_path)


def test_every_kind_of_field_is_one_that_a_line_can_hold():
    plain = {"AutoField", "BigAutoField", "BigIntegerField", "PositiveIntegerField"}
    plain |= {"PositiveSmallIntegerField", "BooleanField", "CharField", "TextField", "FileField"}
    plain |= {"ForeignKey", "OneToOneField", "GenericIPAddressField", "JSONField"}
    converted = {"DateTimeField", "DateField", "DecimalField", "UUIDField"}
    fields = [f for model in rows.stored_models() for f in model._meta.local_concrete_fields]

    assert {field.get_internal_type() for field in fields} <= plain | converted
    assert {f.get_internal_type() for f in fields if rows.to_plain(f)} == converted


def test_every_file_field_stores_where_a_backup_looks():
    fields = [f for m in apps.get_models() for f in m._meta.get_fields()]
    named = {f for alias in files.STORAGES for _model, f in files.file_fields(alias)}

    assert {f for f in fields if isinstance(f, models.FileField)} == named


TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)
SIMPLE = st.none() | st.booleans() | st.integers() | TEXTS
SIMPLE |= st.floats(allow_nan=False, allow_infinity=False, min_value=-1e9, max_value=1e9)
JSON = st.recursive(
    SIMPLE, lambda part: st.lists(part) | st.dictionaries(TEXTS, part), max_leaves=8
)
MOMENTS = st.datetimes(datetime(1970, 1, 2), datetime(2100, 1, 1), timezones=st.just(UTC))
AMOUNTS = st.decimals("0.01", "9999999999999", places=2)
LOADS = st.lists(
    st.tuples(TEXTS, JSON.filter(lambda value: value is not None), MOMENTS, st.uuids())
)


@hypothesis_settings(
    max_examples=examples(15),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(LOADS, st.lists(AMOUNTS, max_size=5))
def test_any_rows_have_equal_digests_after_the_round_trip(source, engine, loads, amounts):
    with places.place(source, engine):
        for model in (Load, Project):
            models.QuerySet(model)._raw_delete("default")
        add_any(loads, amounts)
        before = {model: lines_of(model) for model in (Load, Project)}
        for model, (lines, _digest) in before.items():
            models.QuerySet(model)._raw_delete("default")
            rows.insert(model, lines)

        assert {model: lines_of(model)[1] for model in before} == {
            model: digest for model, (_lines, digest) in before.items()
        }


def add_any(loads: list[tuple[str, object, datetime, UUID]], amounts: list):
    for text, value, moment, key in {load[3]: load for load in loads}.values():
        names = {"file_name": text, "choices": value, "uploaded_at": moment, "key": key}
        models.QuerySet(Load).bulk_create([Load(kind="projects", size=1, **names)])
    for number, amount in enumerate(amounts):
        make.project(code=f"P-{number}", planned_aid=amount)


def lines_of(model) -> tuple[list[bytes], dict]:
    summary, lines = rows.Summary(model), []
    for row in rows.stored_rows(model):
        lines.append(rows.line_of(row))
        summary.add(row, lines[-1])
    return lines, summary.as_json()
