"""Triggers: the database itself refuses to change or delete a reading."""

from django.db import migrations

SQLITE = [
    """CREATE TRIGGER indicators_reading_no_update BEFORE UPDATE ON indicators_reading
       BEGIN SELECT RAISE(ABORT, 'readings are never changed'); END""",
    """CREATE TRIGGER indicators_reading_no_delete BEFORE DELETE ON indicators_reading
       BEGIN SELECT RAISE(ABORT, 'readings are never deleted'); END""",
]
POSTGRESQL = [
    """CREATE FUNCTION indicators_reading_refuse() RETURNS trigger LANGUAGE plpgsql AS
       $$ BEGIN RAISE EXCEPTION 'readings are never changed or deleted'; END $$""",
    """CREATE TRIGGER indicators_reading_no_change BEFORE UPDATE OR DELETE ON indicators_reading
       FOR EACH ROW EXECUTE FUNCTION indicators_reading_refuse()""",
]


def install(apps, schema_editor):
    statements = SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL
    for statement in statements:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("indicators", "0001_initial")]
    operations = [migrations.RunPython(install, migrations.RunPython.noop)]
