"""New organisations: a file names them, and a person chose to create them."""

from collections.abc import Iterator

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _t

from aidtrack.spreadsheets.tables.columns import Problem
from pairings.models import Organisation
from reports.loads.batches import Batch, New
from reports.loads.names.cells import Naming
from reports.loads.names.parties import Party, plain
from reports.loads.plans import Context

NAMES = ("ref", "name", "kind", "scope")


def organisations(context: Context, naming: Naming, problems: list[Problem]) -> Batch:
    """The organisations to create: ``new_organisations`` of the choices, {name: fields}."""
    batch = Batch(Organisation, NAMES, lambda row: f"{row['ref']} {row['name']}", key="ref")
    wanted = context.chosen("new_organisations") or {}
    for name, fields in wanted.items():
        organisation = Organisation(**{n: fields.get(n, "") for n in ("ref", "name", "kind")})
        own_problems = list(_problems(name, organisation, naming, batch))
        problems += own_problems
        if not own_problems:
            batch.create({n: getattr(organisation, n) for n in NAMES})
            new = New(Organisation, organisation.ref)
            naming.new_parties[plain(name)] = Party(new, organisation.ref, organisation.name, new)
    return batch


def _problems(
    name: str, organisation: Organisation, naming: Naming, batch: Batch
) -> Iterator[Problem]:
    try:
        organisation.clean_fields()
    except ValidationError as error:
        for field, sentences in error.message_dict.items():
            label = Organisation._meta.get_field(field).verbose_name
            yield Problem(
                "",
                "",
                name,
                _t("%(field)s of the new organisation.") % {"field": label},
                " ".join(sentences),
            )
    refs = {party.ref for party in naming.parties.by_id.values()}
    if organisation.ref in refs | {row["ref"] for row in batch.rows()}:
        yield Problem(
            "",
            "",
            name,
            _t("An unused reference; %(ref)s is taken.") % {"ref": organisation.ref},
            _t("Choose another reference."),
        )
