"""What the list of waiting reports can be narrowed to, by its address."""

from collections import Counter
from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from aidtrack.web.addresses import WrongAddress
from aidtrack.web.downloads import PARAMETERS
from aidtrack.web.filters import LONGEST_SEARCH, StrictForm
from projects.month.due import Row
from projects.month.review.remarks import KINDS, ReviewGroup, group, telling_remarks

# No finding: evidence may come with a later month. Offered to those who look for it.
WITHOUT_EVIDENCE = "without-evidence"


def kinds_of(row: Row, common_codes: set[str]) -> list[str]:
    """The group of a row, and the codes of what stands out in it."""
    codes = [finding.code for finding in row.unlikely]
    codes += [remark.code for remark in telling_remarks(row, common_codes)]
    return [group(row, common_codes), *dict.fromkeys(codes)]


class ReviewFilter(StrictForm):
    """Needs all rows that wait: they alone are offered to choose from. ``evidenced`` are the ids
    of those reports that have a file.
    """

    page_parameters = PARAMETERS | {"page"}

    q = forms.CharField(label=_("search"), max_length=LONGEST_SEARCH, required=False)
    kind = forms.ChoiceField(label=_("kind"), required=False)
    county = forms.ChoiceField(label=_("county"), required=False)
    office = forms.ChoiceField(label=_("office"), required=False)

    def __init__(self, data, *, rows: Sequence[Row], common_codes: set[str], evidenced: set[int]):
        super().__init__(data)
        self.all_rows, self.common_codes, self.evidenced = rows, common_codes, evidenced
        kinds = [*ReviewGroup.choices, (WITHOUT_EVIDENCE, _("without evidence")), *KINDS.items()]
        self.fields["kind"].choices = [("", _("all")), *kinds]
        self.fields["county"].choices = _choices(_county(row) for row in rows)
        self.fields["office"].choices = _choices(_office(row) for row in rows)

    @property
    def has_offices(self) -> bool:
        """Whether there is more than one office to choose from."""
        return len(self.fields["office"].choices) > 2

    def rows(self) -> list[Row]:
        """Raises  WrongAddress for a parameter that is unknown or wrong."""
        if not self.is_valid():
            raise WrongAddress(form=self)
        return [row for row in self._in_place() if self._is_of_kind(row)]

    def _in_place(self) -> list[Row]:
        """The rows of county, office and search, whatever was found in them."""
        q, county, office = (self.cleaned_data[name] for name in ("q", "county", "office"))
        return [
            row
            for row in self.all_rows
            if county in ("", _county(row).ref)
            and office in ("", _office(row).ref)
            and q.casefold() in _searched(row)
        ]

    def _is_of_kind(self, row: Row) -> bool:
        return self.cleaned_data["kind"] in ("", *self._kinds(row))

    def _kinds(self, row: Row) -> list[str]:
        bare = [] if row.report.pk in self.evidenced else [WITHOUT_EVIDENCE]
        return kinds_of(row, self.common_codes) + bare

    def counts(self) -> list[tuple[str, str, int]]:
        """(kind, its words, how many rows): all, the groups, then what was found; none of 0."""
        rows = self._in_place()
        numbers = Counter(kind for row in rows for kind in self._kinds(row))
        numbers[""] = len(rows)
        labels = self.fields["kind"].choices
        return [(kind, str(label), numbers[kind]) for kind, label in labels if numbers[kind]]


def _county(row: Row):
    return row.project.lead_pairing.recipient


def _office(row: Row):
    return _county(row).row_organisation


def _searched(row: Row) -> str:
    supporter = row.project.lead_pairing.supporter.label
    return f"{row.project.code} {row.project.label} {supporter}".casefold()


def _choices(organisations) -> list[tuple[str, str]]:
    labels = {organisation.ref: organisation.label for organisation in organisations}
    return [("", _("all")), *sorted(labels.items())]
