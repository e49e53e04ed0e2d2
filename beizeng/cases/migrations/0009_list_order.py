"""The order of the list of cases as an index: a page of a million cases is read, not sorted.

Each database writes it in its own words: SQLite has its empty values first wherever it counts upwards and last where it
counts downwards, and reads the list's order from such an index all the same.
"""

from django.db import migrations

COLUMNS = {
    "sqlite": "closed_at DESC, next_due_at, id",
    "postgresql": "closed_at DESC NULLS FIRST, next_due_at NULLS FIRST, id",
}


def make(apps, schema_editor):
    columns = COLUMNS[schema_editor.connection.vendor]
    schema_editor.execute(f"CREATE INDEX cases_case_list_order ON cases_case ({columns})")


def drop(apps, schema_editor):
    schema_editor.execute("DROP INDEX cases_case_list_order")


class Migration(migrations.Migration):
    dependencies = [("cases", "0008_sent_as")]
    operations = [migrations.RunPython(make, drop)]
