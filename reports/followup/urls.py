from django.urls import path

from reports.followup.problems import views as problems

app_name = "follow-up"
urlpatterns = [
    path("problems/", problems.problem_list, name="problems"),
]
