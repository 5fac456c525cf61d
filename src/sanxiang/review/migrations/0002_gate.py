"""The gate of 行政处罚法第五十八条 in the database: no decision without what allows it, and three different persons.

It asks casework_decision.review_ground:
- the digest of a passed approval of this case, equal to the digest of what is decided (`draft`): handler, reviewer and decider differ;
- `summary`, in a case of the summary procedure (there the two officers decide on the spot);
- `exempt:<list version>#<row code>`, a row of the organ's published review list, in force on the day, that exempts;
- `imported`, for decisions that did not come out of a case here.
"""

from django.db import migrations

GATE = r"""
CREATE FUNCTION review_refuse(told text, article text, next text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = 'SX058', MESSAGE = told, DETAIL = article, HINT = next;
END $$;

CREATE FUNCTION review_gate() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    of_case casework_case%ROWTYPE;
    passed_by text;
    version text;
    row_code text;
BEGIN
    IF NEW.review_ground = 'imported' THEN
        IF EXISTS (SELECT FROM record_stream WHERE id = NEW.stream AND kind = 'case') THEN
            PERFORM review_refuse('在办案件的决定不能登记为导入的决定', '行政处罚法第五十八条', '请按程序办理法制审核后再作出决定。');
        END IF;
        RETURN NEW;
    END IF;
    SELECT * INTO of_case FROM casework_case WHERE id = NEW."case";
    IF NOT FOUND OR of_case.stream <> NEW.stream THEN
        PERFORM review_refuse('决定不属于任何案件', '行政处罚法第五十四条', '请先立案。');
    END IF;
    IF NEW.review_ground = 'summary' THEN
        IF of_case.procedure <> 'summary' OR NEW.procedure <> 'summary' THEN
            PERFORM review_refuse('普通程序的决定不能按简易程序免予法制审核', '行政处罚法第五十八条', '请先送法制审核。');
        END IF;
        RETURN NEW;
    END IF;
    IF NEW.decider = '' OR NEW.handlers ? NEW.decider OR of_case.handlers @> jsonb_build_array(jsonb_build_object('id', NEW.decider)) THEN
        PERFORM review_refuse('承办人不能同时是决定人', '行政处罚法第五十七条、第五十八条', '请由未承办本案的机关负责人决定。');
    END IF;
    IF NEW.review_ground LIKE 'exempt:%' THEN
        version := split_part(substr(NEW.review_ground, 8), '#', 1);
        row_code := split_part(NEW.review_ground, '#', 2);
        IF NOT EXISTS (
            SELECT FROM catalogue_listversion v
            WHERE v.id = version AND v.organ = NEW.organ AND v.kind = 'review_list' AND v.state IN ('published', 'withdrawn')
              AND v.valid_from <= NEW.decided_on AND (v.valid_until IS NULL OR v.valid_until >= NEW.decided_on)
              AND v.rows @> jsonb_build_array(jsonb_build_object('code', row_code, 'exempt', true))
        ) THEN
            PERFORM review_refuse('法制审核目录没有免予审核的依据', '行政处罚法第五十八条；国办发〔2018〕118号（十二）', '请先送法制审核。');
        END IF;
        RETURN NEW;
    END IF;
    SELECT reviewer INTO passed_by FROM review_approval
    WHERE "case" = NEW."case" AND stream = NEW.stream AND digest = NEW.review_ground AND digest = NEW.draft;
    IF NOT FOUND THEN
        PERFORM review_refuse('未经法制审核或者审核未通过，不能作出决定', '行政处罚法第五十八条', '请将决定代拟稿和证据送法制审核。');
    END IF;
    IF passed_by = NEW.decider OR NEW.handlers ? passed_by
       OR of_case.handlers @> jsonb_build_array(jsonb_build_object('id', passed_by)) THEN
        PERFORM review_refuse('承办、审核、决定须由不同的人员担任', '行政处罚法第五十八条；国办发〔2018〕118号（十一）', '请由其他人员办理。');
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER review_gate BEFORE INSERT OR UPDATE OF review_ground, draft, decider, handlers, "case", stream, procedure, decided_on
    ON casework_decision FOR EACH ROW EXECUTE FUNCTION review_gate();
"""
UNDO = """
DROP TRIGGER review_gate ON casework_decision;
DROP FUNCTION review_gate();
DROP FUNCTION review_refuse(text, text, text);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("review", "0001_initial"),
        ("casework", "0002_search"),
        ("catalogue", "0001_initial"),
        ("record", "0001_initial"),
    ]
    operations = [migrations.RunSQL(GATE, UNDO)]
