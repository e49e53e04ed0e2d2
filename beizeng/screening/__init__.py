"""Screening: an official text against a checklist of clauses gives findings, each with its sentence and article.

    check(text, Checklist.of(load_shelf()), day)   # the heart: pure, the same findings each time

A finding is a suspicion for the drafting unit and the market-supervision department to decide, never a ruling.
Not here: findings about a plan's own figures and units (``plan.findings``), what a policy pays (``rules``).
"""
