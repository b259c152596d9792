"""The pages of pairings: they show figures, so they live here, whatever their address."""

from django.urls import path

from reports.pairings import views as pairings

app_name = "pairings"
urlpatterns = [
    path("", pairings.pairing_list, name="list"),
    path("<slug:ref>/", pairings.pairing_detail, name="detail"),
]
