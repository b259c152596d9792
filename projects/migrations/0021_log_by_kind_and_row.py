"""An index of the change log by the kind of a row and its id, by which histories look entries up.

The log belongs to django-auditlog, whose own index of ids holds the rows of all kinds together.
"""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('auditlog', '0017_add_actor_email'),
        ('projects', '0020_problem_type'),
    ]

    operations = [
        migrations.RunSQL(
            'CREATE INDEX log_by_kind_and_row ON auditlog_logentry (content_type_id, object_id)',
            'DROP INDEX log_by_kind_and_row',
        ),
    ]
