"""Search by bigrams of Chinese text, with a GIN index; core PostgreSQL only."""

from django.db import migrations

FUNCTION = """
CREATE FUNCTION casework_bigrams(told text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT coalesce(array_agg(DISTINCT substr(s.t, i, 2)), '{}')
    FROM (SELECT lower(regexp_replace(told, '\\s+', ' ', 'g')) AS t) AS s, generate_series(1, length(s.t) - 1) AS i
$$
"""
INDEX = "CREATE INDEX casework_case_search ON casework_case USING gin (casework_bigrams(search))"


class Migration(migrations.Migration):
    dependencies = [("casework", "0001_initial")]
    operations = [
        migrations.RunSQL(FUNCTION, "DROP FUNCTION casework_bigrams(text)"),
        migrations.RunSQL(INDEX, "DROP INDEX casework_case_search"),
    ]
