"""What would count in a closed month is not verified without leave: its figures stay."""

from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import hypothesis
import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings, strategies as st

from aidtrack.values.refusals import Refused
from pairings.models import Scheme
from projects.contributions.changes import observed_changes, of_pairing
from projects.contributions.closed_months import SchemesOfParties, sentences
from projects.contributions.entry.saving import decide, save_contribution
from projects.contributions.given import in_post, lines, quantities
from projects.contributions.indicators.verification import send_back, verify
from projects.models import Contribution, Observation, Quantity, ReportingMonth
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


def observed(office, low=5, **fields) -> Observation:
    """One of the end of June, entered by the recorder; of the pairing unless named so."""
    subject = {} if set(fields) & set(Observation.SUBJECTS) else {"pairing": office.edge}
    values = {"on": JUNE_30, "role": "actual", "entered_by": office.recorder, **subject, **fields}
    return make.observation(low=low, provenance="recorded", **values)


def verify_observation(office, row) -> Observation:
    verify([row.pk], user=office.reviewer)
    row.refresh_from_db()
    return row


SUBJECTS = {
    "pairing": lambda office: office.edge,
    "scheme": lambda office: office.edge.scheme,
    "organisation": lambda office: office.edge.recipient,
    "project": lambda office: make.project(lead_pairing=office.edge, programme=office.programme),
}


@pytest.mark.parametrize("name", SUBJECTS)
def test_what_is_observed_in_a_closed_month_is_verified_by_an_exemption_only(office, name):
    row = observed(office, **{name: SUBJECTS[name](office)})
    with pytest.raises(Refused, match="2013-06"):
        verify_observation(office, row)

    office.exempt()

    assert verify_observation(office, row).is_valid


def test_the_schemes_of_a_party_are_those_whose_pages_gather_what_is_observed_of_it(office):
    giving, taking, naming = (make.scheme(code) for code in ("GIVING", "TAKING", "NAMING"))
    party, group = make.organisation(), make.organisation(scheme=naming, is_collective=True)
    make.pairing(scheme=giving, supporter=party)
    make.pairing(scheme=taking, recipient=party)
    make.pairing(scheme=giving, recipient=group)
    asked, unasked = make.indicator(), make.indicator()
    asked.schemes.add(taking)

    for organisation in (party, group, office.edge.recipient):
        for indicator in (asked, unasked):
            row = make.observation(indicator, organisation=organisation)
            own = Observation.objects.filter(pk=row.pk)
            gathering = {s.pk for s in Scheme.objects.all() if own.filter(own.gathered_by(s))}
            assert SchemesOfParties([row]).of(row) == gathering


def test_an_exemption_of_another_pairing_is_no_leave_to_observe(office):
    other = make.pairing(scheme=office.edge.scheme, recipient=make.organisation("OTHER"))
    make.membership(user=office.recorder, organisation=other.recipient, role="recorder")
    office.exempt(pairing=other)

    for name in ("pairing", "organisation", "project"):
        with pytest.raises(Refused):
            verify_observation(office, observed(office, **{name: SUBJECTS[name](office)}))


def test_a_party_is_observed_in_the_months_of_the_schemes_that_ask(office):
    party, other = office.edge.recipient, make.scheme("OTHER")
    make.pairing(scheme=other, recipient=party)
    in_both, elsewhere = make.indicator(), make.indicator()
    in_both.schemes.set([office.edge.scheme, other])
    elsewhere.schemes.set([other])

    with pytest.raises(Refused):
        verify_observation(office, observed(office, indicator_=in_both, organisation=party))

    row = observed(office, indicator_=elsewhere, organisation=party)
    assert verify_observation(office, row).is_valid


def test_a_correction_of_the_month_is_verified_one_of_what_only_waited_is_not(office):
    make_valid = {"reviewed_by": office.reviewer, "reviewed_at": timezone.now()}
    row = observed(office, **make_valid)
    waiting = observed(office, 6, on=date(2013, 6, 29))
    late = observed(office, on=date(2013, 7, 31), indicator_=row.indicator, **make_valid)

    for other in (waiting, late):
        with pytest.raises(Refused):
            replacement = {"indicator_": other.indicator, "replaces": other}
            verify_observation(office, observed(office, 7, **replacement))
    assert verify_observation(
        office, observed(office, 8, indicator_=row.indicator, replaces=row)
    ).is_valid


def test_of_several_none_is_verified_where_one_may_not_be(office):
    rows = [observed(office, on=date(2013, 7, 1)), observed(office)]

    with pytest.raises(Refused):
        verify([row.pk for row in rows], user=office.reviewer)

    assert Observation.objects.awaiting_review().count() == 2
    assert send_back([rows[1].pk], user=office.reviewer, reason="核对") == 1


