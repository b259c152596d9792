"""From when a warning is yellow and beyond what it is red: a form for each unit of measurement."""

from django import forms
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _, pgettext_lazy


class WarningTest(TextChoices):
    """What can be warned of; reports/followup/warnings declares how each is found."""

    MONEY_PACE = "money_pace", pgettext_lazy("warning", "Money behind time elapsed")
    START_PACE = "start_pace", pgettext_lazy("warning", "Starts behind time elapsed")
    START_OVERDUE = "start_overdue", pgettext_lazy("warning", "Start overdue")
    REPORT_LATE = "report_late", pgettext_lazy("warning", "Monthly reports late")
    MONEY_HELD = "money_held", pgettext_lazy("warning", "Money held in the region")
    NOT_ACCEPTED = "not_accepted", pgettext_lazy("warning", "Completed, not accepted")
    FINISH_OVERDUE = "finish_overdue", pgettext_lazy("warning", "Past the planned finish")
    MONEY_WITHOUT_START = (
        "money_without_start",
        pgettext_lazy("warning", "Money at the project, not started"),
    )
    START_WITHOUT_MONEY = "start_without_money", pgettext_lazy("warning", "Started, no money")
    STOPPED = "stopped", pgettext_lazy("warning", "Works stopped")
    PROGRESS_FELL = "progress_fell", pgettext_lazy("warning", "Physical progress fell")
    ABOVE_PLAN = "above_plan", pgettext_lazy("warning", "More money than planned")
    ABOVE_TOTAL = "above_total", pgettext_lazy("warning", "More money than total investment")
    RED_AGAIN = "red_again", pgettext_lazy("warning", "Red at two month ends in a row")


class Thresholds(forms.Form):
    """Yellow from a number on, red beyond another; ``unit`` is what both are in."""

    unit = ""
    most = None
    decimal_places = 0

    yellow = forms.DecimalField(min_value=0)
    red = forms.DecimalField(min_value=0)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.decimal_places = self.decimal_places
            field.max_value = self.most
            field.error_messages["required"] = _("Enter both numbers: yellow from, red beyond.")
            field.validators = forms.DecimalField(
                min_value=0, max_value=self.most, decimal_places=self.decimal_places
            ).validators

    def clean(self):
        cleaned = super().clean()
        for name in set(self.data) - set(self.fields):
            self.add_error(
                None, _("%(name)s is no threshold: there are yellow and red.") % {"name": name}
            )
        return cleaned


class PointThresholds(Thresholds):
    """Percentage points of a rate behind another, or of progress lost."""

    unit = _("percentage points")
    most = 100
    decimal_places = 2


class PercentThresholds(Thresholds):
    """Per cent of an amount by which another is above it."""

    unit = _("%")
    decimal_places = 2


class DayThresholds(Thresholds):
    unit = pgettext_lazy("thresholds", "days")
    most = 3660


class MonthThresholds(Thresholds):
    unit = pgettext_lazy("thresholds", "months")
    most = 120


THRESHOLDS = {
    WarningTest.MONEY_PACE: PointThresholds,
    WarningTest.START_PACE: PointThresholds,
    WarningTest.START_OVERDUE: DayThresholds,
    WarningTest.REPORT_LATE: DayThresholds,
    WarningTest.MONEY_HELD: DayThresholds,
    WarningTest.NOT_ACCEPTED: MonthThresholds,
    WarningTest.FINISH_OVERDUE: DayThresholds,
    WarningTest.MONEY_WITHOUT_START: DayThresholds,
    WarningTest.START_WITHOUT_MONEY: DayThresholds,
    WarningTest.STOPPED: DayThresholds,
    WarningTest.PROGRESS_FELL: PointThresholds,
    WarningTest.ABOVE_PLAN: PercentThresholds,
    WarningTest.ABOVE_TOTAL: PercentThresholds,
    WarningTest.RED_AGAIN: MonthThresholds,
}
