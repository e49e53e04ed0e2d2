"""Screening: an official text against a checklist of clauses gives findings, each with its sentence and article.

This room is not furnished yet: no text is screened and no finding of law is shown.
Not here: findings about a plan's own figures and units (``plan.outline``).
"""
