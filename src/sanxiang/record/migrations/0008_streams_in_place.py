"""A stream's row moves on with every act: room on its page keeps it there, and nobody looks streams up by a part of their id."""

from django.db import migrations

IN_PLACE = """
ALTER TABLE record_stream SET (fillfactor = 70);
ALTER TABLE record_request SET (fillfactor = 70);
DROP INDEX IF EXISTS record_stream_id_cf41ad4d_like;
"""


class Migration(migrations.Migration):
    dependencies = [("record", "0007_uploads")]

    operations = [migrations.RunSQL(IN_PLACE, migrations.RunSQL.noop)]
