# Transfers that were there before acceptance was recorded go on counting, as opening balances.

from django.db import migrations

TOGETHER = 2000


def accept_as_opening(apps, schema_editor):
    acceptances = apps.get_model('projects', 'Acceptance').objects
    transfers = apps.get_model('projects', 'Transfer').objects.filter(acceptance=None)
    rows = (
        acceptances.model(transfer_id=number, kind='opening', accepted_at=recorded_at)
        for number, recorded_at in transfers.order_by('pk').values_list('pk', 'recorded_at')
    )
    acceptances.bulk_create(rows, batch_size=TOGETHER)


class Migration(migrations.Migration):

    dependencies = [
        ('projects', '0008_money_by_two'),
    ]

    operations = [
        migrations.RunPython(accept_as_opening, migrations.RunPython.noop),
    ]
