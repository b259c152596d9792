from django.urls import path

from reports.dashboard import views as dashboard
from reports.published import views as published
from reports.tables import views as tables

app_name = "reports"
urlpatterns = [
    path("", dashboard.home, name="home"),
    path("overview/", dashboard.dashboard, name="dashboard"),
    path("wall/", dashboard.wall, name="wall"),
    path("reports/published/", published.published_list, name="published_list"),
    path("reports/table-1/", tables.pairing_table, name="table-1"),
    path("reports/table-<int:number>/", tables.progress_table, name="table"),
    path("reports/published/<slug:code>/", published.published_detail, name="published"),
]
