"""The rows, units, pairings and projects that warnings are about."""

from dataclasses import dataclass, field

from django.db.models import QuerySet
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from pairings.access.reach import reach
from pairings.models import Pairing, ReportingRow, ReportingUnit
from pairings.querysets import visible_rows
from projects.models import Programme, Project
from reports.models import SUBJECTS

KIND_LABELS = {
    "row": _("reporting row"),
    "unit": _("reporting unit"),
    "pairing": _("pairing"),
    "project": _("project"),
}
# By which grouping the figures of a kind are told.
GROUPING_OF_KIND = {"row": "prefecture", "unit": "unit", "pairing": "pairing"}

# Of hundreds of projects a page names a few: the others are never asked for their address.
address_of = lazy(Project.get_absolute_url, str)


@dataclass(frozen=True)
class WarnedSubject:
    """``row`` and ``row_ref`` name the reporting row that it lies in, ``supporter`` its supporter.

    ``params`` list its projects. A project is told by its code and its name.
    """

    kind: str
    pk: int
    ref: str
    label: str
    address: str
    row: str = ""
    row_ref: str = ""
    supporter: str = ""
    params: dict = field(default_factory=dict, compare=False)
    # The ids of the organisations of which one must be covered by whoever answers for it.
    parties: tuple[int, ...] = ()
    provenance: str = field(default="", compare=False)
    is_illustrative: bool = field(default=False, compare=False)

    @property
    def key(self) -> tuple[str, int]:
        return self.kind, self.pk

    @property
    def kind_label(self) -> str:
        return str(KIND_LABELS[self.kind])

    def __str__(self):
        """As an address names it."""
        return f"{self.kind}:{self.ref}"

    @property
    def kinds(self) -> tuple[str, ...]:
        """Its own kind and those below it: of these it has all that a subject has."""
        return SUBJECTS[SUBJECTS.index(self.kind) :]

    def narrow(self, projects: QuerySet) -> QuerySet:
        """Its projects among ``projects``."""
        match self.kind:
            case "row":
                return projects.of_recipient(self.parties[0])
            case "unit":
                supporter, prefecture = self.parties
                return projects.of_recipient(prefecture).of_supporter(supporter)
            case "pairing":
                return projects.of_pairing(self.pk)
        return projects.filter(pk=self.pk)

    def contains(self, other: "WarnedSubject") -> bool:
        """Whether the other is this one, or a unit or a pairing in this row or unit."""
        if other.kind == self.kind:
            return other.pk == self.pk
        if other.kind not in self.kinds or self.kind == "pairing":
            return False
        is_in_row = other.row_ref == self.row_ref
        return is_in_row and (self.kind == "row" or other.parties[0] == self.parties[0])


def grouped_subjects(
    kind: str, programme: Programme, user, *, within: WarnedSubject | None = None
) -> dict[tuple, WarnedSubject]:
    """{key of the group: the subject} of a kind, of those that ``user`` sees in full.

    Where the page is of one pairing, ``within`` it, the others are not read.
    """
    match kind:
        case "row":
            rows = visible_rows(ReportingRow.objects, user).filter(scheme=programme.scheme_id)
            return {
                (row.prefecture_id,): of_row(row)
                for row in rows.select_related("prefecture")
                if _sees_all_of(user, row.prefecture_id)
            }
        case "unit":
            units = visible_rows(ReportingUnit.objects, user)
            units = units.filter(row__scheme=programme.scheme_id)
            return {
                (unit.row.prefecture_id, unit.supporter_id): of_unit(unit)
                for unit in units.select_related("row__prefecture", "supporter")
            }
        case "pairing":
            pairings = visible_rows(Pairing.objects, user).filter(scheme=programme.scheme_id)
            if within is not None and within.kind == "pairing":
                pairings = pairings.filter(pk=within.pk)
            related = pairings.select_related("supporter", "recipient__reported_under")
            return {(pairing.pk,): of_pairing(pairing) for pairing in related}


