"""Reminders that several commands send at once reach each person once."""

import os
import shutil
import subprocess
import sys
from datetime import UTC, date, datetime

import pytest
from django.conf import settings
from django.core import mail
from django.db import connections

from reports.todo.reminders import remind
from tests import make
from tests.tools import prepared
from tests.web.parallel import at_once, only_on_a_server

DAY, DUE = date(2011, 8, 1), date(2011, 8, 20)
COMMANDS = 4


def owe_a_report():
    """A recorder with an address owes the report of an open month."""
    prefecture = make.prefecture()
    make.member("recorder", prefecture, email="chen@aidtrack.example")
    project = make.project(recipient=make.county(reported_under=prefecture))
    opened_at = datetime(2011, 8, 1, 1, tzinfo=UTC)
    make.reporting_month(project.programme, due_on=DUE, opened_at=opened_at)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(only_on_a_server(), reason="threads share no database on SQLite")
def test_four_at_once_send_one_message_on_a_server():
    owe_a_report()
    connections.close_all()

    reminders = at_once(lambda: remind(on=DAY), COMMANDS)

    assert len(mail.outbox) == 1
    assert sorted(map(len, reminders)) == [0, 0, 0, 1]


@pytest.mark.skipif(not only_on_a_server(), reason="once is enough")
def test_four_commands_at_once_send_one_message_on_sqlite(tmp_path, django_db_blocker):
    path = shutil.copy(prepared.sqlite_file(prepared.TABLES), tmp_path / "database")
    with django_db_blocker.unblock(), prepared.default_connection(str(path)):
        owe_a_report()
    environment = os.environ | {"DATABASE_URL": f"sqlite:///{path}"}
    command = [sys.executable, "manage.py", "remind", "--on", f"{DAY}"]

    processes = [
        subprocess.Popen(
            command, cwd=settings.BASE_DIR, env=environment, stdout=subprocess.PIPE, text=True
        )
        for _number in range(COMMANDS)
    ]
    printed = [process.communicate(timeout=60)[0] for process in processes]

    assert [process.returncode for process in processes] == [0] * COMMANDS
    assert "".join(printed).count("To: chen@aidtrack.example") == 1
