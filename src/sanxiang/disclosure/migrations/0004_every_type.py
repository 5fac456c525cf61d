"""The public's decisions of every type. What stood here before is penalties."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("disclosure", "0003_punctuality")]
    operations = [
        migrations.AddField("publicdecision", "type", models.CharField(default="penalty", max_length=20, verbose_name="执法类别")),
        migrations.AddField(
            "publicdecision",
            "outcome",
            models.CharField(blank=True, default="", max_length=400, verbose_name="决定结果"),
            preserve_default=False,
        ),
        migrations.AlterField(
            "publicdecision", "cause", models.CharField(blank=True, max_length=2000, verbose_name="违法行为类型或者事项")
        ),
        migrations.AlterField("publicdecision", "facts", models.TextField(blank=True, verbose_name="事实")),
        migrations.AlterField("publicdecision", "basis", models.TextField(blank=True, verbose_name="依据")),
        migrations.AlterField("publicdecision", "content", models.TextField(blank=True, verbose_name="决定内容")),
        migrations.AddIndex(
            "publicdecision",
            models.Index(condition=models.Q(("type", "penalty"), _negated=True), fields=["type", "-sort_on", "-id"], name="decision_type"),
        ),
    ]
