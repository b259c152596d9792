"""The words of a reminder: at most six lines under the greeting, in the language in use."""

from collections.abc import Iterator
from datetime import date

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _t, ngettext

from aidtrack.values import formats
from aidtrack.values.people import person_name
from projects.models import Exemption
from projects.month.completeness import OfficeMonth
from reports.todo.items import TodoItem, days_left
from reports.todo.months import month_words, named, states_words
from reports.todo.work import summary

# Lines between how many there are and until when: what was returned, and exemptions.
QUOTED = 3
# Exemptions that a mail tells of singly.
TOLD = 2
# Kinds of which a mail tells the reasons.
RETURNED = ("returned", "aid returned", "observation returned")
# Characters of a reason; all of it stands on the page.
LONGEST_REASON = 120


def subject(items: list[TodoItem]) -> str:
    return summary(items) or _t("Exemption granted")


def body(person, items: list[TodoItem], exemptions: list[Exemption], *, on: date) -> str:
    """A greeting and the lines; ``exemptions`` are those that the mail is the first to tell of."""
    greeting = _t("Dear %(name)s,") % {"name": person_name(person)}
    return "\n".join([greeting, *lines(person, items, exemptions, on=on), ""])


def lines(person, items, exemptions: list[Exemption], *, on: date) -> list[str]:
    """How many of each kind; returned reports with their reasons; exemptions; until when; where."""
    news = shortened([_about(exemption, person) for exemption in exemptions], TOLD)
    reasons = [line for item in items if item.kind in RETURNED for line in _reasons(item)]
    quoted = shortened(reasons, QUOTED - len(news), further=sum(item.further for item in items))
    return [*_counts(items), *quoted, *news, *_until(items, on=on), where()]


def shortened(all_lines: list[str], most: int, *, further: int = 0) -> list[str]:
    """The first lines; the last of them says how many more there are, ``further`` among them."""
    lines_left = all_lines[:most]
    n = len(all_lines) - len(lines_left) + further
    if not n:
        return lines_left
    words = ngettext("%(line)s; and %(n)s more", "%(line)s; and %(n)s more", n)
    return [*lines_left[:-1], words % {"line": lines_left[-1], "n": formats.count(n)}]


def _reasons(item: TodoItem) -> Iterator[str]:
    """The report with its reason; many of one month: each reason with its number."""
    for reason in [item.quote] if item.quote else item.sentences:
        yield _t("%(what)s — %(reason)s") % {"what": item.title, "reason": _one_line(reason)}


def _one_line(reason: str) -> str:
    words = " ".join(reason.split())
    return words if len(words) <= LONGEST_REASON else f"{words[:LONGEST_REASON]}…"


def _counts(items: list[TodoItem]) -> Iterator[str]:
    """How many of each kind, and how the months to fill or to close stand."""
    if not items:
        return
    counts = _t("%(summary)s.") % {"summary": summary(items)}
    months = [item.month for item in items if item.month]
    if not months:
        yield counts
        return
    total = OfficeMonth()
    for month in months:
        total.add(month)
    yield _t("%(counts)s %(states)s") % {"counts": counts, "states": states_words(total)}


def _until(items: list[TodoItem], *, on: date) -> Iterator[str]:
    """The first day by which something is due; nothing where nothing has a day."""
    if days := [item.due_on for item in items if item.due_on]:
        first = min(days)
        words = {"day": formats.day(first), "days": days_left(first, on=on)}
        yield _t("Due %(day)s: %(days)s.") % words


def where() -> str:
    """The page of one's work, else how to find it."""
    if settings.AIDTRACK_ADDRESS:
        return f"{settings.AIDTRACK_ADDRESS}{reverse('to-do')}"
    return _t("Sign in to aidtrack: all of it stands under “For you to do”.")


def _about(exemption: Exemption, reader) -> str:
    words = {
        "person": person_name(exemption.user),
        "month": month_words(exemption.month),
        "day": formats.day(exemption.until),
        "what": _covered(exemption, reader),
        "reason": _one_line(exemption.reason),
    }
    return _t("%(person)s can correct %(month)s until %(day)s: %(what)s (%(reason)s)") % words


def _covered(exemption: Exemption, reader) -> str:
    money = [_t("money paid in the month as well")] if exemption.covers_money else []
    if party := exemption.pairing or exemption.office:
        return _t("; ").join([_t("all projects of %(name)s") % {"name": party.label}, *money])
    projects = exemption.projects.visible_to(reader).order_by("code")
    names = [f"{project.code} {project.label}" for project in projects]
    return _t("; ").join([*([named(names)] if names else []), *money])
