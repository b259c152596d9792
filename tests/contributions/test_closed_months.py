"""What would count in a closed month is not verified without leave: its figures stay."""

from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import hypothesis
import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings, strategies as st

from aidtrack.values.refusals import Refused
from projects.contributions.entry.saving import decide, save_contribution
from projects.contributions.given import in_post, lines, quantities
from projects.models import Contribution, Quantity, ReportingMonth
from projects.month.rounds import close_month, grant_exemption, reopen_month
from tests import make
from tests.tools.reading import words

pytestmark = pytest.mark.django_db
JUNE, JULY, AUGUST = date(2013, 6, 1), date(2013, 7, 1), date(2013, 8, 1)
JUNE_30 = date(2013, 6, 30)
SUMMER = {"starts_on": JUNE, "ends_on": date(2013, 8, 31), "reported_through": None}
IN_JUNE = {"starts_on": date(2013, 6, 3), "ends_on": date(2013, 6, 5)}


class Office:
    """A pairing of a scheme whose programme has June closed and July open."""

    def __init__(self):
        self.edge = make.pairing()
        years = {"starts_on": date(2013, 1, 1), "ends_on": date(2015, 12, 31)}
        years["reported_through"] = None
        self.programme = make.programme("unions", scheme=self.edge.scheme, **years)
        self.june = make.reporting_month(self.programme, JUNE)
        self.july = make.reporting_month(self.programme, JULY)
        self.august = make.reporting_month(self.programme, AUGUST)
        self.recorder = make.member("recorder", self.edge.recipient)
        self.reviewer = make.member("reviewer", self.edge.recipient)
        self.administrator = make.administrator()
        close_month(user=self.administrator, month=self.june)

    def submitted(self, low=5, **fields) -> Contribution:
        values = {"pairing": self.edge, "entered_by": self.recorder, **IN_JUNE, **fields}
        row = make.contribution(state="submitted", **values)
        unit = make.counting_unit("person" if row.is_stock else "session")
        make.quantity(row, unit, low, planned=low + 3)
        return row

    def verify(self, row) -> Contribution:
        return decide(user=self.reviewer, contribution=row, seen_version=row.version, verifies=True)

    def exempt(self, **reach):
        return grant_exemption(
            user=self.administrator,
            month=ReportingMonth.objects.get(pk=self.june.pk),
            to=self.recorder,
            until=date(2099, 1, 1),
            reason="漏报",
            key=uuid4(),
            **(reach or {"pairing": self.edge}),
        )


@pytest.fixture
def office():
    return Office()


@pytest.mark.parametrize(
    ("fields", "is_closed"),
    [
        (IN_JUNE, True),
        ({"starts_on": date(2013, 1, 1), "ends_on": JUNE_30}, True),
        ({"starts_on": date(2013, 6, 3), "ends_on": JULY}, False),
        ({"starts_on": None, "ends_on": JUNE_30, "precision": "by"}, True),
        (
            {"starts_on": date(2013, 1, 1), "ends_on": date(2013, 12, 31), "precision": "year"},
            False,
        ),
        ({"starts_on": date(2012, 5, 1), "ends_on": date(2012, 5, 2)}, True),
        ({"starts_on": None, "ends_on": None, "precision": "unknown"}, False),
        ({"form": "secondment", "starts_on": JUNE, "ends_on": None}, True),
        ({"form": "secondment", "starts_on": JULY, "ends_on": date(2013, 7, 9)}, False),
    ],
)
def test_what_counts_in_a_closed_month_is_not_verified(office, fields, is_closed):
    row = office.submitted(**fields)

    if is_closed:
        with pytest.raises(Refused, match="2013-06"):
            office.verify(row)
    else:
        assert office.verify(row).state == "verified"


def test_it_is_returned_as_any_other(office):
    row = office.submitted()

    returned = decide(
        user=office.reviewer, contribution=row, seen_version=1, verifies=False, reason="重复"
    )

    assert returned.state == "returned"


def test_a_month_that_came_with_its_programme_is_closed_too(office):
    make.loaded_month(office.programme, date(2013, 5, 1))

    with pytest.raises(Refused, match="2013-05"):
        office.verify(office.submitted(starts_on=date(2013, 5, 2), ends_on=date(2013, 5, 3)))


def test_an_exemption_for_the_month_is_the_leave(office):
    row = office.submitted()
    other = make.pairing(scheme=office.edge.scheme, recipient=office.edge.recipient)
    office.exempt(pairing=other)
    with pytest.raises(Refused):
        office.verify(row)

    office.exempt()

    assert office.verify(row).state == "verified"


@pytest.mark.parametrize("reach", ["pairing", "office"])
def test_of_a_scheme_as_a_whole_any_exemption_of_the_month_is_leave(office, reach):
    row = office.submitted(pairing=None, scheme=office.edge.scheme)
    with pytest.raises(Refused):
        office.verify(row)

    office.exempt(**{reach: office.edge if reach == "pairing" else office.edge.recipient})

    assert office.verify(row).state == "verified"


