"""What witnesses cosigned."""

from django.db import migrations, models

TABLE = """
CREATE TABLE record_cosignature (organ varchar(18), size bigint, witness varchar(200), line text NOT NULL, PRIMARY KEY (organ, size, witness));
CREATE TRIGGER record_cosignature_insert_only BEFORE UPDATE OR DELETE ON record_cosignature EXECUTE FUNCTION record_refuse();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON record_cosignature EXECUTE FUNCTION record_refuse();
"""


class Migration(migrations.Migration):
    dependencies = [("record", "0003_tiles")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(TABLE, migrations.RunSQL.noop)],
            state_operations=[
                migrations.CreateModel(
                    name="Cosignature",
                    fields=[
                        (
                            "pk",
                            models.CompositePrimaryKey(
                                "organ", "size", "witness", blank=True, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        ("organ", models.CharField(max_length=18)),
                        ("size", models.BigIntegerField()),
                        ("witness", models.CharField(max_length=200)),
                        ("line", models.TextField()),
                    ],
                    options={"verbose_name": "见证人共签"},
                ),
            ],
        ),
    ]
