"""What a person may be for an organisation."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    """A role counts for the organisations that it covers: see ``pairings.access.reach``."""

    RECORDER = "recorder", _("recorder")
    REVIEWER = "reviewer", _("reviewer")
    LEADER = "leader", _("leader")
    AUDITOR = "auditor", _("auditor")
    ADMINISTRATOR = "administrator", _("administrator")
