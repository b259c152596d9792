"""Where one can go: groups of pages by what people do, and which of them somebody can use.

The one place that says which page belongs to which group. The apps above this one are named by
their addresses only.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from pairings.access.permissions import may, may_sometime
from pairings.access.reach import reach


def everybody(_user) -> bool:
    return True


def sees_everything(user) -> bool:
    return reach(user).everything


def imports_files(user) -> bool:
    """Whoever sees everything reads there what others imported."""
    return sees_everything(user) or may_sometime(user, "load") or may_sometime(user, "load entries")


def administers(user) -> bool:
    return may(user, "appoint")


def appoints(user) -> bool:
    """An administrator of the scheme, or of an office."""
    return administers(user) or bool(reach(user).administered)


def has_months(user) -> bool:
    """Headquarters at the front handle money only: no month holds anything for them."""
    return sees_everything(user) or not reach(user).is_at_front


def works(user) -> bool:
    """Whether monthly reports are what the person comes for; leaders and auditors only read."""
    return any(may_sometime(user, action) for action in ("enter", "review", "open"))


def judges(user) -> bool:
    """Whether answers to tasks, and requests for time, wait for the person to decide."""
    return any(may_sometime(user, a) for a in ("close tasks", "close tasks for the office"))


@dataclass(frozen=True)
class NavigationPage:
    """A page that the navigation leads to.

    ``holds``: further addresses that are reached from it, by their names or by their namespace.
    """

    name: str
    label: str
    holds: tuple[str, ...] = ()
    args: tuple = ()
    is_usable: Callable = everybody

    @property
    def address(self) -> str:
        return reverse(self.name, args=self.args)


@dataclass(frozen=True)
class NavigationGroup:
    """Pages of one kind of work, the most frequent first. A group of one page is that page.

    ``is_counted``: the page prints beside it how much of it waits for the reader.
    """

    label: str
    pages: tuple[NavigationPage, ...]
    is_counted: bool = False

    def is_usable(self, user) -> bool:
        return any(page.is_usable(user) for page in self.pages)


TO_DO = NavigationGroup(
    _("For you to do"), (NavigationPage("to-do", _("For you to do")),), is_counted=True
)
OVERVIEW = NavigationGroup(
    _("Overview"),
    (NavigationPage("reports:dashboard", _("Overview"), ("reports:wall",)),),
)
PAIRINGS = NavigationGroup(
    _("Pairings"),
    (
        NavigationPage(
            "pairings:list", _("Pairings"), ("pairings", "pairing-history", "indicators")
        ),
        NavigationPage("pairings:compare", _("Pairings compared"), ("pairings:compare-two",)),
        NavigationPage(
            "contributions:list", _("Other aid"), ("contributions", "contribution-history")
        ),
    ),
)
PROJECTS = NavigationGroup(
    _("Projects and money"),
    (
        NavigationPage("projects:list", _("Projects"), ("projects", "evidence")),
        NavigationPage("transfers:list", _("Transfers"), ("transfers",)),
        NavigationPage("loads:list", _("Import files"), ("loads",), is_usable=imports_files),
    ),
)
MONTHS = NavigationGroup(
    _("Monthly reports"),
    (
        NavigationPage("months:list", _("Monthly reports"), ("months",), is_usable=has_months),
        NavigationPage("months:completeness", _("Completeness by office"), is_usable=has_months),
    ),
)
FOLLOW_UP = NavigationGroup(
    _("Follow-up"),
    (
        NavigationPage("follow-up:overview", pgettext_lazy("follow-up", "At a glance")),
        NavigationPage("follow-up:tasks", _("Follow-up tasks"), ("follow-up",)),
        NavigationPage("follow-up:monday", _("Monday list"), is_usable=has_months),
        NavigationPage(
            "follow-up:warnings", _("Warnings"), ("follow-up:response",), is_usable=has_months
        ),
        NavigationPage(
            "follow-up:problems",
            pgettext_lazy("follow-up", "Problems"),
            is_usable=has_months,
        ),
        NavigationPage(
            "follow-up:meetings",
            _("Joint meetings"),
            (
                "follow-up:meeting",
                "follow-up:meeting-new",
                "follow-up:meeting-change",
                "follow-up:meeting-minutes",
            ),
        ),
        NavigationPage("follow-up:calendar", _("Calendar"), ("follow-up:calendar-link",)),
    ),
)
TABLES = NavigationGroup(
    pgettext_lazy("group of pages", "Tables"),
    (
        NavigationPage("reports:table-1", _("Table 1")),
        NavigationPage("reports:table", _("Table 2"), args=(2,)),
        NavigationPage("reports:table", _("Table 3"), args=(3,)),
        NavigationPage("reports:published_list", _("Published figures"), ("reports:published",)),
    ),
)
# For whoever sees everything: what was changed, and ready lists of what an audit asks for.
HISTORY_LISTS = {
    "corrections": _("Corrections after a close"),
    "exemptions": _("Exemptions"),
    "reversals": _("Reversals"),
    "answers": _("Answered questions"),
    "rights": _("Changes of rights"),
    "sign-ins": _("Sign-ins"),
}
HISTORY = NavigationGroup(
    _("History"),
    (
        NavigationPage("history", _("All changes"), is_usable=sees_everything),
        *(
            NavigationPage("history-list", label, args=(name,), is_usable=sees_everything)
            for name, label in HISTORY_LISTS.items()
        ),
    ),
)
# The menu that bears the person's name: what is used now and then, so no group of the bar.
ACCOUNT = NavigationGroup(
    _("Account"),
    (
        NavigationPage(
            "account",
            _("My account"),
            ("second-factor", "password-new", "password-link", "password-forgotten"),
        ),
        NavigationPage("permissions", _("Permissions")),
        NavigationPage("people", _("People and roles"), ("person",), is_usable=appoints),
        NavigationPage("admin:index", _("Administration"), is_usable=administers),
    ),
)
# The most frequent first, for those who work on reports, on money, and for those who read.
WORKING = (TO_DO, MONTHS, FOLLOW_UP, PROJECTS, OVERVIEW, PAIRINGS, TABLES, HISTORY)
# What waits of the follow-up is counted there for those who have no list of what to do.
READING = (
    OVERVIEW,
    replace(FOLLOW_UP, is_counted=True),
    PAIRINGS,
    PROJECTS,
    MONTHS,
    TABLES,
    HISTORY,
)


@dataclass(frozen=True)
class NavigationLink:
    """A group or a page as it is printed; ``current`` is its aria-current, empty elsewhere."""

    label: str
    address: str
    current: str
    pages: tuple["NavigationLink", ...] = ()
    is_counted: bool = False


def navigation(request) -> dict:
    """Context: ``navigation``, made only for a page that prints it."""
    return {"navigation": lambda: links(request)}


def groups_of(user) -> tuple[NavigationGroup, ...]:
    return WORKING if works(user) else READING


def links(request) -> dict:
    """The groups that the reader can use, the one that the page belongs to, the account menu."""
    groups = [group for group in groups_of(request.user) if group.is_usable(request.user)]
    pages = [page for group in (*groups, ACCOUNT) for page in group.pages]
    here = current_page(pages, request)
    bar = [group_link(group, here, request) for group in groups]
    return {
        "groups": bar,
        "here": next((link for link in bar if link.current), None),
        "account": group_link(ACCOUNT, here, request),
    }


def current_page(pages: list[NavigationPage], request) -> NavigationPage | None:
    """The page itself; else the one from which it is reached."""
    for page in pages:
        if page.address == request.path:
            return page
    match = request.resolver_match
    if match is None:
        return None
    return _holder(pages, match.view_name) or _holder(pages, match.namespace)


def _holder(pages: list[NavigationPage], name: str) -> NavigationPage | None:
    return next((page for page in pages if name in page.holds), None)


def group_link(group: NavigationGroup, here: NavigationPage | None, request) -> NavigationLink:
    """A group leads to the first of its pages; it is the page itself where it has no other."""
    usable = [page for page in group.pages if page.is_usable(request.user)]
    pages = tuple(page_link(page, here, request) for page in usable)
    current = "true" if here in group.pages else ""
    if len(pages) == 1:
        current = pages[0].current or current
    return NavigationLink(group.label, pages[0].address, current, pages, group.is_counted)


def page_link(page: NavigationPage, here: NavigationPage | None, request) -> NavigationLink:
    """Marked as the page itself, or as the one that leads to it."""
    address, current = page.address, ""
    if page is here:
        current = "page" if address == request.path else "true"
    return NavigationLink(page.label, address, current)
