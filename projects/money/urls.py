from django.urls import path

from projects.money import decisions, views

app_name = "transfers"
urlpatterns = [
    path("", views.transfer_list, name="list"),
    path("new/", views.transfer_new, name="new"),
    path("check/", views.transfer_check, name="check"),
    path("acceptance/", decisions.acceptance, name="acceptance"),
    path("<int:pk>/", views.transfer_detail, name="detail"),
    path("<int:pk>/confirmation/", views.transfer_confirmation, name="confirmation"),
    path("<int:pk>/reversal/", views.transfer_reversal, name="reversal"),
]
