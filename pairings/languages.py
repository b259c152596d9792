"""The choice of a language: kept on the device and, by whoever is signed in, with the account."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.views.decorators.http import require_http_methods
from django.views.i18n import set_language

from pairings.models import Preference


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def choose_language(request):
    language = request.POST.get("language")
    if request.user.is_authenticated and language in dict(settings.LANGUAGES):
        Preference.objects.update_or_create(user=request.user, defaults={"language": language})
    return set_language(request)
