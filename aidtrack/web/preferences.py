"""What a reader prefers on this device: light or dark, keys or none. Kept in cookies, needs no
script.
"""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

THEMES = ("light", "dark")
ONE_YEAR = 365 * 24 * 3600


def preferred(request):
    """Context: ``theme`` is light, dark, or empty for the system's own; ``letter_keys`` is whether
    single letters work as keys.
    """
    chosen = request.COOKIES.get("theme")
    return {
        "theme": chosen if chosen in THEMES else "",
        "letter_keys": request.COOKIES.get("letter_keys") != "off",
    }


@login_not_required
@require_POST
def preferences(request):
    """Keeps what was chosen and goes back to the page it was chosen on."""
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(
        back, {request.get_host()}, require_https=request.is_secure()
    ):
        back = "/"
    response = HttpResponseRedirect(back)
    if "letter_keys" in request.POST:
        _keep(response, "letter_keys", request.POST["letter_keys"], ("off",))
    else:
        _keep(response, "theme", request.POST.get("theme"), THEMES)
    return response


def _keep(response, name: str, chosen: str | None, choices: tuple[str, ...]):
    """Keeps one of the choices; anything else is the default, which is not kept."""
    if chosen in choices:
        response.set_cookie(name, chosen, max_age=ONE_YEAR, samesite="Lax", httponly=True)
    else:
        response.delete_cookie(name, samesite="Lax")
