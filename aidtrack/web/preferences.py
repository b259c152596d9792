"""What a reader prefers on this device: light or dark. Kept in a cookie, needs no script."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

THEMES = ("light", "dark")
ONE_YEAR = 365 * 24 * 3600


def theme(request):
    """Context: ``theme`` is light, dark, or empty for the system's own."""
    chosen = request.COOKIES.get("theme")
    return {"theme": chosen if chosen in THEMES else ""}


@login_not_required
@require_POST
def preferences(request):
    """Keeps the chosen theme and goes back to the page it was chosen on."""
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(
        back, {request.get_host()}, require_https=request.is_secure()
    ):
        back = "/"
    response = HttpResponseRedirect(back)
    chosen = request.POST.get("theme")
    if chosen in THEMES:
        response.set_cookie("theme", chosen, max_age=ONE_YEAR, samesite="Lax", httponly=True)
    else:
        response.delete_cookie("theme", samesite="Lax")
    return response
