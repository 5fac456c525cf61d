"""Files that come in by parts."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("record", "0006_timestamps")]

    operations = [
        migrations.CreateModel(
            name="Upload",
            fields=[
                ("id", models.CharField(max_length=32, primary_key=True, serialize=False)),
                ("organ", models.CharField(max_length=18)),
                ("by", models.CharField(db_index=True, max_length=80)),
                ("filename", models.CharField(max_length=255)),
                ("size", models.BigIntegerField()),
                ("offset", models.BigIntegerField(default=0)),
                ("claimed", models.CharField(blank=True, max_length=64)),
                ("metadata", models.TextField(blank=True)),
                ("digest", models.CharField(blank=True, max_length=64)),
                ("sm3", models.CharField(blank=True, max_length=64)),
                ("media_type", models.CharField(blank=True, max_length=80)),
                ("stays", models.BooleanField(default=False)),
                ("begun_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField(db_index=True)),
            ],
            options={"verbose_name": "上传"},
        ),
    ]
