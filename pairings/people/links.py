"""The pages of a link to set a password, and of whoever has forgotten theirs."""

import logging
from datetime import timedelta

from auditlog.models import LogEntry
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.decorators import login_not_required
from django.contrib.contenttypes.models import ContentType
from django.core.mail import EmailMessage
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _t, override
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from aidtrack.accounts import links
from aidtrack.accounts.forms import FirstPasswordForm, ForgottenForm
from aidtrack.accounts.guesses import address_of
from aidtrack.store import history
from pairings.models import LinkRequest, language_of
from pairings.sign_in import go_on

# In the session of whoever opened a link, until its password is set.
LINK = "link"
HOUR = timedelta(hours=1)
log = logging.getLogger(__name__)


@sensitive_variables("token")
@login_not_required
@never_cache
def open_link(request, key, token):
    """Leads on to a page whose address opens nothing: what it posts must say where it comes from,
    which a page that sends no referrer does not.
    """
    if links.person_of(key, token) is None:
        return private(over(request))
    request.session[LINK] = [key, token]
    return private(redirect("password-new"))


@sensitive_post_parameters()
@login_not_required
@never_cache
def set_password(request):
    """By a link: a new password, and with it the sign-in, through the second factor of whoever
    has one.
    """
    person = links.person_of(*request.session.get(LINK, ("", "")))
    if person is None:
        return over(request)
    form = FirstPasswordForm(person, request.POST or None)
    if request.method == "POST" and form.is_valid():
        del request.session[LINK]
        links.record(person, history.LINK_USED, by=person, through=history.PAGE)
        form.save()
        return go_on(request, person, settings.LOGIN_REDIRECT_URL)
    return render(request, "people/set_password.html", {"form": form, "person": person})


def over(request):
    return render(request, "people/link_over.html", status=410)


def private(response):
    """Nobody learns the address of the page from where its reader goes on."""
    response["Referrer-Policy"] = "no-referrer"
    return response


@login_not_required
@never_cache
def forgotten(request):
    """Answers alike whether or not somebody has the name; the mail is sent after the answer."""
    form = ForgottenForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        context = {"form": form, "has_mail": has_mail()}
        return render(request, "people/forgotten.html", context)
    response = render(request, "people/forgotten_sent.html", {"has_mail": has_mail()})
    if has_mail() and may_ask(address_of(request)):
        name, root = form.cleaned_data["username"], root_of(request)
        response._resource_closers.append(lambda: mail_by_name(name, root))
    return response


def has_mail() -> bool:
    return bool(settings.EMAIL_HOST)


def root_of(request) -> str:
    """Where people find the site, without the last slash."""
    return (settings.AIDTRACK_ADDRESS or request.build_absolute_uri("/")).rstrip("/")


def may_ask(address: str | None) -> bool:
    """Counts what is asked from an address within an hour, for all workers of the server.

    Its own row is counted, too, so that of some at once no more than the limit get through; what
    is refused anyway adds none.
    """
    now = timezone.now()
    LinkRequest.objects.filter(asked_at__lte=now - HOUR).delete()
    from_address = LinkRequest.objects.filter(address=address)
    if from_address.count() >= settings.LINKS_PER_ADDRESS:
        return False
    LinkRequest.objects.create(address=address, asked_at=now)
    return from_address.count() <= settings.LINKS_PER_ADDRESS


def mail_by_name(name: str, root: str):
    people = get_user_model().objects.filter(is_active=True).exclude(email="")
    person = people.filter(username=name).first()
    if person and links_of_last_hour(person) < settings.LINKS_PER_NAME:
        try:
            send(person, root + links.make_link(person, by=None, through=history.PAGE))
        except OSError:
            log.exception("a link for a new password was not sent")


def links_of_last_hour(person) -> int:
    entries = LogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(person),
        object_id=person.pk,
        timestamp__gte=timezone.now() - HOUR,
        changes__has_any_keys=[history.INVITED, history.LINK_MADE],
    )
    return entries.count()


def send(person, link: str):
    """In the language that the person reads."""
    with override(language_of(person)):
        message = EmailMessage(subject(person), body(person, link), to=[person.email])
    message.send()


def subject(person) -> str:
    if links.kind_for(person) is links.INVITATION:
        return _t("Paired assistance: your account")
    return _t("Paired assistance: set a new password")


def body(person, link: str) -> str:
    if links.kind_for(person) is links.INVITATION:
        period = _t("It works once, within three days.")
    else:
        period = _t("It works once, within an hour. Did you not ask for it? Then do nothing.")
    name = _t("Your user name: %(name)s") % {"name": person.get_username()}
    return "\n\n".join([_t("By this link you set your password:"), link, period, name])
