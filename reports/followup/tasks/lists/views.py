"""The list of follow-up tasks, with their figures above it."""

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from aidtrack.web.downloads import download
from aidtrack.web.paging import every_row, paged
from reports.followup.tasks.lists.export import task_list as task_export
from reports.followup.tasks.lists.filters import TaskFilter
from reports.followup.tasks.lists.measures import TASK_MEASURES, TaskCounts, task_facts
from reports.followup.tasks.lists.rows import for_list, listed_standing, subject_of
from reports.followup.tasks.lists.tables import TaskTable
from reports.followup.tasks.rights import may_issue


@require_safe
def task_list(request):
    today = timezone.localdate()
    narrowed = TaskFilter(request.GET, user=request.user, today=today)
    tasks = narrowed.rows()
    table = paged(request, TaskTable(for_list(tasks)))
    export = task_export(request, narrowed, every_row(table))
    if answer := download(request, export):
        return answer
    context = {
        "filter": narrowed,
        "table": table,
        "lines": [
            (row.record, subject_of(row.record), listed_standing(row.record, today=today))
            for row in table.paginated_rows
        ],
        "counts": TaskCounts("", task_facts(tasks, on=today), narrowed.params),
        "measures": TASK_MEASURES,
        "today": today,
        "may_issue": may_issue(request.user),
        "export": export,
    }
    return render(request, "followup/tasks.html", context)
