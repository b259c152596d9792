"""What a search finds a line of the comparison by: names in both languages, and references."""

from collections.abc import Iterable

from pairings.models import Organisation
from projects.figures.viewpoint import Viewpoint
from reports.figures.compare.rows import ComparedRow


def names_by_ref(view: Viewpoint) -> dict[str, str]:
    """{reference of an organisation: every name it has or had, whatever the reader's language}."""
    organisations = Organisation.objects.visible_to(view.user).prefetch_related("designations")
    return {organisation.ref: " ".join(_names(organisation)) for organisation in organisations}


def _names(organisation: Organisation) -> Iterable[str]:
    yield from (organisation.ref, organisation.short_name)
    for named in (organisation, *organisation.designations.all()):
        yield from (named.name, named.name_en)


def matching(rows: list[ComparedRow], words: str, view: Viewpoint) -> list[ComparedRow]:
    """The lines that have every word; all of them, without a query, where nothing is searched."""
    searched_words = words.casefold().split()
    if not searched_words:
        return rows
    names = names_by_ref(view)
    return [row for row in rows if _has(searched_words, row, names)]


def _has(words: list[str], row: ComparedRow, names: dict[str, str]) -> bool:
    named = row.named
    parties = (names.get(ref, "") for ref in named.parties)
    text = " ".join((row.ref, named.label, named.place, *parties)).casefold()
    return all(word in text for word in words)
