"""One's own account: password, and where one is signed in."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from aidtrack.accounts import second_factor
from aidtrack.accounts.devices import device_in_words
from aidtrack.accounts.forms import CodeForm, OwnPasswordForm
from aidtrack.accounts.guesses import locked
from aidtrack.accounts.limits import count_wrong, may_guess
from aidtrack.accounts.sessions import end_stays, stays_of


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
        "has_second_factor": second_factor.has_one(request.user),
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
    """Sets up a second factor; whoever has one may take it away by a code of it."""
    form = CodeForm(request.POST or None)
    if second_factor.has_one(request.user):
        return removal(request, form)
    secret = request.session.setdefault(SECRET, second_factor.new_secret())
    if request.method == "POST" and form.is_valid():
        code = "".join(form.cleaned_data["code"].split())
        if counter := second_factor.matching_counter(secret, code):
            del request.session[SECRET]
            codes = second_factor.set_up(request, secret, counter)
            end_others(request)
            return render(request, "accounts/written_codes.html", {"codes": codes})
        form.refuse()
    address = second_factor.address_for_app(request.user, secret)
    context = {
        "form": form,
        "is_required": second_factor.MUST in request.session,
        "picture": second_factor.picture(address),
        "secret": secret,
    }
    return render(request, "accounts/second_factor.html", context)


def removal(request, form):
    if request.method == "POST" and form.is_valid():
        if not may_guess(request, request.user):
            return locked(request)
        if second_factor.accepts(request.user, form.cleaned_data["code"]):
            second_factor.remove(request)
            messages.success(request, _t("The second factor is taken away."))
            return redirect("account")
        count_wrong(request, request.user)
        form.refuse()
    return render(request, "accounts/second_factor_removal.html", {"form": form})
