"""Recordings beside the step that they record: whether it must be recorded throughout, and what covers it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0009_papers"),
    ]

    operations = [
        migrations.AddField("step", "recording", models.CharField(blank=True, max_length=12, verbose_name="须全程音像记录")),
        migrations.AddField("step", "recordings", models.JSONField(default=list, verbose_name="音像记录")),
        migrations.AddField("evidence", "recorded", models.JSONField(default=dict, verbose_name="记录起止")),
    ]
