"""Docks of body cameras."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("organs", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Dock",
            fields=[
                ("id", models.CharField(max_length=80, primary_key=True, serialize=False)),
                ("stream", models.CharField(db_index=True, editable=False, max_length=40)),
                ("organ", models.CharField(db_index=True, max_length=18)),
                ("name", models.CharField(max_length=60, verbose_name="名称")),
                ("token", models.CharField(db_index=True, max_length=64)),
                ("active", models.BooleanField(default=True, verbose_name="在用")),
            ],
            options={"verbose_name": "采集站"},
        ),
    ]
