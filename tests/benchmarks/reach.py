"""What a page costs a leader beside an auditor, with many projects in PostgreSQL.

    python tests/tools/postgres.py python tests/benchmarks/reach.py [rows]

The leader's province has a sixth of the pairings. Both ask for the same pages of a programme of
1,200 projects, while the other projects are of another programme. Prints the milliseconds of each
(the median of some requests) and their ratio.
"""

import os
import statistics
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
OF_PROGRAMME = 1_200
PAIRINGS, SUPPORTERS = 120, 6
REQUESTS = 5
# The overview shows a leader of one row what lies below it, and nothing of that to an auditor; on
# the wall both see the same panels. The last is of a project that the leader sees.
PAGES = (
    "/?programme=2011-plan",
    "/wall/?programme=2011-plan",
    "/projects/?programme=2011-plan",
    "/projects/P-6/",
)


def set_up():
    sys.path.insert(0, str(ROOT))
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "aidtrack.settings",
        "AIDTRACK_DEMO": "1",
        "AIDTRACK_SECRET_KEY": "for the benchmark only",
    }
    import django

    django.setup()


def prepare(rows: int):
    """Tables, two programmes, and their projects over all pairings."""
    from django.core.management import call_command
    from django.db import connection

    with connection._nodb_cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {connection.settings_dict['NAME']}")
    call_command("migrate", verbosity=0)
    from tests import make

    givers = [make.supporter(f"S-{n}") for n in range(SUPPORTERS)]
    edges = [
        make.pairing(supporter=givers[n % SUPPORTERS], recipient=make.county(f"C-{n}"))
        for n in range(PAIRINGS)
    ]
    project = make.project(code="P-0", lead_pairing=edges[0], programme=make.programme())
    other = make.programme("other-plan")
    fill(project, other, edges, rows)
    make.membership(user=make.user("leader"), role="leader", organisation=givers[0])
    make.membership(user=make.user("auditor"), role="auditor", organisation=givers[0])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def fill(project, other, edges, rows: int):
    """Copies of the project; a link to a partner for each tenth."""
    from projects.models import Project

    fields = [field for field in Project._meta.concrete_fields if not field.primary_key]
    values = {field.attname: getattr(project, field.attname) for field in fields}

    def copy(n: int) -> Project:
        programme = project.programme_id if n < OF_PROGRAMME else other.pk
        edge = edges[n % PAIRINGS].pk
        return Project(
            **values | {"code": f"P-{n}", "programme_id": programme, "lead_pairing_id": edge}
        )

    copies = Project.objects.bulk_create((copy(n) for n in range(1, rows)), batch_size=2_000)
    link = Project.partner_pairings.through
    link.objects.bulk_create(
        (link(project_id=row.pk, pairing_id=edges[n % 7].pk) for n, row in enumerate(copies[::10])),
        batch_size=2_000,
    )


def milliseconds(name: str, address: str) -> float:
    from django.contrib.auth import get_user_model
    from django.test import Client

    client = Client(headers={"host": "localhost"})
    client.force_login(get_user_model().objects.get(username=name))

    def once() -> float:
        begun = time.perf_counter()
        response = client.get(address, follow=True)
        assert response.status_code == 200, (address, response.status_code)
        return 1000 * (time.perf_counter() - begun)

    once()
    return statistics.median(once() for _ in range(REQUESTS))


def counting_hidden(user) -> float:
    """Milliseconds of counting all projects that are hidden from the user."""
    from projects.models import Project

    begun = time.perf_counter()
    Project.objects.hidden_from(user).count()
    return 1000 * (time.perf_counter() - begun)


def main(rows: int):
    set_up()
    prepare(rows)
    from django.contrib.auth import get_user_model

    print(f"{rows} projects, {OF_PROGRAMME} of them in the programme of the pages")
    for address in PAGES:
        leader, auditor = (milliseconds(name, address) for name in ("leader", "auditor"))
        ratio = leader / auditor
        print(f"{address}: leader {leader:.0f} ms, auditor {auditor:.0f} ms, ratio {ratio:.2f}")
    hidden = counting_hidden(get_user_model().objects.get(username="leader"))
    print(f"all projects hidden from the leader counted in {hidden:.0f} ms")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
