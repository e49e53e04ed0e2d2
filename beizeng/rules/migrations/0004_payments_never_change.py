"""Triggers: the database itself refuses to delete a payment or to change whom it pays, how much and by which facts."""

from django.db import migrations

_FROZEN = ("batch_id", "code", "name", "amount_fen", "facts")
_CHANGED = " OR ".join(f"OLD.{column} IS NOT NEW.{column}" for column in _FROZEN)
SQLITE = [
    f"""CREATE TRIGGER rules_payment_no_update BEFORE UPDATE ON rules_payment WHEN {_CHANGED}
       BEGIN SELECT RAISE(ABORT, 'a payment is never changed'); END""",
    """CREATE TRIGGER rules_payment_no_delete BEFORE DELETE ON rules_payment
       BEGIN SELECT RAISE(ABORT, 'a payment is never deleted'); END""",
]
_DISTINCT = " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in _FROZEN)
POSTGRESQL = [
    """CREATE FUNCTION rules_payment_refuse() RETURNS trigger LANGUAGE plpgsql AS
       $$ BEGIN RAISE EXCEPTION 'a payment is never changed or deleted'; END $$""",
    f"""CREATE TRIGGER rules_payment_no_update BEFORE UPDATE ON rules_payment
       FOR EACH ROW WHEN ({_DISTINCT}) EXECUTE FUNCTION rules_payment_refuse()""",
    """CREATE TRIGGER rules_payment_no_delete BEFORE DELETE ON rules_payment
       FOR EACH ROW EXECUTE FUNCTION rules_payment_refuse()""",
]


def install(apps, schema_editor):
    statements = SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL
    for statement in statements:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("rules", "0003_batches")]
    operations = [migrations.RunPython(install, migrations.RunPython.noop)]
