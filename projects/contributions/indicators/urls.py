from django.urls import path

from projects.contributions.indicators import views
from projects.contributions.indicators.observing import views as observing

app_name = "indicators"
urlpatterns = [
    path("", views.indicator_list, name="list"),
    path("verification/", views.observation_verification, name="verification"),
    path("<slug:code>/new/", observing.observation_new, name="new"),
    path("<slug:code>/", views.indicator_detail, name="detail"),
]
