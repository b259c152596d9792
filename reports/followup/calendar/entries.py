"""What is due on which day, within a person's reach: tasks, months, plans of projects, meetings."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Min, Q, QuerySet, Sum
from django.db.models.enums import TextChoices
from django.urls import NoReverseMatch, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _t, gettext_lazy as _, ngettext, pgettext_lazy

from aidtrack.values.formats import count, exact_wan
from pairings.access.navigation import has_months
from pairings.models.organisations import in_language
from projects.models import Project, ReportingMonth, Tranche
from reports.models import Meeting, Task


class EntryKind(TextChoices):
    """In the order of a day."""

    MEETING = "meeting", _("joint meeting")
    TASK = "task", _("follow-up task")
    MONTH = "month", _("monthly report")
    START = "start", pgettext_lazy("calendar", "planned start")
    FINISH = "finish", pgettext_lazy("calendar", "planned finish")
    TRANCHE = "tranche", pgettext_lazy("calendar", "planned tranche")


@dataclass(frozen=True)
class CalendarEntry:
    """One thing that is due. ``summary`` is what a feed says of it: nothing that people typed but
    names of projects; ``words`` is what the page says. ``address`` may be empty.
    """

    on: date
    kind: EntryKind
    key: str
    summary: str
    address: str
    words: str = ""
    is_illustrative: bool = False

    @property
    def text(self) -> str:
        return self.words or self.summary

    @property
    def uid(self) -> str:
        """The same for the same thing on each fetch."""
        return f"{self.kind.value}-{self.key}@aidtrack"


def entries(user, first: date, last: date) -> list[CalendarEntry]:
    """All of the days from ``first`` through ``last`` that the person sees, by day and kind."""
    days = (first, last)
    parts = (_meetings, _tasks, _months, _starts, _finishes, _tranches)
    rows = [entry for part in parts for entry in part(user, days)]
    return sorted(rows, key=lambda entry: entry.on)


def _meetings(user, days) -> Iterator[CalendarEntry]:
    meetings = Meeting.objects.visible_to(user).filter(on__range=days).select_related("scheme")
    for meeting in meetings:
        words = {"scheme": meeting.scheme.label, "number": meeting.number}
        summary = _t("%(scheme)s: joint meeting No. %(number)s") % words
        address = meeting.get_absolute_url()
        yield CalendarEntry(
            meeting.on,
            EntryKind.MEETING,
            meeting.ref,
            summary,
            address,
            meeting.title,
            meeting.is_illustrative,
        )


def _tasks(user, days) -> Iterator[CalendarEntry]:
    """Those not closed, on the day in force."""
    tasks = (
        Task.objects.visible_to(user)
        .with_standing(on=days[0])
        .filter(due_in_force__range=days, closed_at__isnull=True)
    )
    for task in tasks.select_related("responsible"):
        summary = _t("Task %(number)s due from %(office)s") % {
            "number": task.number,
            "office": task.responsible.label,
        }
        words = f"{task} · {task.responsible.label}"
        yield CalendarEntry(
            task.due_in_force,
            EntryKind.TASK,
            task.number,
            summary,
            _task_address(task),
            words,
            task.is_illustrative,
        )


def _task_address(task: Task) -> str:
    try:
        return task.get_absolute_url()
    except NoReverseMatch:
        return ""


def _months(user, days) -> Iterator[CalendarEntry]:
    if not has_months(user):
        return
    months = ReportingMonth.objects.visible_to(user).opened().filter(due_on__range=days)
    for month in months.select_related("programme"):
        words = {"programme": month.programme.label, "month": month.label}
        summary = _t("%(programme)s: reports for %(month)s due") % words
        key = f"{month.programme.code}-{month.label}"
        yield CalendarEntry(month.due_on, EntryKind.MONTH, key, summary, month.get_absolute_url())


def _starts(user, days) -> Iterator[CalendarEntry]:
    for group in _grouped_projects(user, "planned_start_on", days):
        many = ngettext("%(n)s project to start", "%(n)s projects to start", group["n"])
        yield _of_group(group, EntryKind.START, "planned_start", _names(group, many))


def _finishes(user, days) -> Iterator[CalendarEntry]:
    for group in _grouped_projects(user, "planned_finish_on", days):
        many = ngettext("%(n)s project to finish", "%(n)s projects to finish", group["n"])
        yield _of_group(group, EntryKind.FINISH, "planned_finish", _names(group, many))


def _grouped_projects(user, field: str, days) -> QuerySet:
    """By day and programme: how many, and the code and names of the one where there is one."""
    projects = Project.objects.visible_to(user).in_force().filter(**{f"{field}__range": days})
    groups = projects.order_by(field, "programme").values(
        day=F(field), **_of_programme("programme")
    )
    return groups.annotate(
        n=Count("pk"),
        drawn=_illustrative("provenance"),
        code=Min("code"),
        name=Min("name"),
        name_en=Min("name_en"),
    )


def _illustrative(provenance: str) -> Count:
    """How many rows of a group are of a project of which any part is illustrative."""
    return Count("pk", filter=~Q((provenance, Project.Provenance.RECORDED)))


def _of_programme(path: str) -> dict:
    """Columns of a group: which programme, and its names."""
    columns = {"plan": "code", "plan_name": "name", "plan_name_en": "name_en"}
    return {column: F(f"{path}__{field}") for column, field in columns.items()}


def _names(group: dict, many: str) -> str:
    if group["n"] == 1:
        return f"{group['code']} {in_language(group['name'], group['name_en'])}"
    return many % {"n": count(group["n"])}


def _of_group(group: dict, kind: EntryKind, parameter: str, words: str) -> CalendarEntry:
    programme = in_language(group["plan_name"], group["plan_name_en"])
    query = {"programme": group["plan"], "scope": "all", parameter: group["day"]}
    address = f"{reverse('projects:list')}?{urlencode(query)}"
    key = f"{group['plan']}-{group['day']}"
    summary = f"{kind.label}: {words} · {programme}"
    is_drawn = bool(group["drawn"])
    words = f"{words} · {programme}"
    return CalendarEntry(group["day"], kind, key, summary, address, words, is_drawn)


def _tranches(user, days) -> Iterator[CalendarEntry]:
    """The sum of a day, by programme."""
    projects = Project.objects.visible_to(user).in_force().order_by()
    tranches = Tranche.objects.filter(planned_on__range=days, project__in=projects.values("pk"))
    groups = tranches.order_by("planned_on").values(
        day=F("planned_on"), **_of_programme("project__programme")
    )
    for group in groups.annotate(
        n=Count("pk"), drawn=_illustrative("project__provenance"), amount=Sum("amount")
    ):
        words = ngettext(
            "%(n)s tranche, %(amount)s (10,000 yuan)",
            "%(n)s tranches, %(amount)s (10,000 yuan)",
            group["n"],
        )
        words %= {"n": count(group["n"]), "amount": exact_wan(group["amount"])}
        yield _of_group(group, EntryKind.TRANCHE, "tranche", words)
