from django.urls import path

from aidtrack.accounts import views

urlpatterns = [
    path("", views.account, name="account"),
    path("second-factor/", views.second_factor_page, name="second-factor"),
    path("sessions/", views.sessions, name="account-sessions"),
]
