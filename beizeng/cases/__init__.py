"""Cases: anything with states, a post that holds it, and clocks: the kinds are data in packs.

    actions.lodge(kind="13710-measure", ..., by=..., at=...)
    actions.act(case=..., action="report", fields={...}, by=..., at=...)

Not here: how days are counted (``base/clock``), what a measure is (``plan``).
"""
