"""What a list of tasks can be narrowed to."""

from datetime import date, timedelta

import django_filters as filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from aidtrack.web.downloads import PARAMETERS
from aidtrack.web.filters import LONGEST_SEARCH, StrictFilterSet
from pairings.filters import OrganisationFilter
from pairings.models import Organisation
from reports.followup.tasks.lists.measures import (
    AGES,
    NO_SUBJECT,
    SUBJECT_LABELS,
    age_code,
    age_label,
)
from reports.models import SUBJECTS, Task
from reports.models.task_states import TaskState, TaskTiming

OPEN = "open"


class TaskFilter(StrictFilterSet):
    """Of the tasks that a person sees; how they stand to their due day is so as of ``today``."""

    page_parameters = PARAMETERS | {"sort", "page"}

    q = filters.CharFilter(label=_("search"), method="search", max_length=LONGEST_SEARCH)
    state = filters.ChoiceFilter(
        label=pgettext_lazy("task", "status"),
        empty_label=_("all"),
        choices=[(OPEN, pgettext_lazy("task", "open")), *TaskState.choices],
        method="in_state",
    )
    timing = filters.ChoiceFilter(
        label=_("due day"), empty_label=_("all"), choices=TaskTiming.choices
    )
    office = OrganisationFilter(
        label=_("responsible office"), field_name="responsible", queryset=None
    )
    origin = filters.ChoiceFilter(
        label=_("origin"), empty_label=_("all"), choices=Task.Origin.choices
    )
    subject = filters.ChoiceFilter(
        label=pgettext_lazy("task", "about"),
        empty_label=_("all"),
        choices=[(name or NO_SUBJECT, label) for name, label in SUBJECT_LABELS.items()],
        method="about",
    )
    age = filters.ChoiceFilter(
        label=_("days since issue"),
        empty_label=_("all"),
        choices=[(age_code(*age), age_label(*age)) for age in AGES],
        method="of_age",
    )
    urgent = filters.ChoiceFilter(
        label=_("urgent"), empty_label=_("all"), choices=[("yes", _("urgent"))], method="is_urgent"
    )

    class Meta:
        model = Task
        fields = []

    def __init__(self, data, *, user, today: date, **kwargs):
        self.today = today
        visible = Task.objects.visible_to(user)
        super().__init__(data, queryset=visible.with_standing(on=today), **kwargs)
        offices = Organisation.objects.filter(pk__in=visible.order_by().values("responsible"))
        self.filters["office"].queryset = offices

    @property
    def is_narrowed(self) -> bool:
        return any(self.form.cleaned_data.values())

    @property
    def params(self) -> dict[str, str]:
        """What the list is narrowed to, as its address has it."""
        return {name: self.data[name] for name in self.form.fields if self.data.get(name)}

    def search(self, tasks, name, value):
        """Every word must occur in the title or the demand, or be the number."""
        for word in value.split():
            words = Q(title__icontains=word) | Q(demand__icontains=word)
            year, _dash, sequence = word.partition("-")
            if year.isdecimal() and sequence.isdecimal() and len(word) <= len("2026-999999"):
                words |= Q(year=int(year), sequence=int(sequence))
            tasks = tasks.filter(words)
        return tasks

    def in_state(self, tasks, name, value):
        return tasks.open() if value == OPEN else tasks.filter(state=value)

    def about(self, tasks, name, value):
        if value == NO_SUBJECT:
            return tasks.filter(**{f"{subject}__isnull": True for subject in SUBJECTS})
        return tasks.filter(**{f"{value}__isnull": False})

    def of_age(self, tasks, name, value):
        """Open ones issued so many days ago."""
        first, _dash, last = value.partition("-")
        tasks = tasks.open().filter(issued_at__date__lte=self.today - timedelta(days=int(first)))
        if not last:
            return tasks
        return tasks.filter(issued_at__date__gte=self.today - timedelta(days=int(last)))

    def is_urgent(self, tasks, name, value):
        return tasks.filter(is_urgent=True)
