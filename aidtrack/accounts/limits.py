"""How many guesses at a password or code there are before none is answered.

Five for a name at an address lock the name there. Many for a name from anywhere, or for any names
from an address, lock all but the browsers where the person signed in before, so that nobody is
locked out by the guesses of others.
"""

from datetime import timedelta

from axes.handlers.database import AxesDatabaseHandler
from axes.handlers.proxy import AxesProxyHandler
from axes.models import AccessFailureLog
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.signals import user_login_failed
from django.core import signing
from django.utils import timezone

from aidtrack.accounts.guesses import address_of, name_of

BROWSER_IS_KNOWN_FOR = timedelta(days=180)
# Of an office's one computer: so many people are known at once, whoever signed in last among them.
PEOPLE_OF_A_BROWSER = 8


class GuessHandler(AxesDatabaseHandler):
    """Counts as django-axes does, and over an hour besides."""

    def is_locked(self, request, credentials=None):
        if super().is_locked(request, credentials):
            return True
        request.is_widely_locked = is_widely_locked(request, name_of(request, credentials))
        return request.is_widely_locked

    def user_login_failed(self, sender, credentials, request=None, **kwargs):
        over = timezone.now() - settings.GUESSES_COUNT_FOR
        AccessFailureLog.objects.filter(attempt_time__lte=over).delete()
        super().user_login_failed(sender, credentials, request, **kwargs)


def is_widely_locked(request, username: str | None) -> bool:
    if is_browser_of(request, username):
        return False
    since = timezone.now() - settings.GUESSES_COUNT_FOR
    failures = AccessFailureLog.objects.filter(attempt_time__gt=since)
    at_name = failures.filter(username=username)
    from_address = failures.filter(ip_address=address_of(request))
    return (
        at_name.count() >= settings.GUESSES_AT_A_NAME
        or from_address.count() >= settings.GUESSES_FROM_AN_ADDRESS
    )


def remember_browser(request, response, user):
    """In a cookie that opens nothing: that this person signed in here, after others."""
    others = [pk for pk in _people_of_browser(request) if pk != str(user.pk)]
    response.set_cookie(
        settings.BROWSER_COOKIE_NAME,
        _signer().sign("-".join([str(user.pk), *others][:PEOPLE_OF_A_BROWSER])),
        max_age=BROWSER_IS_KNOWN_FOR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def is_browser_of(request, username: str | None) -> bool:
    pks = _people_of_browser(request)
    return bool(pks) and get_user_model().objects.filter(pk__in=pks, username=username).exists()


def _people_of_browser(request) -> list[str]:
    """Ids of those who signed in here, the last one first."""
    text = request.COOKIES.get(settings.BROWSER_COOKIE_NAME, "")
    try:
        return _signer().unsign(text, max_age=BROWSER_IS_KNOWN_FOR).split("-")
    except signing.BadSignature:
        return []


def _signer():
    return signing.TimestampSigner(salt="aidtrack.accounts.limits")


def may_guess(request, user) -> bool:
    """Whether the signed-in person may be asked for a password or code again."""
    return AxesProxyHandler.is_allowed(request, {"username": user.get_username()})


def count_wrong(request, user):
    """A wrong password or code on a page of the account is a guess as one at the sign-in."""
    credentials = {"username": user.get_username()}
    user_login_failed.send(__name__, credentials=credentials, request=request)
