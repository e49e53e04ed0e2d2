"""Indicators: measured numbers with definition, period, baseline, target, path, actual, light and needed pace.

    queries.show("p1-1", day=day, viewer=…)   # everything that is known of one indicator on a day

What the packs define is counted in the register or reported by the lead unit, kept as readings with their two days,
judged by ``measure`` and carried forward by ``forecast``. Not here: what is counted (``register.queries``), the
targets' words (``plan``).
"""
