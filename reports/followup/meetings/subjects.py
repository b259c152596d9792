"""What an agenda item is about, as people type it: a project's code, a pairing, a row, a unit."""

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext as _t

from pairings.models import Pairing, ReportingRow, ReportingUnit
from projects.models import Project
from reports.models import SUBJECTS


class SubjectNames:
    """The rows, units and pairings that a person sees, by the label and the reference of each."""

    def __init__(self, user):
        self.user = user
        rows = ReportingRow.objects.visible_to(user).select_related("prefecture")
        units = ReportingUnit.objects.visible_to(user).select_related(
            "supporter", "row__prefecture"
        )
        pairings = Pairing.objects.visible_to(user).select_related("supporter", "recipient")
        self.subjects = {subject_words(row): row for row in (*rows, *units, *pairings)}
        self.by_ref = {row.prefecture.ref: row for row in rows}
        self.by_ref |= {row.ref: row for row in (*units, *pairings)}

    @property
    def labels(self) -> list[str]:
        """For the list that the field offers."""
        return list(self.subjects)

    def read(self, text: str) -> Model | None:
        """The subject of that name; None for no text. Raises ValidationError for an unknown one."""
        text = text.strip()
        if not text:
            return None
        return self.subjects.get(text) or self.by_ref.get(text) or self._project(text)

    def _project(self, text: str) -> Project:
        code = text.split()[0]
        project = Project.objects.visible_to(self.user).filter(code=code).first()
        if project is None:
            raise ValidationError(
                _t("There is no “%(name)s”: enter the code of a project, or choose from the list.")
                % {"name": text}
            )
        return project


def subject_words(subject: Model | None) -> str:
    """As it is printed and as it can be typed; empty for none."""
    match subject:
        case ReportingRow():
            return subject.prefecture.label
        case ReportingUnit():
            return f"{subject.supporter.label}→{subject.row.prefecture.label} ({subject.ref})"
        case Pairing():
            return subject.label
        case Project():
            return f"{subject.code} {subject.label}"
    return ""


def subject_fields(subject: Model | None) -> dict:
    """The four relations of an item: the one that the subject is of, the others None."""
    of_class = {ReportingRow: "row", ReportingUnit: "unit", Pairing: "pairing", Project: "project"}
    return dict.fromkeys(SUBJECTS) | ({of_class[type(subject)]: subject} if subject else {})