def test_the_review_page_says_which_observation_would_count_in_a_closed_month(client, office):
    observed(office)
    client.force_login(office.reviewer)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"

    page = client.get("/contributions/review/")

    assert "It counts in 2013-06" in words(page)
    assert 'value="verify"' not in page.content.decode()
    assert 'value="return"' in page.content.decode()


@pytest.mark.parametrize("name", SUBJECTS)
def test_the_sentences_of_three_take_as_many_queries_as_of_one(
    office, name, django_assert_max_num_queries
):
    subject = {name: SUBJECTS[name](office)}
    for n in range(3):
        observed(office, n + 1, **subject)
        office.submitted()
    observations = list(Observation.objects.with_subjects())
    contributions = list(Contribution.objects.for_list(on=JULY).select_related("entered_by"))

    with django_assert_max_num_queries(7):
        assert len(sentences(observations, on=JULY)) == 3
    with django_assert_max_num_queries(3):
        assert len(sentences(contributions, on=JULY)) == 3


@pytest.mark.parametrize("name", SUBJECTS)
def test_a_month_does_not_close_while_one_of_its_observations_waits(office, name):
    row = observed(office, on=JULY, **{name: SUBJECTS[name](office)})
    other = make.programme("other", scheme=make.scheme("OTHER"), **SUMMER)
    observed(office, on=JULY, project=make.project(programme=other))
    with pytest.raises(Refused, match="1"):
        close_month(user=office.administrator, month=office.july)

    verify_observation(office, row)

    closed = close_month(user=office.administrator, month=office.july, reason="缺报")
    assert closed.is_closed


# Deeds by name, and how often each is tried.
DEEDS = ["enter", *["verify_one"] * 3, "send_back", "change", "replace", "close", "reopen"]
DEEDS += ["observe", "observe", "verify_observed", "verify_observed", "correct"]
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
        promises = [
            (str(line.done), line.promised, str(line.kept_rate))
            for line in counted
            if line.group == "service" and line.promised
        ]
        posted = [line.promised for line in counted if line.group == "secondment" and line.promised]
        changes = observed_changes(of_pairing(self.edge), on=month.ends_on, user=None)
        ends = [(str(change.before), str(change.after)) for change in changes]
        return promises, posted, str(in_post(rows, on=month.ends_on)), ends

    def closed(self) -> dict:
        months = ReportingMonth.objects.exclude(closed_at=None)
        return {month.pk: self.figures(month) for month in months}

    def act(self, deed, i, day, length):
        before, replaced = self.closed(), self.replaced()
        with suppress(Refused), transaction.atomic():
            getattr(self, deed)(i, JUNE + timedelta(days=day), timedelta(days=length))
        after = self.closed()
        # What somebody replaced moves by its replacement.
        days = [day for pk, day in self.replaced().items() if pk not in replaced]
        still_closed = [
            month
            for month in ReportingMonth.objects.filter(pk__in=before.keys() & after.keys())
            if all(day > month.ends_on for day in days)
        ]
        assert [after[m.pk] for m in still_closed] == [before[m.pk] for m in still_closed]

    def replaced(self) -> dict:
        """The days of what was verified and counts no longer."""
        contributions = Contribution.objects.filter(state="verified")
        left = contributions.exclude(pk__in=contributions.counting().values("pk"))
        observations = [row for row in Observation.objects.all() if row.is_valid]
        counting = set(Observation.objects.counting().values_list("pk", flat=True))
        gone = [row for row in observations if row.pk not in counting]
        return {(type(row), row.pk): row.counts_on for row in [*left, *gone]}

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
            month = ReportingMonth.objects.filter(month=row.counts_on.replace(day=1)).first()
            if month and not month.is_closed:
                self.submitted(replaces=row, form=row.form, starts_on=on, ends_on=on + length)

    def observe(self, i, on, _length):
        subject = {"pairing": self.edge} if i % 2 else {"organisation": self.edge.recipient}
        observed(self, i, on=on, indicator_=make.indicator("income"), **subject)

    def verify_observed(self, i, *_rest):
        rows = list(Observation.objects.awaiting_review().order_by("-pk")[:5])
        verify([row.pk for row in rows[i : i + 2]], user=self.reviewer)

    def correct(self, i, on, _length):
        """By one of another day: of what only waited, or holds in an open month."""
        closed = ReportingMonth.objects.exclude(closed_at=None).order_by("-month").first()
        last_day = closed.ends_on if closed else date.min
        rows = Observation.objects.filter(replaced_by=None).order_by("-pk")
        rows = [row for row in rows if row.on > last_day or not row.is_valid]
        if rows:
            row = rows[i % len(rows)]
            subject = {"pairing": row.pairing, "organisation": row.organisation}
            observed(self, i + 9, on=on, indicator_=row.indicator, replaces=row, **subject)

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
