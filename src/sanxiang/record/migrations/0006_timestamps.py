"""Time stamps of checkpoints; cosignatures that are asked for again while a log is idle; the log's second key (SM2)."""

from django.db import migrations, models

# A cosignature's time stands in its line, in the eight bytes after the key's id; computed, so that it cannot be told otherwise.
SECONDS = "('x' || encode(substring(decode(split_part(line, ' ', 3), 'base64') FROM 5 FOR 8), 'hex'))::bit(64)::bigint"
TABLES = f"""
CREATE TABLE record_timestamp (organ varchar(18), size bigint, at timestamptz, token bytea NOT NULL, PRIMARY KEY (organ, size, at));
ALTER TABLE record_cosignature ADD COLUMN at bigint GENERATED ALWAYS AS ({SECONDS}) STORED;
ALTER TABLE record_cosignature DROP CONSTRAINT record_cosignature_pkey;
ALTER TABLE record_cosignature ADD PRIMARY KEY (organ, size, witness, at);
ALTER TABLE record_log ADD COLUMN sm2 varchar(300) NOT NULL DEFAULT '';
"""
TRIGGERS = """
CREATE OR REPLACE FUNCTION record_log_grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.organ, NEW.origin, NEW.key) IS DISTINCT FROM (OLD.organ, OLD.origin, OLD.key) OR NEW.size < OLD.size
       OR (OLD.sm2 <> '' AND NEW.sm2 <> OLD.sm2) THEN
        RAISE EXCEPTION '日志只能增长，不能修改' USING ERRCODE = 'SX001', HINT = '请从备份恢复，并用 sanxiang verify 核对。';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER record_timestamp_insert_only BEFORE UPDATE OR DELETE ON record_timestamp EXECUTE FUNCTION record_refuse();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON record_timestamp EXECUTE FUNCTION record_refuse();
"""


def _key(*fields: str) -> models.CompositePrimaryKey:
    return models.CompositePrimaryKey(*fields, blank=True, editable=False, primary_key=True, serialize=False)


class Migration(migrations.Migration):
    dependencies = [("record", "0004_cosignatures")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(TABLES + TRIGGERS, migrations.RunSQL.noop)],
            state_operations=[
                migrations.CreateModel(
                    name="Timestamp",
                    fields=[
                        ("pk", _key("organ", "size", "at")),
                        ("organ", models.CharField(max_length=18)),
                        ("size", models.BigIntegerField()),
                        ("at", models.DateTimeField()),
                        ("token", models.BinaryField()),
                    ],
                    options={"verbose_name": "时间戳"},
                ),
                migrations.DeleteModel("Cosignature"),
                migrations.CreateModel(
                    name="Cosignature",
                    fields=[
                        ("pk", _key("organ", "size", "witness", "at")),
                        ("organ", models.CharField(max_length=18)),
                        ("size", models.BigIntegerField()),
                        ("witness", models.CharField(max_length=200)),
                        ("line", models.TextField()),
                        ("at", models.BigIntegerField(editable=False)),
                    ],
                    options={"verbose_name": "见证人共签"},
                ),
                migrations.AddField("log", "sm2", models.CharField(default="", max_length=300)),
            ],
        ),
    ]
