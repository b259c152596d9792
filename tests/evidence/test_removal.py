"""A file added by mistake: who takes it out again, until when, and what remains of it."""

from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import override

from pairings.models import Role
from projects.evidence.files import add_evidence
from projects.evidence.removal import remove_evidence
from projects.history.entries import history_lines, of_pairing, of_projects
from projects.models import Evidence, Project, StatusReport
from projects.month.review.decisions import verify
from projects.month.saving import ReportChanged
from tests import make
from tests.cast.office import Office
from tests.tools.reading import words

pytestmark = pytest.mark.django_db
NAME = "错误的合同.pdf"


@pytest.fixture
def office():
    return Office()


@pytest.fixture
def report(office):
    """Submitted with a file, by the office's recorder."""
    report = office.enter().report
    upload = SimpleUploadedFile(NAME, b"%PDF-1.7 %%EOF")
    add_evidence(owner=report, upload=upload, by=office.recorder, key=uuid4())
    StatusReport.objects.filter(pk=report.pk).update(
        state="submitted", submitted_at=report.entered_at
    )
    report.refresh_from_db()
    return report


def test_who_added_a_file_takes_it_out_while_its_report_waits_for_review(client, office, report):
    client.force_login(office.recorder)
    client.cookies["django_language"] = "en"
    evidence = Evidence.objects.get()

    assert "Remove" in words(client.get(office.project.get_absolute_url()))
    response = client.post(f"/evidence/{evidence.key}/removal/")

    assert response.status_code == 302
    assert not Evidence.objects.exists()


def test_a_colleague_takes_nothing_out_of_a_report_that_waits(office, report):
    colleague = make.member(Role.RECORDER, office.project.lead_pairing.recipient)

    with override("en"), pytest.raises(PermissionDenied, match="one's own until the report is"):
        remove_evidence(Evidence.objects.get(), by=colleague)


def test_who_is_no_recorder_any_more_takes_nothing_out(office, report):
    office.recorder.memberships.all().delete()

    with pytest.raises(PermissionDenied):
        remove_evidence(
            Evidence.objects.get(), by=type(office.recorder).objects.get(pk=office.recorder.pk)
        )


def test_a_verified_report_keeps_the_files_even_of_who_added_them(office, report):
    verify(user=office.reviewer, seen_versions={report.pk: report.version})

    with pytest.raises(PermissionDenied):
        remove_evidence(Evidence.objects.get(), by=office.recorder)
    assert Evidence.objects.exists()


def test_a_reviewer_who_looked_at_the_file_must_look_again(office, report):
    remove_evidence(Evidence.objects.get(), by=office.recorder)

    with pytest.raises(ReportChanged):
        verify(user=office.reviewer, seen_versions={report.pk: report.version})


def test_the_history_keeps_name_and_checksum_and_the_bytes_are_gone(
    office, report, django_capture_on_commit_callbacks
):
    evidence = Evidence.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        remove_evidence(evidence, by=office.recorder)

    assert not evidence.file.storage.exists(evidence.file.name)
    for entries in (
        of_projects(Project.objects.filter(pk=office.project.pk)),
        of_pairing(office.project.lead_pairing),
    ):
        removed, added = [line for line in history_lines(entries) if line.what == NAME]
        assert removed.action != added.action
        assert {NAME, evidence.sha256} <= {old for _label, old, _new in removed.changes}
    elsewhere = Project.objects.filter(pk=make.project().pk)
    listed = history_lines(of_projects(elsewhere))
    assert NAME not in [line.what for line in listed]
