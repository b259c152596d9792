"""One's own account: password, and where one is signed in."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from aidtrack.accounts.devices import device_in_words
from aidtrack.accounts.forms import OwnPasswordForm
from aidtrack.accounts.sessions import end_stays, stays_of


@sensitive_post_parameters()
@never_cache
def account(request):
    """The page; a post of it changes the password."""
    form = OwnPasswordForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        change_password(request, form)
        return redirect("account")
    stays = stays_of(request.user, on=timezone.now(), current=request.session.session_key)
    context = {
        "form": form,
        "memberships": request.user.memberships.select_related("organisation"),
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
