"""July after the close, with rows that reported for it in full, in part, or not at all."""

from datetime import UTC, date, datetime

from tests import make

JULY = "?as_of=2011-07-31"
DUE = 44


def closed_july():
    """July, closed; the programme arrived with what is known through June."""
    month = make.reporting_month(
        closed_at=datetime(2011, 8, 6, tzinfo=UTC), through_before=date(2011, 6, 30)
    )
    programme = make.programme()
    programme.reported_through = date(2011, 7, 31)
    programme.save()
    return month


def lagging_row(ref, name, month, *, reported, due=DUE, place=None):
    """A row that lags behind on both rates, with verified reports on the first projects."""
    prefecture = make.prefecture(ref, name=name, short_name=name)
    region = make.region(f"region-{ref}", name_en=f"region {ref}")
    reporting = make.reporting_row(prefecture, region=region, map_column=place, map_row=place)
    pairing = make.pairing(recipient=make.county(reported_under=prefecture))
    make.reporting_unit(reporting, supporter=pairing.supporter)
    projects = [make.project(lead_pairing=pairing) for _n in range(due)]
    for project in projects[:reported]:
        make.status_report(project, month, state="verified")
    return pairing
