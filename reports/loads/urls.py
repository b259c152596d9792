from django.urls import path

from reports.loads import views as loading
from reports.loads.blank.views import template

app_name = "loads"
urlpatterns = [
    path("", loading.load_list, name="list"),
    path("templates/<slug:kind>/", template, name="template"),
    path("<uuid:key>/", loading.load_detail, name="detail"),
    path("<uuid:key>/file/", loading.original, name="file"),
    path("<uuid:key>/acceptance/", loading.acceptance, name="acceptance"),
    path("<uuid:key>/abandonment/", loading.abandonment, name="abandonment"),
    path("<uuid:key>/undoing/", loading.undoing, name="undoing"),
    path("<uuid:key>/marked/", loading.marked, name="marked"),
]