def subject_at(kind: str, ref: str, programme: Programme, user) -> WarnedSubject | None:
    """The subject that a page is about, of which the reader may see a part; None out of reach."""
    subjects = (OF_KIND[kind](row) for row in _visible(kind, ref, programme, user))
    return next((subject for subject in subjects if subject.ref == ref), None)


def _visible(kind: str, ref: str, programme: Programme, user) -> QuerySet:
    scheme, narrowing = programme.scheme_id, {}
    match kind:
        case "row":
            rows, narrowing = ReportingRow.objects, {"scheme": scheme, "prefecture__ref": ref}
        case "unit":
            rows, narrowing = ReportingUnit.objects, {"row__scheme": scheme}
        case "pairing":
            rows, narrowing = Pairing.objects, {"scheme": scheme, "ref": ref}
        case "project":
            rows, narrowing = Project.objects, {"programme": programme, "code": ref}
    return visible_rows(rows, user).filter(**narrowing).select_related(*RELATED[kind])


def _sees_all_of(user, organisation: int) -> bool:
    return user is None or reach(user).sees_all_of(organisation)


def of_row(row: ReportingRow) -> WarnedSubject:
    """Needs its prefecture."""
    prefecture = row.prefecture
    return WarnedSubject(
        kind="row",
        pk=row.pk,
        ref=prefecture.ref,
        label=prefecture.label,
        address=row.get_absolute_url(),
        row=prefecture.label,
        row_ref=prefecture.ref,
        params={"recipient": prefecture.ref},
        parties=(prefecture.pk,),
    )


def of_unit(unit: ReportingUnit) -> WarnedSubject:
    """Needs its supporter, its row and the prefecture of that."""
    prefecture, supporter = unit.row.prefecture, unit.supporter
    return WarnedSubject(
        kind="unit",
        pk=unit.pk,
        ref=unit.ref,
        label=f"{supporter.label}→{prefecture.label}",
        address=unit.get_absolute_url(),
        row=prefecture.label,
        row_ref=prefecture.ref,
        supporter=supporter.label,
        params={"recipient": prefecture.ref, "supporter": supporter.ref},
        parties=(supporter.pk, prefecture.pk),
    )


def of_pairing(pairing: Pairing) -> WarnedSubject:
    """Needs its parties, and what the recipient is reported under."""
    return WarnedSubject(
        kind="pairing",
        pk=pairing.pk,
        ref=pairing.ref,
        label=pairing.label,
        address=pairing.get_absolute_url(),
        row=pairing.recipient.row_organisation.label,
        row_ref=pairing.recipient.row_organisation.ref,
        supporter=pairing.supporter.label,
        params={"pairing": pairing.ref},
        parties=(pairing.supporter_id, pairing.recipient_id),
    )


def of_project(project: Project) -> WarnedSubject:
    """Needs its lead pairing with its parties, and what the recipient is reported under."""
    pairing = project.lead_pairing
    return WarnedSubject(
        kind="project",
        pk=project.pk,
        ref=project.code,
        label=str(project),
        address=address_of(project),
        row=pairing.recipient.row_organisation.label,
        row_ref=pairing.recipient.row_organisation.ref,
        supporter=pairing.supporter.label,
        params={"q": project.code},
        parties=(pairing.supporter_id, pairing.recipient_id),
        provenance=str(project.get_provenance_display()),
        is_illustrative=project.is_illustrative,
    )


OF_KIND = {"row": of_row, "unit": of_unit, "pairing": of_pairing, "project": of_project}
# What each needs besides itself.
RELATED = {
    "row": ("prefecture",),
    "unit": ("row__prefecture", "supporter"),
    "pairing": ("supporter", "recipient__reported_under"),
    "project": ("lead_pairing__supporter", "lead_pairing__recipient__reported_under"),
}
