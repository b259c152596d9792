from django.urls import path

from reports.followup.problems import views as problems
from reports.followup.warnings.pages import views as warnings

app_name = "follow-up"
urlpatterns = [
    path("problems/", problems.problem_list, name="problems"),
    path("warnings/", warnings.warning_list, name="warnings"),
    path("warnings/response/", warnings.response_new, name="response"),
]
