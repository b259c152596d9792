"""What a browser says it is, in a word or two: enough to know one's own again."""

from django.utils.translation import gettext as _t, gettext_lazy as _

# The first that occurs: others name themselves after those behind them.
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("HarmonyOS", "HarmonyOS"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)
BROWSERS = (
    ("MicroMessenger/", _("WeChat")),
    ("Edg", "Edge"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)


def device_in_words(user_agent: str) -> str:
    """``Windows, Edge``; nothing that is not in the lists above is printed."""
    words = [_first(SYSTEMS, user_agent), _first(BROWSERS, user_agent)]
    return _t(", ").join(word for word in words if word) or _t("unknown device")


def _first(names, user_agent: str) -> str:
    return next((str(label) for sign, label in names if sign in user_agent), "")
