"""The gate reads the amounts of every type: what a levy, fee, grant, requisition or execution comes to reaches the review list's thresholds."""

from django.db import migrations

GATE = r"""
CREATE OR REPLACE FUNCTION review_spoken_of(decided casework_decision, of_case casework_case, version text, exempting boolean, row_code text)
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
            OR GREATEST(COALESCE(decided.fine, 0), COALESCE(decided.gains, 0), COALESCE(decided.goods_value, 0),
                        COALESCE(decided.amount, 0))
               >= (CASE WHEN EXISTS (SELECT FROM casework_party p WHERE p."case" = of_case.id AND p.kind = 'organisation')
                   THEN r->>'from_entity' ELSE r->>'from_person' END)::numeric)
    )
$$;

DROP TRIGGER review_gate ON casework_decision;
CREATE TRIGGER review_gate
    BEFORE INSERT OR UPDATE OF review_ground, draft, decider, handlers, "case", stream, type, procedure, decided_on, outcome, kinds, fine, gains, goods_value, amount
    ON casework_decision FOR EACH ROW EXECUTE FUNCTION review_gate();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("review", "0003_gate_of_every_type"),
        ("casework", "0007_decision_amount"),
    ]
    operations = [migrations.RunSQL(GATE, migrations.RunSQL.noop)]
