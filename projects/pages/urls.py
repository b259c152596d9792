from django.urls import path

from projects.history import views as history_views
from projects.pages import views

app_name = "projects"
urlpatterns = [
    path("", views.project_list, name="list"),
    path("<slug:code>/", views.project_detail, name="detail"),
    path("<slug:code>/history/", history_views.project_history, name="history"),
]
