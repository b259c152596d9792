"""The record of what was loaded: who, when, which file, and how many rows it made or changed."""

from django.utils.translation import gettext as _t, gettext_lazy as _, pgettext_lazy

from aidtrack.spreadsheets.writing.kinds import COUNT, MOMENT, NAME, TEXT
from aidtrack.spreadsheets.writing.sheets import Field, SheetSpec
from aidtrack.values.people import person_name
from aidtrack.web.downloads import Export
from projects.figures.export import AT_ONCE, about
from reports.loads.kinds import KINDS
from reports.models import Load


def load_records(request, loads) -> Export:
    """``loads`` are all that the reader may see, the newest first."""
    counts = (("created", _("created")), ("changed", _("changed")), ("unchanged", _("unchanged")))
    sheet = SheetSpec(
        name="loads",
        title=_t("Imported files"),
        fields=[
            Field(_("file"), NAME, lambda load: load.file_name),
            Field(_("content"), TEXT, _kind),
            Field(pgettext_lazy("load", "status"), TEXT, lambda load: load.get_state_display()),
            Field(_("uploaded by"), TEXT, lambda load: person_name(load.uploaded_by)),
            Field(_("uploaded at"), MOMENT, lambda load: load.uploaded_at),
            Field(_("confirmed by"), TEXT, lambda load: person_name(load.accepted_by) or None),
            Field(_("confirmed at"), MOMENT, lambda load: load.accepted_at),
            *(Field(label, COUNT, lambda load, n=n: _sum(load, n)) for n, label in counts),
            Field("SHA-256", NAME, lambda load: load.sha256),
        ],
        records=lambda: loads.iterator(chunk_size=AT_ONCE),
    )
    return Export((_t("imports"),), [sheet, about(request, [sheet], list)])


def _kind(load: Load) -> str:
    return str(KINDS[load.kind].label) if load.kind in KINDS else load.kind


def _sum(load: Load, name: str) -> int:
    return sum(counted[name] for counted in load.counts.values())
