"""A file of a project, pairing, transfer or contribution, added by mistake: who removes it."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from django.utils.translation import override

from pairings.models import Role
from projects.evidence.removal import remove_evidence
from projects.history.entries import history_lines, of_contribution, of_pairing, of_projects
from projects.models import Evidence, Project
from tests import make
from tests.cast.office import as_
from tests.tools.reading import words

pytestmark = pytest.mark.django_db
NAME, REASON = "错误的合同.pdf", "传错了项目"


class Side:
    """A recorder of the supporter, with what may have files: each by its name in Evidence."""

    def __init__(self):
        self.project = make.project()
        self.pairing = self.project.lead_pairing
        self.recorder = make.member(Role.RECORDER, self.pairing.supporter)
        self.administrator = make.administrator()
        self.transfer = make.transfer(self.project, accepted=False)
        self.contribution = make.contribution(pairing=self.pairing)

    def add(self, owner: str, **fields) -> Evidence:
        values = {"added_by": self.recorder, "original_name": NAME, **fields}
        return make.evidence(**{owner: getattr(self, owner)}, **values)

    def close_a_month(self):
        month = make.reporting_month(self.project.programme)
        type(month).objects.filter(pk=month.pk).update(
            closed_at=timezone.now() + timedelta(seconds=1)
        )


@pytest.fixture
def side():
    return Side()


OWNERS = ("project", "pairing", "transfer", "contribution")


def test_bytes_that_cannot_be_deleted_are_left_to_the_sweep(
    side, monkeypatch, django_capture_on_commit_callbacks
):
    evidence = side.add("project")

    def fail(_storage, _name):
        raise OSError

    monkeypatch.setattr(type(evidence.file.storage), "delete", fail)
    with django_capture_on_commit_callbacks(execute=True):
        remove_evidence(evidence, by=side.recorder, reason=REASON)

    assert not Evidence.objects.exists()


@pytest.mark.parametrize("owner", OWNERS)
def test_who_added_a_file_removes_it_with_a_reason_that_the_history_keeps(client, side, owner):
    evidence = side.add(owner)
    person = as_(client, side.recorder)
    page = {"transfer": f"/transfers/{side.transfer.pk}/"}.get(owner)
    page = page or getattr(side, owner).get_absolute_url()

    assert "Reason for removal" in person.get(page).content.decode()
    response = person.post(f"/evidence/{evidence.key}/removal/", {"reason": REASON})

    assert response["Location"] == page
    assert not Evidence.objects.exists()
    if owner == "contribution":
        entries = of_contribution(side.contribution, side.recorder)
    elif owner == "pairing":
        entries = of_pairing(side.pairing)
    else:
        entries = of_projects(Project.objects.filter(pk=side.project.pk))
    (removed,) = [line for line in history_lines(entries) if line.what == NAME]
    assert removed.who == f"{side.recorder}"
    assert removed.changes[0][1:] == ("", REASON)
    assert evidence.sha256 in {old for _label, old, _new in removed.changes}


def test_without_a_reason_nothing_is_removed(client, side):
    evidence = side.add("project")

    with pytest.raises(ValidationError):
        remove_evidence(evidence, by=side.recorder, reason=" ")
    page = as_(client, side.recorder).post(f"/evidence/{evidence.key}/removal/", follow=True)

    assert "Enter a reason for removing the file." in words(page)
    assert Evidence.objects.exists()


@pytest.mark.parametrize("owner", OWNERS)
def test_a_colleague_removes_nothing(side, owner):
    colleague = make.member(Role.RECORDER, side.pairing.supporter)

    with pytest.raises(PermissionDenied):
        remove_evidence(side.add(owner), by=colleague, reason=REASON)


@pytest.mark.parametrize("owner", ["project", "pairing"])
def test_after_the_close_of_a_month_an_administrator_removes_it(side, owner):
    evidence = side.add(owner)
    side.close_a_month()

    with override("en"), pytest.raises(PermissionDenied, match="until the next month is closed"):
        remove_evidence(evidence, by=side.recorder, reason=REASON)
    remove_evidence(evidence, by=side.administrator, reason=REASON)

    assert not Evidence.objects.exists()


def test_a_month_that_was_closed_before_counts_for_nothing(side):
    side.close_a_month()
    evidence = side.add("project", added_at=timezone.now() + timedelta(hours=1))

    remove_evidence(evidence, by=side.recorder, reason=REASON)

    assert not Evidence.objects.exists()


def accept(side):
    make.acceptance(side.transfer)
    return side.add("transfer")


def verify(side):
    moment, reviewer = timezone.now(), make.user()
    reviewed = {"submitted_at": moment, "reviewed_at": moment, "reviewed_by": reviewer}
    type(side.contribution).objects.update(state="verified", **reviewed)
    return side.add("contribution")


def answer(side):
    evidence = side.add("project")
    make.answer(make.task()).evidence.add(evidence)
    return evidence


def minute(side):
    evidence = side.add("project")
    make.meeting(minutes=evidence)
    return evidence


@pytest.mark.parametrize("rest", [accept, verify, answer, minute])
def test_what_something_rests_on_stays_whoever_asks(side, rest):
    evidence = rest(side)

    for person in (side.recorder, side.administrator):
        with override("en"), pytest.raises(PermissionDenied, match="This file stays"):
            remove_evidence(evidence, by=person, reason=REASON)
    assert Evidence.objects.exists()


def test_who_reads_a_contribution_that_waits_must_look_again(side):
    type(side.contribution).objects.update(state="submitted", submitted_at=timezone.now())
    version = side.contribution.version

    remove_evidence(side.add("contribution"), by=side.recorder, reason=REASON)

    side.contribution.refresh_from_db()
    assert side.contribution.version == version + 1
