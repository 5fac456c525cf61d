"""A step tells who submitted it for approval and for whom somebody stood in. Acts from before tell neither."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("casework", "0005_licences")]
    operations = [
        migrations.AddField(
            "step",
            "submitted_by",
            models.CharField(blank=True, default="", max_length=80, verbose_name="提交人"),
            preserve_default=False,
        ),
        migrations.AddField(
            "step",
            "stands_for",
            models.CharField(blank=True, default="", max_length=80, verbose_name="代谁办理"),
            preserve_default=False,
        ),
    ]
