"""Who signs in, and whose password is set: written into the history, which no change shows.

A password itself, hashed or not, never stands there.
"""

from auditlog.models import LogEntry
from django.contrib.auth import get_user_model
from django.contrib.auth.signals import user_logged_in
from django.db.models.signals import post_save
from django.utils import timezone

from aidtrack.store import history


def record_sign_in(sender, request, user, **_kwargs):
    history.record(
        type(user),
        history.ACCESSED,
        [(user.pk, str(user), {})],
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


def connect():
    user_logged_in.connect(record_sign_in, dispatch_uid="history of sign-ins")
    post_save.connect(record_password, sender=get_user_model(), dispatch_uid="history of passwords")
