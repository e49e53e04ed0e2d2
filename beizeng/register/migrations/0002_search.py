"""The index by which search finds cards: FTS5 on SQLite, GIN on PostgreSQL, both over the pieces in ``grams``."""

from django.db import migrations

SQLITE = [
    """CREATE VIRTUAL TABLE register_card_grams USING fts5(
       grams, content='register_card', content_rowid='id', tokenize='unicode61 remove_diacritics 0', detail='none')""",
    """CREATE TRIGGER register_card_grams_insert AFTER INSERT ON register_card BEGIN
       INSERT INTO register_card_grams(rowid, grams) VALUES (new.id, new.grams); END""",
    """CREATE TRIGGER register_card_grams_delete AFTER DELETE ON register_card BEGIN
       INSERT INTO register_card_grams(register_card_grams, rowid, grams)
       VALUES ('delete', old.id, old.grams); END""",
    """CREATE TRIGGER register_card_grams_update AFTER UPDATE OF grams ON register_card BEGIN
       INSERT INTO register_card_grams(register_card_grams, rowid, grams)
       VALUES ('delete', old.id, old.grams);
       INSERT INTO register_card_grams(rowid, grams) VALUES (new.id, new.grams); END""",
]
POSTGRESQL = ["CREATE INDEX register_card_grams ON register_card USING gin (string_to_array(grams, ' '))"]


def install(apps, schema_editor):
    statements = SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL
    for statement in statements:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("register", "0001_initial")]
    operations = [migrations.RunPython(install, migrations.RunPython.noop)]
