from django.urls import path

from projects.contributions.entry import views as entry
from projects.contributions.pages import month, review, views
from projects.contributions.sheets import views as sheets
from projects.contributions.year import views as year

app_name = "contributions"
urlpatterns = [
    path("", views.contribution_list, name="list"),
    path("new/", entry.contribution_new, name="new"),
    path("review/", review.contribution_review, name="review"),
    path("sheets/<slug:scheme>/", sheets.latest_sheet, name="sheets"),
    path("sheets/<slug:scheme>/<int:year>/", sheets.contribution_sheet, name="sheet"),
    path("months/<slug:programme>/<str:month>/", month.contribution_month, name="month"),
    path("year/<slug:scheme>/", year.latest_year, name="years"),
    path("year/<slug:scheme>/<int:year>/", year.year_grid, name="year"),
    path("<slug:ref>/change/", entry.contribution_change, name="change"),
    path("<slug:ref>/submission/", entry.contribution_submission, name="submission"),
    path("<slug:ref>/decision/", entry.contribution_decision, name="decision"),
    path("<slug:ref>/", views.contribution_detail, name="detail"),
]
