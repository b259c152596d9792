"""Files of a project, and of a person on a day, take up so many bytes and no more."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from django.utils.translation import override

from pairings.models import Role
from projects.evidence.files import add_evidence
from projects.models import Evidence
from tests import make
from tests.web.parallel import at_once, only_on_a_server

pytestmark = pytest.mark.django_db
KILOBYTE = 1000


@pytest.fixture
def project():
    return make.project()


@pytest.fixture
def recorder(project):
    return recorder_of(project)


def recorder_of(project):
    return make.member(Role.RECORDER, project.lead_pairing.recipient)


def document(size: int) -> SimpleUploadedFile:
    return SimpleUploadedFile("合同.pdf", b"%PDF-1.7".ljust(size - 5) + b"%%EOF")


def add(owner, by, size=100 * KILOBYTE):
    return add_evidence(owner=owner, upload=document(size), by=by, key=uuid4())


def refusal(owner, by, size=100 * KILOBYTE) -> str:
    with override("en"):
        with pytest.raises(ValidationError) as refused:
            add(owner, by, size)
        return refused.value.message_dict["file"][0]


def test_a_project_takes_files_up_to_its_quota_whoever_adds_them(project, recorder, settings):
    settings.EVIDENCE_OF_PROJECT = 250 * KILOBYTE
    add(project, recorder)
    add(make.status_report(project), recorder)

    assert refusal(project, recorder_of(project)).startswith(
        "The files of this project take up 0.2 of 0 MB, and this one needs 0.1 MB"
    )
    add(project, recorder, 50 * KILOBYTE)
    second_project = make.project()
    add(second_project, recorder_of(second_project))


def test_a_person_adds_so_much_on_a_day_to_whatever(project, recorder, settings):
    settings.EVIDENCE_OF_DAY = 250 * KILOBYTE
    add(project, recorder)
    add(project.lead_pairing, recorder)

    assert "that you added today take up 0.2 of 0 MB" in refusal(project, recorder)
    add(project, recorder_of(project))
    Evidence.objects.update(added_at=timezone.now() - timedelta(days=1))
    add(project, recorder)


def test_a_file_that_is_refused_leaves_nothing(project, recorder, settings, tmp_path, monkeypatch):
    monkeypatch.setattr(Evidence._meta.get_field("file").storage, "location", str(tmp_path))
    settings.EVIDENCE_OF_PROJECT = KILOBYTE

    refusal(project, recorder)

    assert not Evidence.objects.exists()
    assert [*tmp_path.rglob("*.pdf")] == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(only_on_a_server(), reason="threads share no database on SQLite")
@pytest.mark.parametrize("quota", ["EVIDENCE_OF_PROJECT", "EVIDENCE_OF_DAY"])
def test_files_added_at_once_do_not_exceed_a_quota_together(quota, settings):
    project = make.project()
    setattr(settings, quota, 250 * KILOBYTE)
    person = recorder_of(project)
    owners = iter([project, project.lead_pairing] * 5)
    people = iter(
        [person if quota == "EVIDENCE_OF_DAY" else recorder_of(project) for _ in range(10)]
    )

    def added():
        owner = project if quota == "EVIDENCE_OF_PROJECT" else next(owners)
        try:
            return add(owner, next(people))
        except ValidationError:
            return None

    results = at_once(added)

    assert len([row for row in results if row]) == Evidence.objects.count() == 2
