"""A mail to whoever an account belongs to: what was done to it or by it, so that they notice what
they did not do. It opens nothing.
"""

import logging

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _t, gettext_noop, override

from aidtrack.accounts.devices import device_in_words
from aidtrack.accounts.guesses import address_of
from aidtrack.store import history
from aidtrack.values.people import person_name

PASSWORD_SET = gettext_noop("Your password was set.")
MAIL_CHANGED = gettext_noop("Mails about your account go to another address from now on.")
ENTERED = gettext_noop(
    "You signed in with a browser that was not known: %(device)s, from %(address)s."
)
BOUND = gettext_noop("From now on you sign in at %(provider)s, too.")
FORGOTTEN = gettext_noop("Your second factor was forgotten, and you were signed out everywhere.")
CODES_MADE = gettext_noop("Codes to write down were made with it.")
CODES_GONE = gettext_noop("The codes that you wrote down went with it.")
# Of the parts of a second factor.
ADDED = {
    history.CODE_APP: gettext_noop("An app for codes was added to your account."),
    history.PASSKEY: gettext_noop("A passkey was added to your account."),
}
REMOVED = {
    history.CODE_APP: gettext_noop("The app for codes of your account was taken away."),
    history.PASSKEY: gettext_noop("A passkey of your account was taken away."),
}

log = logging.getLogger(__name__)


def tell(person, *notices: str, values: dict | None = None, by=None, address: str = ""):
    """Mails message ids in the language that the person reads, once all of it is stored.

    ``by``  an administrator; None is the person's own deed, as far as anybody knows
    ``address``  in place of the person's own
    """
    address = address or person.email
    if not (address and settings.EMAIL_HOST):
        return
    with override(import_string(settings.LANGUAGE_OF)(person)):
        text = body([_t(notice) % (values or {}) for notice in notices], by)
        message = EmailMessage(_t("Paired assistance: your account"), text, to=[address])
    transaction.on_commit(lambda: send(message), robust=True)


def send(message: EmailMessage):
    """What was done stays done where the mail server takes nothing."""
    try:
        message.send()
    except OSError:
        log.exception("a notice about an account was not sent")


def body(sentences: list[str], by) -> str:
    if by is None:
        now = timezone.localtime()
        sentences = [*sentences, _t("At %(moment)s.") % {"moment": f"{now:%Y-%m-%d %H:%M}"}]
        end = _t(
            "Was it not you? Set a new password, which signs you out elsewhere, and tell an "
            "administrator."
        )
    else:
        end = _t("By %(administrator)s. Is that not right? Ask there, and look at your account.")
        end %= {"administrator": person_name(by)}
    return "\n\n".join(["\n".join(sentences), end])


def tell_of_browser(request, person):
    """Of a sign-in with a browser that does not know them."""
    agent = request.headers.get("User-Agent", "")
    values = {
        # In the words of the mail's language, not in those of the page.
        "device": lazy(device_in_words, str)(agent),
        "address": address_of(request) or "—",
    }
    tell(person, ENTERED, values=values)
