"""Recordings that docks bring in; the SM3 digest of a file beside its SHA-256."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("casework", "0010_recordings")]

    operations = [
        migrations.AddField("evidence", "sm3", models.CharField(blank=True, default="", max_length=64, verbose_name="文件摘要（SM3）"), preserve_default=False),
        migrations.CreateModel(
            name="Footage",
            fields=[
                ("id", models.CharField(max_length=80, primary_key=True, serialize=False)),
                ("stream", models.CharField(db_index=True, editable=False, max_length=40)),
                ("organ", models.CharField(max_length=18)),
                ("dock", models.CharField(max_length=80, verbose_name="采集站")),
                ("filename", models.CharField(max_length=255, verbose_name="文件名")),
                ("device", models.CharField(blank=True, max_length=60, verbose_name="设备")),
                ("taken_at", models.CharField(blank=True, max_length=16, verbose_name="拍摄时间")),
                ("file", models.CharField(db_index=True, max_length=64, verbose_name="文件摘要")),
                ("sm3", models.CharField(blank=True, max_length=64, verbose_name="文件摘要（SM3）")),
                ("media_type", models.CharField(max_length=80, verbose_name="文件类型")),
                ("size", models.BigIntegerField(verbose_name="字节")),
                ("received_at", models.DateTimeField(verbose_name="到达时间")),
                ("case", models.CharField(blank=True, db_index=True, max_length=40)),
                ("evidence", models.CharField(blank=True, max_length=80)),
            ],
            options={
                "verbose_name": "待归案录音录像",
                "indexes": [models.Index(fields=["organ", "case", "-received_at"], name="casework_footage_inbox")],
            },
        ),
    ]
