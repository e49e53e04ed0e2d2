"""Register: who exists and what is known of them, each value with its source and two days (``on``, ``known``).

Facts arrive in feeds, are never edited, and lie in Delta tables; a card per entity in the database serves pages.

    queries.snapshot(on=day, known=day)          # a typed frame, one row an entity, for rules and indicators
    actions.load_feed(path=..., by=..., at=...)  # a file in, a report out

Not here: what an entity is owed (``rules``), what happens with it (``cases``).
"""
