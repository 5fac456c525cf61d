"""Issued documents, marks and seals; search inside dossiers by pairs of characters of documents and evidence."""

from django.db import migrations, models

SCHEMA = "CREATE SCHEMA IF NOT EXISTS public_face"
# Every text of a document's blocks, without the names of the blocks. Its pairs of characters are an expression index, so that nothing has to be kept in step with it.
WORDS = """
CREATE FUNCTION casework_words(content jsonb) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT coalesce(string_agg(v #>> '{}', ' '), '') FROM jsonb_path_query(
        content -> 'blocks', 'strict $.** ? (@.type() == "string" && !(@ like_regex "^[a-z]+$"))') AS v
$$
"""
PAIRS = """
CREATE FUNCTION casework_bigrams(told text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT coalesce(array_agg(a || b), '{}')
    FROM (SELECT string_to_array(lower(regexp_replace(told, '\\s+', ' ', 'g')), NULL) AS c) AS s,
         unnest(s.c[1:cardinality(s.c) - 1], s.c[2:]) AS pair (a, b)
$$
"""
IN_DOCUMENTS = """
CREATE INDEX casework_document_search ON casework_document
    USING gin (casework_bigrams(title || ' ' || number || ' ' || casework_words(content)))
"""
IN_EVIDENCE = "CREATE INDEX casework_evidence_search ON casework_evidence USING gin (casework_bigrams(title || ' ' || proves))"


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0009_media"),
    ]

    operations = [
        migrations.RunSQL(SCHEMA, migrations.RunSQL.noop),
        migrations.CreateModel(
            name="DossierBuild",
            fields=[
                ("id", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("case", models.CharField(db_index=True, max_length=40)),
                ("officer", models.CharField(max_length=80)),
                ("side", models.BooleanField(default=False, verbose_name="含副卷")),
                ("secret", models.BooleanField(default=False, verbose_name="含另卷保管的材料")),
                ("state", models.CharField(default="waiting", max_length=10)),
                ("done", models.IntegerField(default=0)),
                ("total", models.IntegerField(default=0)),
                ("problem", models.CharField(blank=True, max_length=500)),
                ("asked_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "verbose_name": "案卷生成",
            },
        ),
        migrations.CreateModel(
            name="Mark",
            fields=[
                ("id", models.CharField(max_length=80, primary_key=True, serialize=False)),
                ("stream", models.CharField(db_index=True, editable=False, max_length=40)),
                ("case", models.CharField(db_index=True, max_length=40)),
                ("piece", models.CharField(max_length=12, verbose_name="材料")),
                ("secrecy", models.CharField(max_length=10, verbose_name="类别")),
                ("reason", models.CharField(max_length=500, verbose_name="理由")),
                ("by", models.CharField(max_length=80, verbose_name="标记人")),
            ],
            options={
                "verbose_name": "材料标记",
            },
        ),
        migrations.CreateModel(
            name="OrganSeal",
            fields=[
                ("id", models.CharField(max_length=80, primary_key=True, serialize=False)),
                ("stream", models.CharField(db_index=True, editable=False, max_length=40)),
                ("file", models.CharField(max_length=64, verbose_name="图样摘要")),
            ],
            options={
                "verbose_name": "印章图样",
            },
        ),
        migrations.CreateModel(
            name="PublicDocument",
            fields=[
                ("id", models.CharField(max_length=80, primary_key=True, serialize=False)),
                ("stream", models.CharField(db_index=True, editable=False, max_length=40)),
                ("organ", models.CharField(db_index=True, max_length=18)),
                ("organ_name", models.CharField(max_length=100)),
                ("code", models.CharField(max_length=20, verbose_name="核验码")),
                ("title", models.CharField(max_length=200, verbose_name="文书名称")),
                ("number", models.CharField(blank=True, max_length=80, verbose_name="文号")),
                ("day", models.DateField(verbose_name="文书日期")),
                ("text", models.CharField(max_length=64, verbose_name="文本摘要")),
                ("file", models.CharField(db_index=True, max_length=64, verbose_name="文件摘要")),
                ("size", models.BigIntegerField(verbose_name="字节")),
                ("signer", models.CharField(max_length=300, verbose_name="签名证书")),
                ("fingerprint", models.CharField(max_length=64, verbose_name="证书指纹")),
                ("example", models.BooleanField(default=False, verbose_name="示例证书")),
                ("stamped", models.BooleanField(default=False, verbose_name="有时间戳")),
                ("signed_at", models.CharField(max_length=40, verbose_name="签发时间")),
                ("state", models.CharField(blank=True, max_length=12, verbose_name="状态")),
            ],
            options={
                "verbose_name": "签发的文书",
                "db_table": 'public_face"."document',
                "constraints": [models.UniqueConstraint(fields=("code",), name="document_code")],
            },
        ),
        migrations.RunSQL(WORDS, "DROP FUNCTION casework_words(jsonb)"),
        migrations.RunSQL(PAIRS, "DROP FUNCTION casework_bigrams(text)"),
        migrations.RunSQL(IN_DOCUMENTS, "DROP INDEX casework_document_search"),
        migrations.RunSQL(IN_EVIDENCE, "DROP INDEX casework_evidence_search"),
    ]
