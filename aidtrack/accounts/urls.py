from django.urls import path

from aidtrack.accounts import views

urlpatterns = [
    path("", views.account, name="account"),
    path("sessions/", views.sessions, name="account-sessions"),
]
