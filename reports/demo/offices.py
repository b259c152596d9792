"""Further offices of the demonstration: who records and reviews, and the problems they report.

Illustrative. Nobody can sign in as one of these people: they have no password.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.contrib.auth import get_user_model
from django.db import transaction

from pairings.models import Organisation, Role
from projects.models import Project, ReportingMonth, StatusReport
from projects.month.due import Row, due_projects, due_rows, no_change
from projects.month.review.decisions import verify
from projects.month.saving import save_claim, submit

# Their references: Kashgar, Aksu, Tacheng, Altay, Changji.
FURTHER_OFFICES = ("653100", "652900", "654200", "654300", "652300")
# How many late projects of each office have a problem, and how many reports wait for the reviewer.
PROBLEMS_EACH, WAITING_EACH = 5, 1
# The type of a problem, the problem, and what is done about it; taken in turn.
PROBLEMS = (
    ("funding", "首批资金未到，合同未能签订（示例）", "已与前方指挥部对账，约定下旬拨付（示例）"),
    ("land", "安置点用地调整，交地推迟（示例）", "国土部门已重新划定红线（示例）"),
    ("design", "抗震设防等级变更，施工图重出（示例）", "设计单位月底前交图（示例）"),
    ("tender", "两家投标人资格不符，需重新招标（示例）", "招标文件已修改并公告（示例）"),
    ("approval", "环评批复未下（示例）", "已补交材料，环保局受理（示例）"),
    ("staff", "项目法人只有一人，监理未派（示例）", "县里抽调两名技术员（示例）"),
    ("weather", "汛期道路中断，材料进不去（示例）", "绕行便道已开通（示例）"),
    ("contractor", "中标单位项目经理未到岗（示例）", "已发限期到岗通知（示例）"),
    ("other", "供电增容排队（示例）", "已列入供电公司下月计划（示例）"),
)


@dataclass(frozen=True)
class OfficePeople:
    """An office with those who record and review for it."""

    office: Organisation
    recorder: object
    reviewer: object


def people_of(office: Organisation) -> OfficePeople:
    return OfficePeople(
        office,
        recorder=_person(office, Role.RECORDER, "填报人"),
        reviewer=_person(office, Role.REVIEWER, "复核人"),
    )


def _person(office: Organisation, role: Role, word: str):
    people = get_user_model().objects
    username = f"{role}-{office.ref}"
    if person := people.filter(username=username).first():
        return person
    person = people.create_user(username, first_name=f"{office.name}{word}（示例）")
    person.memberships.create(organisation=office, role=role)
    return person


@transaction.atomic
def demonstrate_problems(
    month: ReportingMonth, offices: Iterable[OfficePeople], *, at: datetime
) -> int:
    """Late projects of each office, those with most money, are reported with a problem: all are
    verified but the last.

    An office that has reported keeps what it has. How many were reported.
    """
    return sum(_report(month, people, place, at) for place, people in enumerate(offices))


def _report(month: ReportingMonth, people: OfficePeople, place: int, at: datetime) -> int:
    if StatusReport.objects.filter(month=month, entered_by=people.recorder).exists():
        return 0
    projects = due_projects(month, people.recorder)
    late = [row for row in due_rows(month, projects, people.recorder) if _is_late(row)]
    rows = sorted(late, key=lambda row: -row.project.planned_aid)[:PROBLEMS_EACH]
    versions = {row.project.code: _enter(row, people, place * 2 + n) for n, row in enumerate(rows)}
    sent = submit(user=people.recorder, month=month, seen_versions=versions, now=at)
    checked = {report.pk: report.version for report in sent[:-WAITING_EACH]}
    verify(user=people.reviewer, seen_versions=checked, checked=checked, now=at)
    return len(sent)


def _is_late(row: Row) -> bool:
    planned = row.project.planned_start_on
    is_waiting = row.before.stage == Project.Stage.NOT_STARTED
    return bool(is_waiting and planned and planned < row.month.month)


def _enter(row: Row, people: OfficePeople, n: int) -> int:
    """The version of the report."""
    problem_type, problem, measure = PROBLEMS[n % len(PROBLEMS)]
    words = {"problem_type": problem_type, "problem": problem, "measure_taken": measure}
    saved = save_claim(
        user=people.recorder,
        month=row.month,
        project=row.project,
        values=no_change(row, Decimal(0)) | words,
        seen_version=0,
    )
    return saved.report.version
