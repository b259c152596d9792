from django.urls import include, path

from reports.followup.calendar import views as calendar
from reports.followup.comments import views as comments
from reports.followup.meetings import views as meetings
from reports.followup.monday import views as monday
from reports.followup.problems import views as problems
from reports.followup.tasks.lists import overview, views as task_lists
from reports.followup.warnings.pages import views as warnings

app_name = "follow-up"
urlpatterns = [
    path("", overview.overview, name="overview"),
    path("calendar/", calendar.calendar_month, name="calendar"),
    path("calendar/link/", calendar.calendar_link, name="calendar-link"),
    path("calendar/<slug:token>.ics", calendar.calendar_feed, name="calendar-feed"),
    path("projects/<slug:code>/comments/", comments.project_comments, name="project-comments"),
    path("reports/<int:pk>/comments/", comments.report_comments, name="report-comments"),
    path("tasks/<slug:number>/comments/", comments.task_comments, name="task-comments"),
    path("meetings/", meetings.meeting_list, name="meetings"),
    path("meetings/new/", meetings.meeting_new, name="meeting-new"),
    path("meetings/<slug:ref>/", meetings.meeting_detail, name="meeting"),
    path("meetings/<slug:ref>/change/", meetings.meeting_change, name="meeting-change"),
    path("meetings/<slug:ref>/minutes/", meetings.meeting_minutes, name="meeting-minutes"),
    path("monday/", monday.monday, name="monday"),
    path("problems/", problems.problem_list, name="problems"),
    path("tasks/", task_lists.task_list, name="tasks"),
    path("tasks/", include("reports.followup.tasks.urls")),
    path("warnings/", warnings.warning_list, name="warnings"),
    path("warnings/response/", warnings.response_new, name="response"),
]
