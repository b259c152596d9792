"""What figures of contributions mean: each is declared here, once, and computed in ``given``."""

from django.utils.translation import gettext_lazy as _

from projects.measures import Measure

MEASURES = {
    measure.name: measure
    for measure in (
        Measure(
            "given",
            _("given"),
            _(
                "Sum of a counting unit over verified contributions that had ended by the date. "
                "What is known by the year counts from 31 December. Parts do not add to their "
                "whole; people and households do not add at all, person-times do."
            ),
        ),
        Measure(
            "under_way",
            _("under way"),
            _(
                "The same of contributions that had begun and not ended by the date. It stands "
                "beside what was given and may still be entered after the month has closed."
            ),
        ),
        Measure(
            "in_post",
            _("in post"),
            _("Seconded people whose period includes the date; they do add."),
        ),
        Measure(
            "promised",
            _("promised"),
            _(
                "Sum of what was planned of contributions that had ended by the date, and of "
                "people in post on it. What is due later is not promised by the date."
            ),
        ),
        Measure(
            "kept_rate",
            _("kept promises"),
            _("What was given divided by what was promised."),
            "given",
            "promised",
        ),
        Measure(
            "change",
            _("change"),
            _(
                "The latest value by the date against the one from before, as difference and as "
                "multiple. It is a change, not the effect of the aid."
            ),
        ),
    )
}
WHY_NO_SUM = _("The same one may be in several, so they do not add.")
