"""Every address. The only module that may name all apps."""

from django.contrib import admin
from django.contrib.auth import views as auth
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.utils.translation import gettext_lazy as _
from django.views.i18n import set_language

from aidtrack.preferences import preferences
from aidtrack.views import health

admin.site.site_header = admin.site.site_title = _("aidtrack administration")

urlpatterns = [
    path("", include("reports.urls")),
    path("pairings/", include("reports.pairing_urls")),
    path("projects/", include("projects.urls")),
    path("sign-in/", auth.LoginView.as_view(redirect_authenticated_user=True), name="sign-in"),
    path("sign-out/", auth.LogoutView.as_view(), name="sign-out"),
    path("preferences/", preferences, name="preferences"),
    path("language/", login_not_required(set_language), name="set_language"),
    path("health/", health, name="health"),
    path("admin/", admin.site.urls),
]
