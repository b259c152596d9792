from django.urls import path

from projects.month import views as month_views
from projects.month.closing import exemptions, late_views, views as closing_views
from projects.month.entry import views as entry_views
from projects.month.reading import views as reading
from projects.month.review import views as review_views

app_name = "months"
urlpatterns = [
    path("", month_views.month_list, name="list"),
    path("completeness/", month_views.completeness_board, name="completeness"),
    path("<slug:programme>/<str:month>/", month_views.month_detail, name="month"),
    path("<slug:programme>/<str:month>/entry/", entry_views.grid, name="entry"),
    path("<slug:programme>/<str:month>/entry/<slug:code>/", entry_views.row, name="entry-row"),
    path(
        "<slug:programme>/<str:month>/unchanged/",
        entry_views.unchanged,
        name="entry-unchanged",
    ),
    path("<slug:programme>/<str:month>/answers/", entry_views.answers, name="answers"),
    path("<slug:programme>/<str:month>/closing/", closing_views.closing, name="closing"),
    path("<slug:programme>/<str:month>/reopening/", closing_views.reopening, name="reopening"),
    path("<slug:programme>/<str:month>/late/", late_views.decision, name="late"),
    path("<slug:programme>/<str:month>/exemptions/", exemptions.exemptions, name="exemptions"),
    path(
        "<slug:programme>/<str:month>/exemptions/<int:pk>/withdrawal/",
        exemptions.withdrawal,
        name="exemption-withdrawal",
    ),
    path("<slug:programme>/<str:month>/reports/", reading.month_reports, name="reports"),
    path("<slug:programme>/<str:month>/reports/<int:pk>/", reading.month_report, name="report"),
    path("<slug:programme>/<str:month>/review/", review_views.review, name="review"),
]
