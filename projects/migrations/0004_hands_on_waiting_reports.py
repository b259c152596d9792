# Whoever submits a report or adds a file to it is among its authors from now on. Of reports that
# are not verified yet, their files and the history tell who did so before.

from django.db import migrations


def add_authors(apps, schema_editor):
    waiting_reports = apps.get_model('projects', 'StatusReport').objects.exclude(state='verified')
    waiting = {report.pk: report for report in waiting_reports}
    for file in apps.get_model('projects', 'Evidence').objects.filter(report__isnull=False):
        if file.report_id in waiting:
            waiting[file.report_id].authors.add(file.added_by_id)
    entries = apps.get_model('auditlog', 'LogEntry').objects.filter(
        content_type__app_label='projects',
        content_type__model='statusreport',
        actor__isnull=False,
    )
    for entry in entries.iterator():
        new_state = (entry.changes or {}).get('state', [None])[-1]
        if new_state == 'submitted' and entry.object_id in waiting:
            waiting[entry.object_id].authors.add(entry.actor_id)


class Migration(migrations.Migration):

    dependencies = [
        ('auditlog', '0017_add_actor_email'),
        ('contenttypes', '0002_remove_content_type_name'),
        ('projects', '0003_reason_of_a_transfer'),
    ]

    operations = [
        migrations.RunPython(add_authors, migrations.RunPython.noop, elidable=True),
    ]
