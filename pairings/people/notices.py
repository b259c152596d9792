"""A mail to whoever did not do it: what an administrator did to their account."""

import logging

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.translation import gettext as _t, override

from aidtrack.values.people import person_name
from pairings.models import language_of

log = logging.getLogger(__name__)


def tell(person, deed: str, *, by):
    """``deed`` is a message id: it is mailed in the language that the person reads."""
    if not (person.email and settings.EMAIL_HOST):
        return
    with override(language_of(person)):
        message = EmailMessage(_t("Paired assistance: your account"), body(deed, by))
    message.to = [person.email]
    try:
        message.send()
    except OSError:
        log.exception("a notice about an account was not sent")


def body(deed: str, by) -> str:
    who = _t("By %(administrator)s. Is that not right? Ask there, and look at your account.")
    return "\n\n".join([_t(deed), who % {"administrator": person_name(by)}])
