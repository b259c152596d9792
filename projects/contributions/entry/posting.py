"""A contribution as it was typed: read back, asked about, then saved or shown beside another's."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from aidtrack.web.overwriting import last_change, overwriting_refusal, stored_now
from aidtrack.web.refusing import refusal_in_form
from projects.contributions.entry.forms import ContributionForm, QuantityForm, begun_with
from projects.contributions.entry.questions import (
    AS_ENTERED,
    PERSON_TIMES,
    AidQuestion,
    unanswered,
)
from projects.contributions.entry.saving import (
    ContributionChanged,
    QuantityRefused,
    save_contribution,
)
from projects.contributions.quantities import quantity_words
from projects.models import Contribution, CountingUnit, Quantity

# What the names of posted answers to questions begin with.
ANSWER = "answer "


@dataclass
class ContributionEntry:
    """The form of a contribution and the lines of its quantities, bound to ``data`` after a post.

    ``unlisted`` are stored quantities that have no line here, and stay as they are.
    """

    form: ContributionForm
    rows: list[QuantityForm]
    data: Mapping[str, str] = field(default_factory=dict)
    stored: Contribution | None = None
    unlisted: list[Quantity] = field(default_factory=list)
    questions: list[AidQuestion] = field(default_factory=list)
    # What was read from the lines: it is saved once it was on show.
    read: str = ""
    # Whether somebody else saved in between, so that the next save overwrites on purpose.
    is_overwriting: bool = False

    @property
    def answers(self) -> dict[str, str]:
        """{code of a question: its answer}, as posted."""
        start = self.form.add_prefix(ANSWER)
        return {
            name.removeprefix(start): self.data[name]
            for name in self.data
            if name.startswith(start) and self.data[name] in (AS_ENTERED, PERSON_TIMES)
        }

    def save(self, *, user, submits: bool = False) -> Contribution | None:
        """None where it is refused, asked about or to be read back first; the forms say which."""
        self.read = read_mark(self.rows)
        if not all([self.form.is_valid(), *(row.is_valid() for row in self.rows)]):
            return None
        quantities = self._quantities()
        values = self.form.row_values() | {"answers": self.answers}
        contribution = Contribution(**values)
        _count_person_times(contribution, quantities)
        self.questions = unanswered(contribution, list(quantities.values()))
        is_read_back = self.data.get(self.form.add_prefix("read"), "") == self.read
        if self.questions or not is_read_back:
            return None
        return self._saved(values, quantities, user=user, submits=submits)

    def _quantities(self) -> dict[int, Quantity]:
        """By the number of the line; those without one first, behind the last number."""
        quantities = dict(enumerate(self.unlisted, len(self.rows)))
        quantities |= {number: row.quantity() for number, row in enumerate(self.rows)}
        return {number: quantity for number, quantity in quantities.items() if quantity}

    def _saved(self, values, quantities, *, user, submits) -> Contribution | None:
        with refusal_in_form(self.form):
            try:
                return save_contribution(
                    user=user,
                    values=values,
                    quantities=quantities,
                    key=self.form.cleaned_data["key"],
                    stored=self.stored,
                    seen_version=self.form.cleaned_data["version"] or 0,
                    submits=submits,
                )
            except QuantityRefused as refusal:
                row = self.rows[min(refusal.number, len(self.rows) - 1)]
                row.add_error("done", refusal.sentences)
            except ContributionChanged as changed:
                self._show_both(changed.contribution)
        return None

    def _show_both(self, current: Contribution):
        """Tells at each field that differs what is stored now; saved again, the typed one holds."""
        form, stored = self.form, begun_with(current)
        for name in stored.keys() & form.fields.keys() - {"version", "replaces"}:
            if form.fields[name].has_changed(stored[name], form[name].data):
                form.add_error(name, stored_now(_stored_words(form, name, stored[name])))
        form.add_error(None, overwriting_refusal(*last_change(current)))
        for quantity in self._show_quantities(current):
            form.add_error(None, stored_now(quantity_words(quantity)))
        form.data = form.data.copy()
        form.data[form.add_prefix("version")] = current.version
        self.is_overwriting = True

    def _show_quantities(self, current: Contribution) -> list[Quantity]:
        """Tells at each line what is stored now; returns the quantities that have no line."""
        left_over = {_whose(q): q for q in current.quantities.select_related("counting_unit")}
        for quantity in self.unlisted:
            left_over.pop(_whose(quantity), None)
        for row in self.rows:
            typed = row.quantity()
            stored = left_over.pop(_whose(typed), None) if typed else None
            if typed and (stored is None or _numbers(typed) != _numbers(stored)):
                row.add_error("done", stored_now(quantity_words(stored)))
        return list(left_over.values())


def read_mark(rows: list[QuantityForm]) -> str:
    return " | ".join(filter(None, (row.read_back for row in rows)))


def _whose(quantity: Quantity) -> tuple:
    return quantity.counting_unit_id, quantity.of_whom


def _numbers(quantity: Quantity) -> tuple:
    return quantity.planned, quantity.low, quantity.high, quantity.printed


def _stored_words(form, name: str, value) -> str:
    return str(dict(getattr(form.fields[name], "choices", ())).get(value, value) or "—")


def _count_person_times(contribution: Contribution, quantities: dict):
    """Takes the other unit where that is what the person answered."""
    questions = unanswered(Contribution(**_asked_of(contribution)), list(quantities.values()))
    chosen = {
        question.code
        for question in questions
        if contribution.answers.get(question.code) == PERSON_TIMES
    }
    if not chosen:
        return
    person_times = CountingUnit.objects.get(code=PERSON_TIMES)
    for quantity in quantities.values():
        number = quantity.low if quantity.low is not None else quantity.planned
        code = f"person times {number.normalize():f} {quantity.of_whom}".strip()
        if code in chosen and quantity.counting_unit.code == "person":
            quantity.counting_unit = person_times


def _asked_of(contribution: Contribution) -> dict:
    names = ("form", "starts_on", "ends_on", "precision")
    return {name: getattr(contribution, name) for name in names}
