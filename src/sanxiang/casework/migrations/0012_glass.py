"""Signatures on the glass."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0011_footage"),
    ]

    operations = [
        migrations.CreateModel(
            name="Signature",
            fields=[
                ("id", models.CharField(max_length=80, primary_key=True, serialize=False)),
                ("stream", models.CharField(db_index=True, editable=False, max_length=40)),
                ("case", models.CharField(db_index=True, max_length=40)),
                ("document", models.CharField(db_index=True, max_length=80, verbose_name="文书")),
                ("digest", models.CharField(max_length=64, verbose_name="文书摘要")),
                ("shown", models.CharField(max_length=64, verbose_name="所示文本摘要")),
                ("signer", models.CharField(max_length=500, verbose_name="签名人")),
                ("capacity", models.CharField(blank=True, max_length=500, verbose_name="身份")),
                ("manner", models.CharField(max_length=10, verbose_name="方式")),
                ("signed_at", models.DateTimeField(verbose_name="签名时间")),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="拒签理由")),
                ("witness", models.CharField(blank=True, max_length=500, verbose_name="见证人")),
                ("picture", models.CharField(blank=True, max_length=64, verbose_name="签名图片摘要")),
                ("strokes", models.JSONField(default=list, verbose_name="笔迹")),
                ("by", models.CharField(max_length=80, verbose_name="经办人")),
            ],
            options={"verbose_name": "屏上签名"},
        ),
    ]
