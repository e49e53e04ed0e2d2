"""The engine: the only code that knows sqlglot and Delta tables. One expression, one meaning, several evaluators.

``expressions``: text → whitelisted tree → Polars columns or plain Python, three-valued.
``tables``: append, publish by feed, read as of a day.
Not here: what a policy is (``rules``), what a fact is (``register``).
"""
