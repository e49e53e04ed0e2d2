"""``grams__has_all=[…]``: cards that have all these pieces, by the index of the database at hand."""

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Lookup, TextField


@TextField.register_lookup
class HasAll(Lookup):
    """The indexed pieces (migration 0002) hold every piece of the list on the right."""

    lookup_name = "has_all"
    prepare_rhs = False

    def as_sqlite(self, compiler: Any, connection: BaseDatabaseWrapper) -> tuple[str, tuple[Any, ...]]:
        """FTS5: the card's id is among those that match."""
        asked = " AND ".join(f'"{piece}"' for piece in self.rhs)
        return (
            "register_card.id IN (SELECT rowid FROM register_card_grams WHERE register_card_grams MATCH %s)",
            (asked,),
        )

    def as_sql(self, compiler: Any, connection: BaseDatabaseWrapper) -> tuple[str, tuple[Any, ...]]:
        """PostgreSQL: the array of pieces contains the list."""
        column, parameters = self.process_lhs(compiler, connection)
        return f"string_to_array({column}, ' ') @> %s", (*parameters, list(self.rhs))
