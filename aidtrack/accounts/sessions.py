"""How long somebody stays signed in, and where: all of it stands in the sessions themselves.

A session that is used is written once a minute at most, so a page costs no query for it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY, logout
from django.contrib.sessions.models import Session
from django.utils import timezone
from django.utils.crypto import salted_hmac

from aidtrack.accounts.guesses import address_of

# In the session: when it began and was last used (seconds), from which address and device.
STAY = "stay"
# In a session of nobody: why the one before it ended.
ENDED = "ended"
IDLE, OLD = "idle", "old"
WRITTEN_EVERY = timedelta(minutes=1)
LENGTH_OF_DEVICE = 300


def begin(sender, request, user, **_kwargs):
    """At a sign-in."""
    moment = timezone.now().timestamp()
    request.session.pop(ENDED, None)
    request.session[STAY] = {
        "since": moment,
        "used": moment,
        "address": address_of(request) or "",
        "device": request.headers.get("User-Agent", "")[:LENGTH_OF_DEVICE],
    }


@dataclass(frozen=True)
class Stay:
    """One place where a person is signed in."""

    key: str
    since: datetime
    used: datetime
    address: str
    device: str
    is_current: bool = False

    @classmethod
    def of(cls, key: str, stored: dict, current: str | None = None) -> "Stay":
        since, used = (datetime.fromtimestamp(stored[n], tz=UTC) for n in ("since", "used"))
        return cls(key, since, used, stored["address"], stored["device"], key == current)

    @property
    def reference(self) -> str:
        """Names the session on a page, which must not hold what opens it."""
        return salted_hmac("aidtrack.accounts.sessions", self.key).hexdigest()[:32]

    def end(self, *, on: datetime) -> str | None:
        """Why it is over at that moment; None while it is not."""
        if on - self.since >= settings.SESSION_ENDS_AFTER:
            return OLD
        return IDLE if on - self.used >= settings.SESSION_ENDS_UNUSED_AFTER else None


class StayMiddleware:
    """Signs out whoever has not been here for long, or for too long; stands before what asks who
    it is.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if SESSION_KEY in request.session:
            self.check(request, on=timezone.now())
        return self.get_response(request)

    def check(self, request, *, on: datetime):
        if STAY not in request.session:
            # From before sessions were limited.
            return begin(None, request, None)
        stored = request.session[STAY]
        stay = Stay.of("", stored)
        if why := stay.end(on=on):
            logout(request)
            request.session[ENDED] = why
        elif on - stay.used >= WRITTEN_EVERY:
            request.session[STAY] = stored | {"used": on.timestamp()}


def stays_of(user, *, on: datetime, current: str | None) -> list[Stay]:
    """Where the person is signed in, this place first, then by last use."""
    stays = [Stay.of(row.pk, stored[STAY], current) for row, stored in _sessions_of(user, on)]
    live = [stay for stay in stays if not stay.end(on=on)]
    return sorted(live, key=lambda stay: (stay.is_current, stay.used), reverse=True)


def end_stays(user, *, on: datetime, current: str | None, reference: str = ""):
    """Ends the one of that reference, or all but the current one."""
    stays = stays_of(user, on=on, current=current)
    keys = [s.key for s in stays if s.reference == reference or not (reference or s.is_current)]
    Session.objects.filter(pk__in=keys).delete()


def end_sessions(is_meant: Callable[[dict], bool], *, on: datetime) -> set[str]:
    """Ends those whose content is meant; returns the ids of whoever was signed in there."""
    rows = [(row, stored) for row, stored in _sessions(on) if is_meant(stored)]
    Session.objects.filter(pk__in=[row.pk for row, _stored in rows]).delete()
    return {stored[SESSION_KEY] for _row, stored in rows if SESSION_KEY in stored}


def _sessions_of(user, on: datetime) -> Iterator[tuple[Session, dict]]:
    theirs = {SESSION_KEY: str(user.pk), HASH_SESSION_KEY: user.get_session_auth_hash()}
    for row, stored in _sessions(on):
        if STAY in stored and theirs.items() <= stored.items():
            yield row, stored


def _sessions(on: datetime) -> Iterator[tuple[Session, dict]]:
    """All that may be live, which are few: they last for hours."""
    for row in Session.objects.filter(expire_date__gt=on).iterator():
        yield row, row.get_decoded()
