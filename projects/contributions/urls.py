from django.urls import path

from projects.contributions.pages import views

app_name = "contributions"
urlpatterns = [
    path("", views.contribution_list, name="list"),
    path("<slug:ref>/", views.contribution_detail, name="detail"),
]
