"""The log's tables, keys that hold the organ, and triggers that let the record only grow."""

from django.db import migrations, models

KEYS = """
ALTER TABLE record_act DROP CONSTRAINT record_act_pkey, ADD PRIMARY KEY (id, organ);
ALTER TABLE record_stream SET (fillfactor = 80);
ALTER TABLE record_pending SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);
"""

# SQLSTATE SX001 is ours: record/refusal.py makes a Refused of it, the hint being what to do next.
REFUSE = """
CREATE FUNCTION record_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '行为记录只能追加，不能修改或删除' USING ERRCODE = 'SX001', HINT = '请以更正、补正或者作废的行为处理。';
END $$;

CREATE TRIGGER record_act_insert_only BEFORE UPDATE OR DELETE ON record_act EXECUTE FUNCTION record_refuse();
CREATE TRIGGER record_leaf_insert_only BEFORE UPDATE OR DELETE ON record_leaf EXECUTE FUNCTION record_refuse();
CREATE TRIGGER record_actbody_insert_only BEFORE UPDATE ON record_actbody EXECUTE FUNCTION record_refuse();
CREATE TRIGGER record_stream_stays BEFORE DELETE ON record_stream EXECUTE FUNCTION record_refuse();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON record_act EXECUTE FUNCTION record_refuse();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON record_actbody EXECUTE FUNCTION record_refuse();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON record_leaf EXECUTE FUNCTION record_refuse();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON record_stream EXECUTE FUNCTION record_refuse();

CREATE FUNCTION record_refuse_unless_erasing() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('sanxiang.erasing', true) IS DISTINCT FROM OLD.act_id::text THEN
        RAISE EXCEPTION '行为内容只能在保管期满后经两人批准销毁' USING ERRCODE = 'SX001', HINT = '请由两人分别批准后再销毁。';
    END IF;
    RETURN OLD;
END $$;
CREATE TRIGGER record_actbody_erased_by_two BEFORE DELETE ON record_actbody FOR EACH ROW EXECUTE FUNCTION record_refuse_unless_erasing();
"""

# Nobody may call it yet: the acts that approve an erasure come with the retention periods.
ERASE = """
CREATE FUNCTION record_erase(erased bigint, first_approval bigint, second_approval bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE approvers integer;
BEGIN
    SELECT count(DISTINCT convert_from(b.body, 'UTF8')::jsonb ->> 'actor') INTO approvers
      FROM record_act a JOIN record_actbody b ON b.act_id = a.id
     WHERE a.id IN (first_approval, second_approval) AND a.name = 'record.approve_erasure'
       AND convert_from(b.body, 'UTF8')::jsonb #>> '{data,act}' = erased::text;
    IF approvers < 2 THEN
        RAISE EXCEPTION '销毁行为内容须有两人分别批准' USING ERRCODE = 'SX001', HINT = '请另一名有权人员批准后再销毁。';
    END IF;
    PERFORM set_config('sanxiang.erasing', erased::text, true);
    DELETE FROM record_actbody WHERE act_id = erased;
    PERFORM set_config('sanxiang.erasing', '', true);
END $$;
REVOKE ALL ON FUNCTION record_erase(bigint, bigint, bigint) FROM PUBLIC;
"""


class Migration(migrations.Migration):
    dependencies = [("record", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Leaf",
            fields=[
                ("pk", models.CompositePrimaryKey("organ", "index", blank=True, editable=False, primary_key=True, serialize=False)),
                ("organ", models.CharField(max_length=18)),
                ("index", models.BigIntegerField()),
                ("act", models.BigIntegerField()),
                ("chain", models.BinaryField(max_length=32)),
            ],
            options={
                "verbose_name": "日志叶",
                "constraints": [models.UniqueConstraint(fields=["act", "organ"], name="record_leaf_once")],
            },
        ),
        migrations.CreateModel(
            name="Log",
            fields=[
                ("organ", models.CharField(max_length=18, primary_key=True, serialize=False)),
                ("size", models.BigIntegerField()),
                ("chain", models.BinaryField(max_length=32)),
            ],
            options={"verbose_name": "日志头"},
        ),
        migrations.RemoveConstraint(model_name="recordedact", name="record_act_once"),
        migrations.RemoveIndex(model_name="recordedact", name="record_act_stream"),
        migrations.AddConstraint(
            model_name="recordedact",
            constraint=models.UniqueConstraint(fields=["stream", "version", "organ"], name="record_act_once"),
        ),
        migrations.RunSQL(KEYS, migrations.RunSQL.noop),
        migrations.RunSQL(REFUSE, migrations.RunSQL.noop),
        migrations.RunSQL(ERASE, migrations.RunSQL.noop),
    ]
