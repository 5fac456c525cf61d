from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("casework", "0006_who_submitted")]
    operations = [
        migrations.AddField(
            "decision",
            "amount",
            models.DecimalField(decimal_places=2, max_digits=14, null=True, verbose_name="征收、给付、收费、补偿、执行等数额（元）"),
        ),
    ]
