"""Cases of every type: families, decisions with their type. Cases from before are each the first of their own family."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("casework", "0003_search_by_organ")]
    operations = [
        migrations.AddField("case", "line", models.JSONField(default=list, verbose_name="所从案件")),
        migrations.AddField("case", "family", models.CharField(blank=True, db_index=True, default="", max_length=40, verbose_name="谱系"), preserve_default=False),
        migrations.AddField("case", "sprung_at", models.CharField(blank=True, default="", max_length=40, verbose_name="转出环节"), preserve_default=False),
        migrations.AddField("case", "brought", models.JSONField(default=list, verbose_name="沿用的证据")),
        migrations.AddField("decision", "type", models.CharField(default="penalty", max_length=20, verbose_name="执法类别")),
        migrations.AlterField("decision", "content", models.TextField(blank=True, verbose_name="决定内容")),
        migrations.AlterField("counter", "kind", models.CharField(max_length=60)),
        migrations.RunSQL("UPDATE casework_case SET family = id", migrations.RunSQL.noop),
    ]
