"""Organisations that a person chose to make because a file names them and nobody knows them."""

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
    """The organisations to be made: ``new_organisations`` of the choices, {name: fields}."""
    batch = Batch(Organisation, NAMES, lambda row: f"{row['ref']} {row['name']}", key="ref")
    wanted = context.chosen("new_organisations") or {}
    for name, fields in wanted.items():
        made = Organisation(**{n: fields.get(n, "") for n in ("ref", "name", "kind")})
        found = list(_problems(name, made, naming, batch))
        problems += found
        if not found:
            batch.create({n: getattr(made, n) for n in NAMES})
            new = New(Organisation, made.ref)
            naming.made[plain(name)] = Party(new, made.ref, made.name, new)
    return batch


def _problems(name: str, made: Organisation, naming: Naming, batch: Batch) -> Iterator[Problem]:
    try:
        made.clean_fields()
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
    if made.ref in refs | {row["ref"] for row in batch.rows()}:
        yield Problem(
            "",
            "",
            name,
            _t("An unused reference; %(ref)s is taken.") % {"ref": made.ref},
            _t("Choose another reference."),
        )
