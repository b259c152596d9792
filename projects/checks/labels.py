"""What each finding is called in a word or two, by its code."""

from django.utils.translation import gettext_lazy as _

from projects.checks.amounts import YUAN
from projects.checks.claims import BELOW_PAID, BEYOND_PLAN, BEYOND_REGION, FALL
from projects.checks.obstacles import OBSTACLE

FINDING_LABELS = {
    YUAN: _("amount beside the plan"),
    "money before work": _("money before work"),
    "progress before work": _("progress before work"),
    # xgettext:no-python-format
    "completion": _("100% under construction"),
    # xgettext:no-python-format
    "work after completion": _("completed below 100%"),
    "jump": _("progress jumps"),
    FALL: _("progress falls"),
    BEYOND_PLAN: _("above planned funds"),
    BEYOND_REGION: _("more than the region holds"),
    BELOW_PAID: _("below what was paid out"),
    OBSTACLE: _("no problem named"),
}
