"""What a person may be for an organisation."""

from collections.abc import Iterable

from django.db.models import TextChoices
from django.utils.translation import gettext as _t, gettext_lazy as _


class Role(TextChoices):
    """A role counts for the organisations that it covers: see ``pairings.access.reach``."""

    RECORDER = "recorder", _("recorder")
    REVIEWER = "reviewer", _("reviewer")
    LEADER = "leader", _("leader")
    AUDITOR = "auditor", _("auditor")
    ADMINISTRATOR = "administrator", _("administrator")


def role_words(roles: Iterable[str]) -> str:
    """The roles by their labels."""
    return _t(", ").join(str(Role(role).label) for role in roles)
