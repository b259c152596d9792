from django.urls import path

from aidtrack.accounts import views

urlpatterns = [
    path("", views.account, name="account"),
    path("second-factor/", views.second_factor_page, name="second-factor"),
    path("passkeys/", views.passkey_new, name="passkey-new"),
    path("passkeys/<int:pk>/", views.passkey, name="passkey"),
    path("confirmation/", views.confirm, name="confirm"),
    path("sessions/", views.sessions, name="account-sessions"),
]
