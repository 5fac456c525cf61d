"""保管期限 and 销毁, as custody acts leave them; and the register of consultations found without reading every act."""

from django.db import migrations, models

# The consultations of an organ, newest first: the register reads the acts themselves, it has no table of its own.
CONSULTATIONS = "CREATE INDEX record_act_consultations ON record_act (organ, id DESC) WHERE name = 'custody.consult'"


class Migration(migrations.Migration):
    dependencies = [("casework", "0007_decision_amount"), ("record", "0004_cosignatures")]
    operations = [
        migrations.CreateModel(
            name="Retention",
            fields=[
                ("id", models.CharField(max_length=80, primary_key=True, serialize=False)),
                ("stream", models.CharField(db_index=True, editable=False, max_length=40)),
                ("case", models.CharField(db_index=True, max_length=40)),
                ("organ", models.CharField(max_length=18)),
                ("rule", models.CharField(max_length=40, verbose_name="依据的规则")),
                ("title", models.CharField(max_length=200, verbose_name="保管期限")),
                ("since", models.DateField(verbose_name="起算日期")),
                ("until", models.DateField(null=True, verbose_name="保管至")),
                ("held_for", models.CharField(blank=True, max_length=500, verbose_name="暂停销毁的理由")),
            ],
            options={
                "verbose_name": "保管期限",
                "indexes": [models.Index(fields=["organ", "until", "id"], name="casework_retention_ends")],
            },
        ),
        migrations.CreateModel(
            name="Destruction",
            fields=[
                ("id", models.CharField(max_length=80, primary_key=True, serialize=False)),
                ("stream", models.CharField(db_index=True, editable=False, max_length=40)),
                ("case", models.CharField(db_index=True, max_length=40)),
                ("organ", models.CharField(max_length=18)),
                ("pieces", models.JSONField(default=list, verbose_name="销毁清单")),
                ("reason", models.TextField(verbose_name="理由")),
                ("basis", models.CharField(max_length=300, verbose_name="依据")),
                ("proposed_by", models.CharField(max_length=80, verbose_name="提请人")),
                ("proposed_on", models.DateField(verbose_name="提请日期")),
                ("settled_by", models.CharField(blank=True, max_length=80, verbose_name="批准人")),
                ("destroyed_on", models.DateField(null=True, verbose_name="销毁日期")),
                ("opinion", models.TextField(blank=True, verbose_name="不同意的理由")),
                ("state", models.CharField(max_length=10, verbose_name="状态")),
            ],
            options={
                "verbose_name": "销毁",
                "indexes": [models.Index(fields=["organ", "state", "-proposed_on"], name="casework_destruction_list")],
            },
        ),
        migrations.RunSQL(CONSULTATIONS, "DROP INDEX record_act_consultations"),
    ]
