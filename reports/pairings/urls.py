"""The pages of pairings: they show figures, so they live here, whatever their address."""

from django.urls import path

from reports.pairings import views as pairings
from reports.pairings.compare import views as comparisons

app_name = "pairings"
urlpatterns = [
    path("", pairings.pairing_list, name="list"),
    path("compare/", comparisons.compare, name="compare"),
    path("compare/two/", comparisons.compare_two, name="compare-two"),
    path("<slug:ref>/", pairings.pairing_detail, name="detail"),
]
