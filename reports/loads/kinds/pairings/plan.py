"""The plan of pairings from a file: a row is a supporter, or several, and a recipient, or several.

An empty cell leaves the stored value. An unknown party is a question to the person, and is created
only if the person chooses so.
"""

from collections.abc import Iterator, Mapping
from itertools import product

from django.utils.translation import gettext as _t, gettext_lazy as _

from aidtrack.spreadsheets.tables.columns import Column, Problem
from aidtrack.spreadsheets.tables.layouts import Record, Table
from aidtrack.store.rules import broken_rules, rules_of
from pairings.models import Pairing, Scheme, ref_validator
from pairings.querysets import visible_rows
from reports.loads.batches import Batch
from reports.loads.kinds.pairings.edges import FURTHER, NAMES, Edges
from reports.loads.names.cells import Naming
from reports.loads.names.organisations import organisations
from reports.loads.names.parties import Party, plain
from reports.loads.plans import Context, FileKind, Plan, Tables, consumed


def _longest(name: str) -> int:
    return Pairing._meta.get_field(name).max_length


COLUMNS = (
    Column("scheme", ("结对制度", "结对体系", "对口支援体系", "scheme"), "text"),
    Column(
        "supporter",
        ("支援方", "支援省市", "援疆省市", "对口支援省市", "援助方", "supporter"),
        "names",
        required=True,
        filled=True,
    ),
    Column(
        "recipient",
        ("受援方", "受援地", "受援地区", "受援县市", "受援单位", "recipient"),
        "names",
        required=True,
        filled=True,
    ),
    Column("ref", ("结对编号", "编号", "reference", "ref"), "code", longest=_longest("ref")),
    Column(
        "agreement_number",
        ("协议编号", "协议号", "agreement number"),
        "code",
        longest=_longest("agreement_number"),
    ),
    Column("signed_on", ("签订日期", "签署日期", "签订时间", "signed on"), "day"),
    Column("starts_on", ("开始日期", "起始日期", "开始时间", "starts on"), "day", month="first"),
    Column("ends_on", ("结束日期", "终止日期", "结束时间", "ends on"), "day", month="last"),
    Column("document", ("协议", "协议名称", "agreement"), "text", longest=_longest("document")),
    Column("team", ("团队", "团队式", "team"), "text", longest=_longest("team")),
    Column("serial", ("序号", "no.", "serial number"), "text"),
)


def plan(tables: Tables, context: Context) -> Plan:
    planning = PairingPlanner(context)
    for table in tables["pairings"]:
        for record in consumed(table):
            planning.look_at(table, record)
    file_plan = planning.plan
    file_plan.problems += planning.naming.problems
    file_plan.unknown = planning.naming.unknown(may_create=True)
    file_plan.batches = [planning.organisations, planning.batch]
    return file_plan


class PairingPlanner:
    def __init__(self, context: Context):
        self.plan = Plan()
        self.naming = Naming(context.user, context.chosen("organisations"))
        self.organisations = organisations(context, self.naming, self.plan.problems)
        schemes = list(visible_rows(Scheme.objects.all(), context.user))
        self.schemes = {
            plain(name): scheme
            for scheme in schemes
            for name in (scheme.name_en, scheme.name, scheme.code)
            if name
        }
        chosen = context.chosen("scheme")
        only = schemes[0] if len(schemes) == 1 else None
        self.usual = self.schemes.get(plain(chosen)) if chosen else only
        self.edges = Edges(context)
        self.batch = Batch(Pairing, NAMES, lambda row: row["ref"], labels=self._labels(schemes))
        self.rules = rules_of(Pairing)

    def _labels(self, schemes) -> dict[str, Mapping[int, str]]:
        parties = {pk: party.label for pk, party in self.naming.parties.by_id.items()}
        return {
            "scheme_id": {scheme.pk: scheme.label for scheme in schemes},
            "supporter_id": parties,
            "recipient_id": parties,
        }

    def look_at(self, table: Table, record: Record):
        problems: list[Problem] = []
        scheme = self._scheme(table, record, problems)
        pairs = list(self._pairs(table, record))
        if record.values.get("ref") and len(pairs) > 1:
            problems.append(
                table.problem(
                    record,
                    "ref",
                    _t("No reference where a row covers several pairings."),
                    _t("Leave it blank, or enter one pairing per row."),
                )
            )
        for supporter, recipient in pairs if scheme and not problems else ():
            problems += self._edge(table, record, scheme, supporter, recipient)
        self.plan.problems += problems

    def _scheme(self, table: Table, record: Record, problems: list[Problem]) -> Scheme | None:
        scheme_name = record.values.get("scheme")
        scheme = self.schemes.get(plain(scheme_name)) if scheme_name else self.usual
        if scheme is None and not table.may_hold("scheme"):
            names = _t(", ").join(dict.fromkeys(s.label for s in self.schemes.values()))
            problems.append(
                table.problem(
                    record,
                    "scheme",
                    _t("A scheme: %(names)s.") % {"names": names},
                    _t("Enter its code or name, or choose it when uploading."),
                )
            )
        return scheme

    def _pairs(self, table: Table, record: Record) -> Iterator[tuple[Party, Party]]:
        sides = []
        for column in ("supporter", "recipient"):
            names = record.values.get(column) or ()
            parties = [self.naming.find(table, record, column, name) for name in names]
            sides.append([party for party in parties if party])
        return product(*sides)

    def _edge(
        self, table: Table, record: Record, scheme: Scheme, supporter: Party, recipient: Party
    ) -> list[Problem]:
        """Adds the row of one pairing, or returns its problems."""
        new_values = {n: record.values[n] for n in FURTHER if record.values.get(n) is not None}
        if ref := record.values.get("ref"):
            new_values["ref"] = ref
        new_values |= {
            "scheme_id": scheme.pk,
            "supporter_id": supporter.pk,
            "recipient_id": recipient.pk,
        }
        problems = []
        try:
            stored = self.edges.stored_for(new_values, record.values.get("ref"))
        except LookupError as why:
            column, expected, mend = why.args
            return [table.problem(record, column, expected, mend)]
        whole = self.edges.whole(new_values, stored, scheme, supporter.ref, recipient.ref)
        if not ref_validator.regex.search(whole["ref"]) or len(whole["ref"]) > _longest("ref"):
            problems.append(
                table.problem(record, "ref", _t("A reference."), str(ref_validator.message))
            )
        for rule in broken_rules(self.rules, whole):
            name = next((n for n in rule.fields if n in new_values), "recipient")
            name = name.removesuffix("_id")
            mend = _t("Correct one of the values.")
            problems.append(table.problem(record, name, str(rule.sentence), mend))
        if clashing_ref := self.edges.clash(whole):
            problems.append(
                table.problem(
                    record,
                    "starts_on" if record.values.get("starts_on") else "recipient",
                    _t("A period in which the two are not yet paired."),
                    _t("The two are already paired by %(ref)s in that period: end it first.")
                    % {"ref": clashing_ref},
                )
            )
        if problems or record.problems:
            return problems
        self.edges.take(whole)
        if stored is None:
            self.batch.create(whole)
        else:
            self.batch.change(stored["id"], stored, new_values)
        return []


PAIRINGS = FileKind(
    "pairings",
    _("pairings"),
    {"pairings": COLUMNS},
    "load",
    plan,
    options=("scheme",),
)
