"""What the machine read of a file stands with the evidence; how a file is shown, beside the record."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("casework", "0008_custody")]
    operations = [
        migrations.AddField("evidence", "latitude", models.CharField(blank=True, default="", max_length=12, verbose_name="纬度"), preserve_default=False),
        migrations.AddField("evidence", "longitude", models.CharField(blank=True, default="", max_length=12, verbose_name="经度"), preserve_default=False),
        migrations.AddField("evidence", "parent", models.CharField(blank=True, default="", max_length=80, verbose_name="原件"), preserve_default=False),
        migrations.AddField("evidence", "remark", models.CharField(blank=True, default="", max_length=500, verbose_name="说明"), preserve_default=False),
        migrations.AddField("evidence", "read", models.JSONField(default=dict, verbose_name="文件自带信息")),
        migrations.CreateModel(
            name="FileShow",
            fields=[
                ("file", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("media_type", models.CharField(max_length=80)),
                ("state", models.CharField(db_index=True, max_length=10)),
                ("tries", models.SmallIntegerField(default=0)),
                ("began_at", models.DateTimeField(null=True)),
                ("reader", models.CharField(blank=True, max_length=10)),
                ("thumb", models.CharField(blank=True, max_length=64)),
                ("peaks", models.JSONField(default=list)),
                ("likeness", models.CharField(blank=True, max_length=16)),
                ("anomalies", models.JSONField(default=list)),
                ("playable", models.CharField(blank=True, max_length=64)),
                ("playable_type", models.CharField(blank=True, max_length=80)),
            ],
            options={"verbose_name": "文件显示"},
        ),
    ]
