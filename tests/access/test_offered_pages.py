"""No page that the navigation offers somebody is empty for good, whoever they are."""

from datetime import UTC, date, datetime

import pytest

from pairings.access.navigation import HISTORY, groups_of
from pairings.models import Organisation, Role
from reports.thresholds import WarningTest
from tests import make
from tests.cast.sides import JUNE, Sides

pytestmark = [pytest.mark.django_db, pytest.mark.once]

# What a page says that holds nothing for its reader.
NOTHING = ('class="empty"', 'class="panel empty"', "You have no reports to enter")
PARTIES = ("giver", "front", "row", "county")


class Everything(Sides):
    """Both sides with a closed month and an open one, money at every level, tables and a file."""

    def __init__(self):
        super().__init__()
        self.record(on=JUNE, accepted=True)
        self.at_project(on=JUNE, accepted=True)
        july = make.reporting_month(
            self.programme, closed_at=datetime(2011, 8, 6, tzinfo=UTC), through_before=None
        )
        make.status_report(self.project, july, state="verified")
        august = make.reporting_month(self.programme, month=date(2011, 8, 1))
        make.status_report(self.project, august, state="submitted", entered_by=self.office)
        make.published_figure(make.published_table("table-2"))
        make.given(1, pairing=self.project.lead_pairing)
        make.warning_rule(WarningTest.START_OVERDUE, 1, 92)
        late = {"planned_start_on": date(2011, 5, 1)}
        make.project(self.programme, lead_pairing=self.project.lead_pairing, **late)
        make.task(project=self.project, responsible=self.county)
        make.meeting(convener=self.row).attending.set([self.giver, self.county])

    def party(self, name: str) -> Organisation:
        if name == "front":
            return self.front.memberships.get().organisation
        return getattr(self, name)


def offered_pages(user):
    """Without the ready lists of the history, which are tested with what they list."""
    groups = [group for group in groups_of(user) if group is not HISTORY]
    return [page for group in groups for page in group.pages if page.is_usable(user)]


def says_nothing(client, page) -> bool:
    main = client.get(page.address).content.decode().partition("<main")[2]
    return any(words in main for words in NOTHING)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("party", PARTIES)
def test_no_page_that_somebody_is_offered_is_empty_for_good(client, party, role):
    everything = Everything()
    user = make.member(role, everything.party(party))
    make.load(uploaded_by=user)
    client.force_login(user)
    client.cookies["django_language"] = "en"

    pages = offered_pages(user)

    assert len(pages) >= 9
    assert [page.name for page in pages if says_nothing(client, page)] == []
