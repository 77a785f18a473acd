"""The table of Django's database cache, in which attempts to sign in are counted.

Unlogged: after a crash of the database the counts begin anew, and no attempt waits for a disk.
"""

from django.db import migrations

TABLE = """
CREATE UNLOGGED TABLE web_cache (cache_key varchar(255) PRIMARY KEY, value text NOT NULL, expires timestamptz NOT NULL);
CREATE INDEX web_cache_expires ON web_cache (expires);
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [migrations.RunSQL(TABLE, "DROP TABLE web_cache")]
