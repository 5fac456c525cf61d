"""音像记录设备."""

from django.db import migrations, models

from sanxiang.organs.models import DEVICE_KINDS, DEVICE_STATES


class Migration(migrations.Migration):
    dependencies = [("organs", "0002_docks")]
    operations = [
        migrations.CreateModel(
            name="Device",
            fields=[
                ("id", models.CharField(max_length=80, primary_key=True, serialize=False)),
                ("stream", models.CharField(db_index=True, editable=False, max_length=40)),
                ("organ", models.CharField(db_index=True, max_length=18)),
                ("kind", models.CharField(choices=list(DEVICE_KINDS.items()), max_length=20, verbose_name="种类")),
                ("make", models.CharField(blank=True, max_length=80, verbose_name="型号")),
                ("serial", models.CharField(db_index=True, max_length=80, verbose_name="设备编号")),
                ("place", models.CharField(blank=True, max_length=120, verbose_name="安装地点")),
                ("state", models.CharField(choices=list(DEVICE_STATES.items()), max_length=10, verbose_name="状态")),
                ("holder", models.CharField(blank=True, max_length=80, verbose_name="领用人")),
                ("since", models.DateField(verbose_name="自")),
                ("remark", models.CharField(blank=True, max_length=300, verbose_name="说明")),
            ],
            options={"verbose_name": "音像记录设备"},
        ),
    ]
