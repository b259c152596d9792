from django.urls import path

from projects.evidence import views

app_name = "evidence"
urlpatterns = [
    path("new/", views.evidence_new, name="new"),
    path("<uuid:key>/", views.evidence_file, name="file"),
    path("<uuid:key>/thumbnail/", views.evidence_thumbnail, name="thumbnail"),
    path("<uuid:key>/removal/", views.evidence_removal, name="removal"),
]
