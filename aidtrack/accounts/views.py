"""One's own account: password, second factor, and where one is signed in."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from aidtrack.accounts import confirmation, passkeys, second_factor
from aidtrack.accounts.devices import device_in_words
from aidtrack.accounts.forms import (
    CodeForm,
    FactorForm,
    OwnPasswordForm,
    PasskeyForm,
    PasswordForm,
)
from aidtrack.accounts.guesses import locked
from aidtrack.accounts.limits import count_wrong, may_guess
from aidtrack.accounts.sessions import end_stays, stays_of
from aidtrack.store import history
from aidtrack.web.returning import next_page


@sensitive_post_parameters()
@never_cache
def account(request):
    """The page; a post of it changes the password."""
    form = OwnPasswordForm(request.user, request.POST or None)
    if request.method == "POST":
        if not may_guess(request, request.user):
            return locked(request)
        if form.is_valid():
            change_password(request, form)
            return redirect("account")
        if form.has_error("old_password", "password_incorrect"):
            count_wrong(request, request.user)
    stays = stays_of(request.user, on=timezone.now(), current=request.session.session_key)
    context = {
        "form": form,
        "memberships": request.user.memberships.select_related("organisation"),
        "has_app": second_factor.app_of(request.user) is not None,
        "passkeys": passkeys.passkeys_of(request.user),
        "are_passkeys_possible": passkeys.are_possible(request),
        "stays": [(stay, device_in_words(stay.device)) for stay in stays],
    }
    return render(request, "accounts/account.html", context)


def change_password(request, form):
    """Whoever is signed in elsewhere with the old one is so no longer."""
    end_others(request)
    update_session_auth_hash(request, form.save())
    messages.success(request, _t("The password is changed; other devices are signed out."))


def end_others(request):
    end_stays(request.user, on=timezone.now(), current=request.session.session_key)


@require_POST
def sessions(request):
    """Ends one session of one's own, or all but this."""
    reference = request.POST.get("session", "")
    current = request.session.session_key
    end_stays(request.user, on=timezone.now(), current=current, reference=reference)
    messages.success(request, _t("Signed out there."))
    return redirect("account")


# In the session until a code of it was entered.
SECRET = "secret of a second factor"  # noqa: S105


@sensitive_post_parameters()
@never_cache
def second_factor_page(request):
    """Sets up an app for codes; whoever has one may take it away by a code of it."""
    form = CodeForm(request.POST or None)
    if app := second_factor.app_of(request.user):
        return removal(request, form, app)
    if page := confirmation.asked_first(request):
        return page
    secret = request.session.setdefault(SECRET, second_factor.new_secret())
    if request.method == "POST" and form.is_valid():
        code = "".join(form.cleaned_data["code"].split())
        if counter := second_factor.matching_counter(secret, code):
            del request.session[SECRET]
            codes = second_factor.set_up(request, secret, counter)
            end_others(request)
            return with_codes(request, codes)
        form.refuse()
    address = second_factor.address_for_app(request.user, secret)
    context = {
        "form": form,
        "is_required": second_factor.MUST in request.session,
        "are_passkeys_possible": passkeys.are_possible(request),
        "picture": second_factor.picture(address),
        "secret": secret,
    }
    return render(request, "accounts/second_factor.html", context)


def with_codes(request, codes: list[str]):
    """The page of the codes to write down, for whoever was given some."""
    if codes:
        return render(request, "accounts/written_codes.html", {"codes": codes})
    messages.success(request, _t("It is set up; the codes that you wrote down still hold."))
    return redirect("account")


def removal(request, form, app):
    if request.method == "POST" and form.is_valid():
        if not may_guess(request, request.user):
            return locked(request)
        if second_factor.accepts(request.user, form.cleaned_data["code"]):
            second_factor.remove(request, app, {history.CODE_APP: ["True", "False"]})
            messages.success(request, _t("The app for codes is taken away."))
            return redirect("account")
        count_wrong(request, request.user)
        form.refuse()
    return render(request, "accounts/second_factor_removal.html", {"form": form})


@sensitive_post_parameters()
@never_cache
def confirm(request):
    """Asks who it is again, and leads back to the page that asked for it."""
    address = next_page(request.GET) or reverse("account")
    kind = confirmation.kind_for(request.user)
    if kind is None:
        return HttpResponseRedirect(address)
    by_factor = kind == confirmation.BY_FACTOR
    form = (FactorForm if by_factor else PasswordForm)(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not may_guess(request, request.user):
            return locked(request)
        if form.is_right(request, request.user):
            confirmation.note(request, kind)
            return HttpResponseRedirect(address)
        count_wrong(request, request.user)
        form.refuse()
    question = passkeys.question(request, request.user) if by_factor else None
    context = {"form": form, "question": question, "by_factor": by_factor}
    return render(request, "accounts/confirmation.html", context)


@never_cache
def passkey_new(request):
    """Adds a passkey of the device that the person sits at."""
    if not passkeys.are_possible(request):
        raise Http404
    if page := confirmation.asked_first(request):
        return page
    is_full = passkeys.passkeys_of(request.user).count() >= passkeys.MOST_OF_A_PERSON
    device = device_in_words(request.headers.get("User-Agent", ""))
    form = PasskeyForm(request.POST or None, initial={"name": device})
    if request.method == "POST" and not is_full and form.is_valid():
        fields = form.cleaned_data
        if row := passkeys.new_passkey(request, fields["name"], fields["credential"]):
            codes = second_factor.add(request, row, passkeys.gained(row))
            end_others(request)
            return with_codes(request, codes)
        form.refuse()
    context = {
        "form": form,
        "is_full": is_full,
        "most": passkeys.MOST_OF_A_PERSON,
        "question": passkeys.question_for_new(request),
    }
    return render(request, "accounts/passkey_new.html", context)


@never_cache
def passkey(request, pk):
    """One of one's own, to take away."""
    row = get_object_or_404(passkeys.passkeys_of(request.user), pk=pk)
    if page := confirmation.asked_first(request):
        return page
    if request.method == "POST":
        second_factor.remove(request, row, passkeys.lost(row))
        messages.success(request, _t("The passkey is taken away."))
        return redirect("account")
    return render(request, "accounts/passkey.html", {"passkey": row})
