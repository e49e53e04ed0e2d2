"""Plan: a plan document becomes goals, projects, measures and units, each with its place in the text; and findings.

    outline.read(text, units=...)              # pure: the document as structured facts
    actions.open_programme(..., by=..., at=...)  # the pack's programme, running

Not here: how a measure's matter runs (``cases``), what is measured (``indicators``).
"""
