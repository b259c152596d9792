"""What every answer says of itself, how it is sent, and which requests get none: in one place."""

from django.conf import settings
from django.http import HttpResponseNotAllowed
from django.middleware.gzip import GZipMiddleware

METHODS = ("GET", "HEAD", "POST", "OPTIONS")
# What no page of ours uses is closed to whatever might get into one.
PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "microphone",
        "midi",
        "payment",
        "usb",
    )
)
# Asked again at each visit, and only for its reader; what somebody types into is not stored at all.
READ, ENTERED = "private, no-cache", "private, no-store"


class HeadersMiddleware:
    """Refuses methods that no page has; says how long an answer may be stored, and by whom."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.method not in METHODS:
            response = HttpResponseNotAllowed(METHODS)
        else:
            response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.headers.setdefault("Cache-Control", ENTERED if takes_entries(response) else READ)
        return response


def takes_entries(response) -> bool:
    """Whether a page has a form that posts, besides those of its frame (language, sign-out)."""
    if response.streaming or not response.get("Content-Type", "").startswith("text/html"):
        return False
    content = response.content.partition(b"<main")[2].partition(b"</main>")[0]
    return b'method="post"' in content


# By this prefix a browser takes a cookie over https and from this very host alone.
PREFIX = "__Host-"


class CookieMiddleware:
    """Gives each cookie what keeps other sites, other hosts and scripts away from it.

    Inside, a cookie has its plain name; one that came without the prefix does not exist over https.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        https = settings.SESSION_COOKIE_SECURE
        if https:
            request.COOKIES = with_plain_names(request.COOKIES)
        response = self.get_response(request)
        for name in list(response.cookies):
            protect(response.cookies, name, https=https)
        return response


def with_plain_names(cookies: dict[str, str]) -> dict[str, str]:
    """Those with the prefix, also by their names without it."""
    prefixed = {name: value for name, value in cookies.items() if name.startswith(PREFIX)}
    return prefixed | {name.removeprefix(PREFIX): value for name, value in prefixed.items()}


def protect(cookies, name: str, *, https: bool):
    cookie = cookies.pop(name)
    cookie["samesite"] = cookie["samesite"] or "Lax"
    # A script sends the token of forms back; nothing else is for scripts.
    cookie["httponly"] = name != settings.CSRF_COOKIE_NAME
    if https:
        cookie.update({"secure": True, "path": "/", "domain": ""})
        name = PREFIX + name.removeprefix(PREFIX)
        cookie.set(name, cookie.value, cookie.coded_value)
    cookies[name] = cookie


# A grid of 200 rows is 763 KB, and 41 by gzip; workbooks and photographs are compressed already.
TEXT = ("text/", "application/json")


class TextGZipMiddleware(GZipMiddleware):
    """Django's, which hides the length of tokens, for text alone."""

    def process_response(self, request, response):
        if not response.headers.get("Content-Type", "").startswith(TEXT):
            return response
        return super().process_response(request, response)
