"""Old numbers and addresses on cards. SQLite makes the table anew for them, so the search index is made anew too."""

import importlib

from django.db import migrations, models

search = importlib.import_module("beizeng.register.migrations.0002_search")


def take_away(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for name in ("insert", "delete", "update"):
            schema_editor.execute(f"DROP TRIGGER IF EXISTS register_card_grams_{name}")
        schema_editor.execute("DROP TABLE register_card_grams")


def put_back(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        search.install(apps, schema_editor)
        schema_editor.execute("INSERT INTO register_card_grams(register_card_grams) VALUES ('rebuild')")


class Migration(migrations.Migration):
    dependencies = [("register", "0003_headings")]
    operations = [
        migrations.RunPython(take_away, migrations.RunPython.noop),
        migrations.AddField("card", "address", models.CharField(default="", max_length=300, verbose_name="住所")),
        migrations.AddField(
            "card", "converted_from", models.CharField(default="", max_length=30, verbose_name="转型前代码")
        ),
        migrations.AddField("card", "old_number", models.CharField(default="", max_length=30, verbose_name="原注册号")),
        migrations.RunPython(put_back, migrations.RunPython.noop),
    ]
