"""The gate for decisions of every type (国办发〔2018〕118号（十二）): what the organ's published list counts among the major ones needs a passed review.

To the grounds of 0002 comes `unlisted:<list version>`, for every type but penalties: no row of the review list in force on the day speaks of
this decision. The database reads the list itself: type, items, kinds (or outcomes), amounts. Who takes such a decision, the procedure says: the
result of an inspection is its inspectors' own. `summary` and an exempting row are those of the decision's own type; a decision has the type of
its case.
"""

from django.db import migrations

GATE = r"""
CREATE FUNCTION review_spoken_of(decided casework_decision, of_case casework_case, version text, exempting boolean, row_code text)
RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM catalogue_listversion v, jsonb_array_elements(v.rows) r
        WHERE v.id = version
          AND COALESCE((r->>'exempt')::boolean, false) = exempting
          AND (row_code IS NULL OR r->>'code' = row_code)
          AND COALESCE(r->>'type', 'penalty') = decided.type
          AND (COALESCE(jsonb_array_length(r->'items'), 0) = 0 OR r->'items' ? of_case.item_code)
          AND (COALESCE(jsonb_array_length(r->'kinds'), 0) = 0 OR r->'kinds' ? decided.outcome
               OR EXISTS (SELECT FROM jsonb_array_elements_text(r->'kinds') k WHERE decided.kinds ? k))
          AND (
            COALESCE(CASE WHEN EXISTS (SELECT FROM casework_party p WHERE p."case" = of_case.id AND p.kind = 'organisation')
                     THEN r->>'from_entity' ELSE r->>'from_person' END, '') = ''
            OR GREATEST(COALESCE(decided.fine, 0), COALESCE(decided.gains, 0), COALESCE(decided.goods_value, 0))
               >= (CASE WHEN EXISTS (SELECT FROM casework_party p WHERE p."case" = of_case.id AND p.kind = 'organisation')
                   THEN r->>'from_entity' ELSE r->>'from_person' END)::numeric)
    )
$$;

CREATE FUNCTION review_in_force(decided casework_decision, version text) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM catalogue_listversion v
        WHERE v.id = version AND v.organ = decided.organ AND v.kind = 'review_list' AND v.state IN ('published', 'withdrawn')
          AND v.valid_from <= decided.decided_on AND (v.valid_until IS NULL OR v.valid_until >= decided.decided_on)
    )
$$;

CREATE OR REPLACE FUNCTION review_gate() RETURNS trigger LANGUAGE plpgsql AS $$
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
    IF NEW.type <> of_case.type OR NEW.procedure <> of_case.procedure THEN
        PERFORM review_refuse('决定的类别或者程序与案件不一致', '国办发〔2018〕118号（十二）', '请按本案的类别和程序作出决定。');
    END IF;
    IF NEW.review_ground = 'summary' THEN
        IF of_case.type <> 'penalty' OR of_case.procedure <> 'summary' THEN
            PERFORM review_refuse('普通程序的决定不能按简易程序免予法制审核', '行政处罚法第五十八条', '请先送法制审核。');
        END IF;
        RETURN NEW;
    END IF;
    IF NEW.review_ground LIKE 'unlisted:%' THEN
        version := substr(NEW.review_ground, 10);
        IF NEW.type = 'penalty' OR NOT review_in_force(NEW, version) OR review_spoken_of(NEW, of_case, version, false, NULL) THEN
            PERFORM review_refuse('本决定属于重大执法决定，未经法制审核不能作出', '国办发〔2018〕118号（十二）', '请先送法制审核。');
        END IF;
        RETURN NEW;
    END IF;
    IF NEW.decider = '' OR NEW.handlers ? NEW.decider OR of_case.handlers @> jsonb_build_array(jsonb_build_object('id', NEW.decider)) THEN
        PERFORM review_refuse('承办人不能同时是决定人', '行政处罚法第五十七条、第五十八条；国办发〔2018〕118号（十三）', '请由未承办本案的机关负责人决定。');
    END IF;
    IF NEW.review_ground LIKE 'exempt:%' THEN
        version := split_part(substr(NEW.review_ground, 8), '#', 1);
        row_code := split_part(NEW.review_ground, '#', 2);
        IF NOT (review_in_force(NEW, version) AND review_spoken_of(NEW, of_case, version, true, row_code)) THEN
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

DROP TRIGGER review_gate ON casework_decision;
CREATE TRIGGER review_gate
    BEFORE INSERT OR UPDATE OF review_ground, draft, decider, handlers, "case", stream, type, procedure, decided_on, outcome, kinds, fine, gains, goods_value
    ON casework_decision FOR EACH ROW EXECUTE FUNCTION review_gate();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("review", "0002_gate"),
        ("casework", "0004_every_type"),
        ("catalogue", "0001_initial"),
    ]
    operations = [migrations.RunSQL(GATE, migrations.RunSQL.noop)]
