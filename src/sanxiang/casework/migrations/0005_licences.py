"""许可证件, as the acts of permits leave them."""

from django.db import migrations, models

from sanxiang.casework.models import STATUSES


class Migration(migrations.Migration):
    dependencies = [("casework", "0004_every_type")]
    operations = [
        migrations.CreateModel(
            name="Licence",
            fields=[
                ("id", models.CharField(max_length=80, primary_key=True, serialize=False)),
                ("stream", models.CharField(db_index=True, editable=False, max_length=40)),
                ("case", models.CharField(db_index=True, max_length=40)),
                ("organ", models.CharField(max_length=18)),
                ("licence", models.CharField(max_length=40, verbose_name="证件")),
                ("at", models.CharField(max_length=60, verbose_name="次序")),
                (
                    "act",
                    models.CharField(
                        choices=[
                            ("issued", "颁发"), ("changed", "变更"), ("renewed", "延续"), ("deemed", "视为准予延续"),
                            ("revoked", "撤销"), ("recalled", "撤回"), ("cancelled", "注销"),
                        ],
                        max_length=12,
                        verbose_name="行为",
                    ),
                ),  # fmt: skip
                ("number", models.CharField(blank=True, max_length=120, verbose_name="证件编号")),
                ("name", models.CharField(blank=True, max_length=200, verbose_name="证件名称")),
                ("holder", models.CharField(max_length=200, verbose_name="持证人")),
                ("item_name", models.CharField(blank=True, max_length=200, verbose_name="许可事项")),
                ("content", models.TextField(blank=True, verbose_name="许可的内容和范围")),
                ("valid_from", models.DateField(null=True, verbose_name="有效期自")),
                ("valid_until", models.DateField(null=True, verbose_name="有效期至")),
                ("state", models.CharField(blank=True, max_length=12, verbose_name="状态")),
                ("search", models.TextField(blank=True, verbose_name="检索词")),
            ],
            options={
                "verbose_name": "许可证件",
                "indexes": [
                    models.Index(fields=["organ", "valid_until", "id"], name="casework_licence_list"),
                    models.Index(fields=["licence", "at"], name="casework_licence_newest"),
                ],
            },
        ),
        migrations.AlterField("case", "status", models.CharField(choices=STATUSES, max_length=12, verbose_name="状态")),
    ]
