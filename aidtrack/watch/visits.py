"""Sign-ins, sign-outs, failures and locks in the log; a name that is nobody's may be a password."""

import structlog
from axes.signals import user_locked_out
from django.contrib.auth import get_user_model
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver

logger = structlog.get_logger("aidtrack.watch")


@receiver(user_logged_in)
def write_sign_in(user, **_kwargs):
    logger.info("signed_in", account=user.pk, account_name=user.get_username())


@receiver(user_logged_out)
def write_sign_out(user, **_kwargs):
    if user is not None:
        logger.info("signed_out", account=user.pk, account_name=user.get_username())


@receiver(user_login_failed)
def write_failure(credentials, **_kwargs):
    logger.warning("sign_in_failed", **_account_of(credentials.get("username")))


@receiver(user_locked_out)
def write_lock(username, **_kwargs):
    logger.warning("sign_in_locked", **_account_of(username))


def _account_of(username: str | None) -> dict:
    model = get_user_model()
    person = model._default_manager.filter(**{model.USERNAME_FIELD: username}).first()
    return {"account": person and person.pk, "account_name": person and person.get_username()}
