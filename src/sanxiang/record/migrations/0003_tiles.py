"""Logs become Merkle trees in tiles with signed checkpoints. Acts that had a place under the running hash are placed anew, in their order."""

from django.db import migrations, models

# The places so far go back into the queue; the first run of the sequencer gives them out again.
REQUEUE = """
ALTER TABLE record_leaf DISABLE TRIGGER USER;
INSERT INTO record_pending (act) SELECT act FROM record_leaf ON CONFLICT DO NOTHING;
DELETE FROM record_leaf;
ALTER TABLE record_leaf ENABLE TRIGGER USER;
"""
TABLES = """
DROP TABLE record_log;
ALTER TABLE record_leaf DROP COLUMN chain;
CREATE TABLE record_log (organ varchar(18) PRIMARY KEY, origin varchar(200) NOT NULL, key varchar(300) NOT NULL, size bigint NOT NULL);
CREATE TABLE record_tile (organ varchar(18), level smallint, n bigint, data bytea NOT NULL, PRIMARY KEY (organ, level, n));
CREATE TABLE record_checkpoint (organ varchar(18), size bigint, note text NOT NULL, PRIMARY KEY (organ, size));
ALTER TABLE record_tile ALTER COLUMN data SET STORAGE EXTERNAL;
"""
TRIGGERS = """
CREATE FUNCTION record_tile_grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.organ, NEW.level, NEW.n) IS DISTINCT FROM (OLD.organ, OLD.level, OLD.n) OR length(NEW.data) > 8192
       OR substring(NEW.data FROM 1 FOR length(OLD.data)) IS DISTINCT FROM OLD.data THEN
        RAISE EXCEPTION '日志只能增长，不能修改' USING ERRCODE = 'SX001', HINT = '请从备份恢复，并用 sanxiang verify 核对。';
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION record_log_grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.organ, NEW.origin, NEW.key) IS DISTINCT FROM (OLD.organ, OLD.origin, OLD.key) OR NEW.size < OLD.size THEN
        RAISE EXCEPTION '日志只能增长，不能修改' USING ERRCODE = 'SX001', HINT = '请从备份恢复，并用 sanxiang verify 核对。';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER record_tile_only_grows BEFORE UPDATE ON record_tile FOR EACH ROW EXECUTE FUNCTION record_tile_grows();
CREATE TRIGGER record_tile_stays BEFORE DELETE ON record_tile EXECUTE FUNCTION record_refuse();
CREATE TRIGGER record_log_only_grows BEFORE UPDATE ON record_log FOR EACH ROW EXECUTE FUNCTION record_log_grows();
CREATE TRIGGER record_log_stays BEFORE DELETE ON record_log EXECUTE FUNCTION record_refuse();
CREATE TRIGGER record_checkpoint_insert_only BEFORE UPDATE OR DELETE ON record_checkpoint EXECUTE FUNCTION record_refuse();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON record_tile EXECUTE FUNCTION record_refuse();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON record_log EXECUTE FUNCTION record_refuse();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON record_checkpoint EXECUTE FUNCTION record_refuse();
"""


def _key(*fields: str) -> models.CompositePrimaryKey:
    return models.CompositePrimaryKey(*fields, blank=True, editable=False, primary_key=True, serialize=False)


class Migration(migrations.Migration):
    dependencies = [("record", "0002_insert_only")]

    operations = [
        migrations.RunSQL(REQUEUE, migrations.RunSQL.noop),
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(TABLES, migrations.RunSQL.noop)],
            state_operations=[
                migrations.RemoveField("leaf", "chain"),
                migrations.RemoveField("log", "chain"),
                migrations.AlterModelOptions("log", {"verbose_name": "日志"}),
                migrations.AddField("log", "origin", models.CharField(max_length=200)),
                migrations.AddField("log", "key", models.CharField(max_length=300)),
                migrations.CreateModel(
                    name="Tile",
                    fields=[
                        ("pk", _key("organ", "level", "n")),
                        ("organ", models.CharField(max_length=18)),
                        ("level", models.SmallIntegerField()),
                        ("n", models.BigIntegerField()),
                        ("data", models.BinaryField()),
                    ],
                    options={"verbose_name": "日志瓦片"},
                ),
                migrations.CreateModel(
                    name="Checkpoint",
                    fields=[
                        ("pk", _key("organ", "size")),
                        ("organ", models.CharField(max_length=18)),
                        ("size", models.BigIntegerField()),
                        ("note", models.TextField()),
                    ],
                    options={"verbose_name": "检查点"},
                ),
            ],
        ),
        migrations.RunSQL(TRIGGERS, migrations.RunSQL.noop),
    ]
