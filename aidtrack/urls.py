"""Every address. The only module that may name all apps."""

from django.contrib import admin
from django.urls import include, path
from django.utils.translation import gettext_lazy as _

from aidtrack.watch import health, visits  # noqa: F401 (visits listens to sign-ins)
from aidtrack.watch.metrics import metrics
from aidtrack.web.preferences import preferences
from pairings.languages import choose_language
from pairings.people.links import forgotten, open_link, set_password
from pairings.sign_in import SignIn, sign_in_code
from pairings.sign_in_elsewhere import sign_in_elsewhere, sign_in_returned
from pairings.sign_out import sign_out, signed_out_elsewhere
from projects.history.views import (
    contribution_history,
    history_list,
    pairing_history,
    whole_history,
)
from projects.pages.views import permissions
from reports.loads.workbook_view import month_workbook
from reports.todo.views import to_do

admin.site.site_header = admin.site.site_title = _("aidtrack administration")

urlpatterns = [
    path("", include("reports.urls")),
    path("to-do/", to_do, name="to-do"),
    path("pairings/", include("reports.pairings.urls")),
    path("projects/", include("projects.pages.urls")),
    path("evidence/", include("projects.evidence.urls")),
    path("months/", include("projects.month.urls")),
    path("months/<slug:programme>/<str:month>/workbook/", month_workbook, name="month-workbook"),
    path("transfers/", include("projects.money.urls")),
    path("indicators/", include("projects.contributions.indicators.urls")),
    path("contributions/", include("projects.contributions.urls")),
    path("follow-up/", include("reports.followup.urls")),
    path("loads/", include("reports.loads.urls")),
    path("permissions/", permissions, name="permissions"),
    path("history/", whole_history, name="history"),
    path("history/<slug:name>/", history_list, name="history-list"),
    path("pairings/<slug:ref>/history/", pairing_history, name="pairing-history"),
    path("contributions/<slug:ref>/history/", contribution_history, name="contribution-history"),
    path("account/", include("aidtrack.accounts.urls")),
    path("people/", include("pairings.people.urls")),
    path("password/", forgotten, name="password-forgotten"),
    path("password/new/", set_password, name="password-new"),
    path("password/<str:key>/<str:token>/", open_link, name="password-link"),
    path("sign-in/", SignIn.as_view(), name="sign-in"),
    path("sign-in/code/", sign_in_code, name="sign-in-code"),
    path("sign-in/provider/", sign_in_elsewhere, name="sign-in-elsewhere"),
    path("sign-in/returned/", sign_in_returned, name="sign-in-returned"),
    path("sign-out/", sign_out, name="sign-out"),
    path("sign-out/provider/", signed_out_elsewhere, name="signed-out-elsewhere"),
    path("preferences/", preferences, name="preferences"),
    path("language/", choose_language, name="set_language"),
    path("health/live", health.live, name="health-live"),
    path("health/ready", health.ready, name="health-ready"),
    path("health/", health.ready, name="health"),
    path("metrics", metrics, name="metrics"),
    path("admin/", admin.site.urls),
]

handler500 = "aidtrack.web.failing.failure"