def test_what_replaces_one_of_the_same_month_is_its_correction(client, office):
    row = make.contribution(pairing=office.edge, state="verified", **IN_JUNE)
    later = make.contribution(
        pairing=office.edge, state="verified", starts_on=JULY, ends_on=date(2013, 7, 2)
    )

    corrected = office.verify(office.submitted(replaces=row))

    with pytest.raises(Refused):
        office.verify(office.submitted(replaces=later))
    client.force_login(office.recorder)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    page = words(client.get(row.get_absolute_url()))
    assert "This entry no longer counts: since" in page and corrected.ref in page


def test_pages_say_so_before_anybody_tries(client, office):
    row = office.submitted()
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"

    for user, address in [
        (office.recorder, row.get_absolute_url()),
        (office.reviewer, row.get_absolute_url()),
        (office.reviewer, "/contributions/review/"),
    ]:
        client.force_login(user)
        page = client.get(address)
        assert "It counts in 2013-06" in words(page)
        assert 'value="verify"' not in page.content.decode()


def test_a_month_does_not_close_while_one_of_its_contributions_waits(office):
    in_july = {"starts_on": JULY, "ends_on": date(2013, 7, 2)}
    row = office.submitted(**in_july)
    other = make.programme("other", scheme=office.edge.scheme, **SUMMER)
    office.submitted(programme=other, **in_july)
    with pytest.raises(Refused, match="1"):
        close_month(user=office.administrator, month=office.july)

    office.verify(row)

    assert close_month(user=office.administrator, month=office.july).is_closed


# Deeds by name, and how often each is tried.
DEEDS = ["enter", *["verify_one"] * 3, "send_back", "change", "replace", "close", "reopen"]
steps = st.lists(
    st.tuples(
        st.sampled_from(DEEDS), st.integers(0, 4), st.integers(-40, 80), st.sampled_from([0, 1, 30])
    ),
    min_size=10,
    max_size=25,
)


class World(Office):
    """What is given of a pairing by the end of each closed month, looked at after each deed."""

    def figures(self, month) -> tuple:
        rows = Contribution.objects.filter(pairing=self.edge)
        counted = lines(quantities(rows, on=month.ends_on), lambda row: row.contribution.form)
        kept = [
            (str(line.done), line.promised, str(line.kept_rate))
            for line in counted
            if line.group == "service" and line.promised
        ]
        posted = [line.promised for line in counted if line.group == "secondment" and line.promised]
        return kept, posted, str(in_post(rows, on=month.ends_on))

    def closed(self) -> dict:
        months = ReportingMonth.objects.exclude(closed_at=None)
        return {month.pk: self.figures(month) for month in months}

    def act(self, deed, i, day, length):
        before = self.closed()
        with suppress(Refused), transaction.atomic():
            getattr(self, deed)(i, JUNE + timedelta(days=day), timedelta(days=length))
        after = self.closed()
        assert {pk: after[pk] for pk in before.keys() & after.keys()} == {
            pk: before[pk] for pk in before.keys() & after.keys()
        }

    def chosen(self, i, *states) -> Contribution:
        rows = list(Contribution.objects.filter(state__in=states).order_by("pk"))
        if not rows:
            raise Refused("nothing to choose")
        return rows[-1 - i % len(rows)]

    def enter(self, i, on, length):
        form = "secondment" if i % 2 else "service"
        self.submitted(low=i + 1, form=form, starts_on=on, ends_on=on + length)

    def verify_one(self, i, *_rest):
        self.verify(self.chosen(i, "submitted"))

    def change(self, i, on, length):
        row = self.chosen(i, "returned", "draft")
        values = {"scheme": row.scheme, "pairing": row.pairing, "starts_on": on}
        unit = row.quantities.get().counting_unit
        save_contribution(
            user=self.recorder,
            values=values | {"ends_on": on + length},
            quantities={
                0: Quantity(counting_unit=unit, planned=9, low=Decimal(9), high=Decimal(9))
            },
            key=uuid4(),
            stored=row,
            seen_version=row.version,
            submits=True,
        )

    def replace(self, i, on, length):
        """Takes the place of one that counts in an open month, or is of another one."""
        row = self.chosen(i, "verified")
        if not Contribution.objects.filter(replaces=row).exists() and row.counts_on > JUNE_30:
            month = ReportingMonth.objects.get(month=row.counts_on.replace(day=1))
            if not month.is_closed:
                self.submitted(replaces=row, form=row.form, starts_on=on, ends_on=on + length)

    def send_back(self, i, *_rest):
        row = self.chosen(i, "submitted")
        words = {"verifies": False, "reason": "核对"}
        decide(user=self.reviewer, contribution=row, seen_version=row.version, **words)

    def close(self, i, *_rest):
        close_month(user=self.administrator, month=[self.june, self.july, self.august][i % 3])

    def reopen(self, i, *_rest):
        month = [self.june, self.july, self.august][i % 3]
        reopen_month(user=self.administrator, month=month, reason="漏报")


@hypothesis.given(actions=steps)
@hypothesis.example(
    actions=[
        ("enter", 0, 2, 1),
        ("verify_one", 0, 0, 0),
        ("enter", 2, 35, 1),
        ("verify_one", 0, 0, 0),
        ("replace", 0, 3, 1),
        ("verify_one", 0, 0, 0),
        ("close", 1, 0, 0),
    ]
)
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
def test_figures_of_a_closed_month_stay_whatever_is_entered_after_it(actions):
    with transaction.atomic():
        world = World()
        for deed, *how in actions:
            world.act(deed, *how)
        transaction.set_rollback(True)
