"""Who asks for something that changes how somebody signs in proves anew that it is them: by the
second factor, or by the password while there is none, which a sign-in by it is, too. That serves
for some minutes.
"""

from django.conf import settings
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from aidtrack.accounts import second_factor

# In the session: when a code was entered or a passkey used; when the password was.
BY_FACTOR = "code entered at"
BY_PASSWORD = "password entered at"  # noqa: S105


def note(request, kind: str):
    request.session[kind] = timezone.now().timestamp()


def is_recent(request, kind: str) -> bool:
    seconds = timezone.now().timestamp() - request.session.get(kind, 0)
    return seconds <= settings.CODE_SERVES_FOR.total_seconds()


def asks_for_code(request) -> bool:
    """Before roles change: a password never serves."""
    return second_factor.is_required(request.user) and not is_recent(request, BY_FACTOR)


def kind_for(user) -> str | None:
    """How the person proves it; None for whoever has only the sign-in at a provider."""
    if second_factor.has_one(user):
        return BY_FACTOR
    return BY_PASSWORD if user.has_usable_password() else None


def asked_first(request):
    """The way to the page that asks, and back here; None where that was done just now."""
    kind = kind_for(request.user)
    if kind is None or is_recent(request, kind):
        return None
    return HttpResponseRedirect(address(request.path))


def address(next: str) -> str:
    return f"{reverse('confirm')}?{urlencode({'next': next})}"
