"""A file is read and examined while others write; only what follows from it is one transaction."""

from dataclasses import replace

import pytest
from django.db import connection

from projects.models import Project
from reports.loads.kinds.projects.plan import PROJECTS
from reports.loads.loading import Moved, accept, choose
from tests import make
from tests.cast.loading import HEAD, ONE, World

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.once,
    pytest.mark.usefixtures("made_rows_in_history"),
]


def watched(moments: list, meanwhile=lambda: None):
    """Projects whose planning notes whether a transaction is open, and lets somebody else write."""

    def plan(tables, context):
        moments.append(connection.in_atomic_block)
        file_plan = PROJECTS.plan(tables, context)
        if len(moments) == 1:
            meanwhile()
        return file_plan

    return replace(PROJECTS, plan=plan)


def test_accepting_examines_before_its_transaction():
    world, moments = World(), []
    load, _ = world.preview(world.file(ONE))

    accept(watched(moments), load, user=world.user)

    assert moments == [False]
    assert Project.objects.get().code == "A-1"


def test_what_changed_meanwhile_is_examined_again_inside():
    world, moments = World(), []
    load, _ = world.preview(world.file(ONE))

    def meanwhile():
        make.project(code="A-1", programme=world.programme, lead_pairing=world.edge)

    with pytest.raises(Moved):
        accept(watched(moments, meanwhile), load, user=world.user)

    assert moments == [False, True]
    assert Project.objects.get().planned_aid != 1_000_000


def test_choosing_examines_outside_a_transaction():
    world, moments = World(), []
    load, _ = world.preview(world.file(ONE, head=HEAD.replace("项目名称", "叫什么")))

    choose(watched(moments), load, user=world.user, choices={"headers": {"叫什么": "name"}})

    assert moments == [False]
