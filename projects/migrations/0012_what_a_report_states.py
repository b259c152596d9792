# A report knows which facts it states. The verified ones are replayed in the order in which they
# were verified, each written as it was then: not where a later month was verified already. Of those
# that wait, one states what it would have written. So no figure moves.

from calendar import monthrange

from django.db import migrations, models

DATES = ('started_on', 'completed_on', 'accepted_on', 'handed_over_on', 'cancelled_on')


def state(apps, schema_editor):
    reports = apps.get_model('projects', 'StatusReport').objects
    in_order = reports.select_related('project', 'month').order_by('project', 'month__month', 'pk')
    of_project = {}
    for report in in_order.iterator():
        of_project.setdefault(report.project_id, []).append(report)
    for some in of_project.values():
        of_verified(sorted(filter(is_verified, some), key=lambda report: report.reviewed_at))
        of_open(some)
        reports.bulk_update(some, ['stated'])
    # The form in which a stop was kept has changed: none of them is taken back any more.
    reports.filter(overwritten__isnull=False).update(overwritten=None)


def is_verified(report):
    return report.state == 'verified'


def of_verified(reports):
    last = None
    for report in reports:
        if last is not None and report.month.month < last.month.month:
            continue
        known = facts(last) if last else before_all(report)
        report.stated = changed(facts(report), known)
        last = report


def before_all(report):
    """What was known before the first report: what it overwrote, else what lay before its month."""
    first = text(report.month.month)
    days = {name: text(getattr(report, name)) for name in DATES}
    before = {name: day if day and day < first else None for name, day in days.items()}
    return before | ((report.overwritten or {}).get('dates') or {}) | {'stop': None}


def of_open(reports):
    last = None
    for report in reports:
        if is_verified(report):
            last = report
        elif report.state != 'submitted' or not has_later(report, reports):
            report.stated = changed(facts(report), known_of(report, last))


def has_later(report, reports):
    """Whether a later month was verified or waits: it would have written instead."""
    later = [other for other in reports if other.month.month > report.month.month]
    return any(other.state in ('submitted', 'verified') for other in later)


def known_of(report, last):
    """What was known of the facts of an open report; the last one verified is of its month or before."""
    if report.state != 'submitted' and last and last.month_id == report.month_id:
        return facts(last)
    days = {name: getattr(report.project, name) for name in DATES}
    if report.state != 'submitted':
        first = report.month.month
        end = first.replace(day=monthrange(first.year, first.month)[1])
        days = {name: day if day and day <= end else None for name, day in days.items()}
    return {name: text(day) for name, day in days.items()} | {'stop': stop_of(last)}


def facts(report):
    return {name: text(getattr(report, name)) for name in DATES} | {'stop': stop_of(report)}


def stop_of(report):
    if report is None:
        return None
    if report.stage == 'suspended':
        return f'{report.stopped_on or ""} {report.delay_reason} '
    return f'  {report.resumed_on}' if report.resumed_on else None


def changed(claimed, known):
    names = [name for name in claimed if claimed[name] != known[name]]
    return {name: known[name] for name in names if name != 'stop' or claimed[name] is not None}


def text(day):
    return f'{day}' if day else None


class Migration(migrations.Migration):

    dependencies = [
        ('projects', '0011_exemptions_of_pairings_offices_and_money'),
    ]

    operations = [
        migrations.AddField(
            model_name='statusreport',
            name='stated',
            field=models.JSONField(blank=True, default=dict, editable=False),
        ),
        migrations.RunPython(state, migrations.RunPython.noop, elidable=True),
    ]
