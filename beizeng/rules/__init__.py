"""Rules: facts and a policy give met, not met or unknown, an amount, and the reasons.

    queries.explain(code, on=day, known=day)   # every policy, criterion, value seen, value needed, article

A condition is a SQL boolean expression over declared facts; ``base/engine`` reads it, packs hold it.
Not here: the facts (``register``), what is done about a verdict (``cases``).
"""
