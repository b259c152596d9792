"""What counts of a project, kept by hand: the oracle of the law that money counts by two."""

from dataclasses import dataclass, field
from datetime import date

ENDS = [date(2011, 7, 31), date(2011, 8, 31)]


def first_day(on: date) -> date:
    return on.replace(day=1)


@dataclass
class Recorded:
    """A transfer as the ledger knows it: it waits, waits late, counts or is gone."""

    amount: int
    on: date
    recorder: object
    side: str
    standing: str = "waits"


@dataclass
class Ledger:
    """What counts of one project, entry by entry: (day, yuan)."""

    entries: list = field(default_factory=list)
    waiting: list = field(default_factory=list)
    claims: dict = field(default_factory=dict)
    # Of each month the verifications that stand, as (claim before, entries, accepted transfers).
    verified: dict = field(default_factory=lambda: {0: [], 1: []})

    def total(self, on) -> int:
        return sum(amount for day, amount in self.entries if day <= on)

    def accept(self, recorded):
        recorded.standing = "counts"
        self.waiting.remove(recorded)
        self.entries.append((recorded.on, recorded.amount))

    def drop(self, recorded, on):
        if recorded.standing == "counts":
            self.entries.append((on, -recorded.amount))
        elif recorded.standing == "waits":
            self.waiting.remove(recorded)
        recorded.standing = "gone"

    def wait_for_release(self, recorded):
        recorded.standing = "late"
        self.waiting.remove(recorded)

    def release(self, recorded):
        recorded.standing = "counts"
        self.entries.append((recorded.on, recorded.amount))

    def verify(self, i, claim, *, closed=()):
        """``closed`` are the first days of closed months: money of these has its own release."""
        first, before = len(self.entries), self.claims.get(i)
        later = [(ENDS[month], self.total(ENDS[month])) for month in self.claims if month > i]
        accepted = self.settle(claim, date.min, ENDS[i], closed)
        for end, amount in later:
            accepted += self.settle(amount, ENDS[i], end, closed)
        self.claims[i] = claim
        self.verified[i].append((before, self.entries[first:], accepted))

    def settle(self, claim, after, end, closed) -> list:
        reached = [r for r in self.waiting if after < r.on <= end and first_day(r.on) not in closed]
        accepted = []
        for recorded in sorted(reached, key=lambda r: r.on):
            if recorded.amount > claim - self.total(end):
                break
            self.accept(recorded)
            accepted.append(recorded)
        self.entries.append((end, claim - self.total(end)))
        return accepted

    def take_back(self, i):
        before, entries, accepted = self.verified[i].pop()
        self.entries += [(day, -amount) for day, amount in entries]
        del self.claims[i]
        if before is not None:
            self.claims[i] = before
        for recorded in reversed(accepted):
            recorded.standing = "waits"
            self.waiting.append(recorded)
