"""Whoever adds a photograph has it decoded before a transaction is open: it takes seconds."""

from datetime import date
from io import BytesIO
from uuid import uuid4

import pytest
from django.core.files.base import File
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from PIL import Image

from aidtrack.store import child
from pairings.models import Role
from projects.evidence.files import add_evidence
from projects.models import Evidence
from tests import make
from tests.cast.grid import GRID, posted
from tests.cast.office import Office, as_

CHUNK = 64 * 1024


def photograph() -> SimpleUploadedFile:
    content = BytesIO()
    Image.new("RGB", (64, 48)).save(content, "JPEG")
    return SimpleUploadedFile("现场.jpg", content.getvalue(), "image/jpeg")


def page_of_a_file(client):
    project = make.project()
    recorder = make.member(Role.RECORDER, project.lead_pairing.recipient)
    form = {"key": uuid4(), "file": photograph()}
    as_(client, recorder).post(f"/evidence/new/?project={project.code}", form)


def row_of_the_month(client):
    office = Office()
    form = posted(office, version=0) | {"photo_key": uuid4(), "photo": photograph()}
    as_(client, office.recorder).post(f"{GRID}{office.project.code}/", form)


def answer_to_a_task(client):
    task = make.task()
    recorder = make.member(Role.RECORDER, task.responsible)
    form = {"key": uuid4(), "text": "已核对", "file": [photograph(), photograph()]}
    as_(client, recorder).post(f"/follow-up/tasks/{task.number}/answers/", form)


def minutes_of_a_meeting(client):
    pairing = make.pairing()
    convener = pairing.recipient.reported_under
    make.meeting(pairing.scheme, number=3, on=date(2011, 7, 5), title="会", convener=convener)
    form = {"key": uuid4(), "file": photograph()}
    address = f"/follow-up/meetings/{pairing.scheme.code}-3/minutes/"
    as_(client, make.member("leader", convener)).post(address, form)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("add", "photographs"),
    [
        (page_of_a_file, 1),
        (row_of_the_month, 1),
        (answer_to_a_task, 2),
        (minutes_of_a_meeting, 1),
    ],
)
def test_no_child_is_started_while_a_transaction_is_open(client, monkeypatch, add, photographs):
    is_open = []
    start = child.subprocess.Popen

    def started(*arguments, **options):
        is_open.append(connection.in_atomic_block)
        return start(*arguments, **options)

    monkeypatch.setattr(child.subprocess, "Popen", started)

    add(client)

    assert Evidence.objects.count() == photographs
    assert is_open == [False] * photographs


class Counting(BytesIO):
    """Remembers the most that was read at once."""

    most = 0

    def read(self, size=-1):
        content = super().read(size)
        self.most = max(self.most, len(content))
        return content


@pytest.mark.django_db
def test_a_document_is_never_in_memory_as_a_whole():
    project = make.project()
    recorder = make.member(Role.RECORDER, project.lead_pairing.recipient)
    counting = Counting(b"%PDF-1.7" + b"\0" * 10 * CHUNK + b"%%EOF")

    upload = File(counting, "合同.pdf")
    evidence = add_evidence(owner=project, upload=upload, by=recorder, key=uuid4())

    assert evidence.size == len(counting.getvalue()) == evidence.file.size
    assert 0 < counting.most <= CHUNK
