"""Who signs in or fails to, and whose password is set: written into the history, which no change
shows.

What was typed never stands there: not a password, hashed or not, and no name that nobody has, for
it may be a password in the wrong field.
"""

from auditlog.models import LogEntry
from auditlog.signals import post_log
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.signals import user_logged_in, user_login_failed
from django.db.models.signals import post_save
from django.utils import timezone

from aidtrack.accounts import notices, second_factor, sessions
from aidtrack.accounts.guesses import address_of
from aidtrack.store import history


def record_sign_in(sender, request, user, **_kwargs):
    record(request, user, history.ACCESSED, {}, user=user)


def record_failure(sender, credentials, request=None, **_kwargs):
    """What is tried while the name is locked is not asked, so it is no failure either."""
    if request is not None and not getattr(request, "axes_locked_out", False):
        record_attempt(request, credentials.get("username"), history.SIGN_IN_FAILED)


def record_lock(sender, request, username, **_kwargs):
    """Sent anew for each attempt during the lock, without a count."""
    if request.axes_failures_since_start is not None:
        record_attempt(request, username, history.SIGN_IN_LOCKED)


def record_attempt(request, username: str | None, what: str):
    person = get_user_model().objects.filter(username=username).first()
    if person is not None:
        changes = {what: [history.NOTHING, address_of(request) or "True"]}
        record(request, person, history.CHANGED, changes, user=None)


def record_refusal(request, what: str, person=None):
    """Of somebody who comes back from a provider. Nobody fills the history from an address: of
    those that name no person it has so many within an hour as there are guesses.
    """
    address = address_of(request) or "True"
    if person is not None:
        return record(
            request, person, history.CHANGED, {what: [history.NOTHING, address]}, user=None
        )
    if may_be_refused(request, what):
        nobody = get_user_model()(last_name=settings.OIDC_NAME, username=settings.OIDC_NAME)
        record(request, nobody, history.CHANGED, {what: [history.NOTHING, address]}, user=None)


def may_be_refused(request, what: str) -> bool:
    """Whether fewer of them came from the address within an hour than there are guesses."""
    return refusals_from(address_of(request) or "True", what) < settings.GUESSES_FROM_AN_ADDRESS


def record_end_at_provider(request, people):
    for person in people:
        changes = {history.ENDED_AT_PROVIDER: [history.NOTHING, "True"]}
        record(request, person, history.CHANGED, changes, user=None)


def refusals_from(address: str, what: str) -> int:
    since = timezone.now() - settings.GUESSES_COUNT_FOR
    entries = LogEntry.objects.filter(timestamp__gt=since, object_id=None)
    return entries.filter(**{f"changes__{what}__1": address}).count()


def record(request, person, action: int, changes: dict, *, user):
    history.record(
        type(person),
        action,
        [(person.pk, str(person), changes)],
        user=user,
        moment=timezone.now(),
        through=history.through(request),
    )


def record_password(sender, instance, created, raw, **_kwargs):
    """A password that is only hashed anew at a sign-in stands in no ``_password``."""
    if raw or created or instance._password is None:
        return
    changes = {history.PASSWORD_SET: [history.NOTHING, "True"]}
    LogEntry.objects.log_create(instance, changes=changes, action=history.CHANGED)
    notices.tell(instance, notices.PASSWORD_SET)


def tell_of_address(sender, instance, action, changes, **_kwargs):
    """At the address that it was before, for another one may be that of a thief."""
    if action == history.CHANGED and "email" in (changes or {}):
        before, _after = changes["email"]
        if "@" in before:
            notices.tell(instance, notices.MAIL_CHANGED, address=before)


def connect():
    user_logged_in.connect(sessions.begin, dispatch_uid="begin of a session")
    user_logged_in.connect(second_factor.begin, dispatch_uid="second factor that is missing")
    user_logged_in.connect(record_sign_in, dispatch_uid="history of sign-ins")
    user_login_failed.connect(record_failure, dispatch_uid="history of failures")
    # Only now: its import connects what counts the failures, which then stand before their lock.
    from axes.signals import user_locked_out

    user_locked_out.connect(record_lock, dispatch_uid="history of locks")
    people = get_user_model()
    post_save.connect(record_password, sender=people, dispatch_uid="history of passwords")
    post_log.connect(tell_of_address, sender=people, dispatch_uid="notices of mail addresses")
