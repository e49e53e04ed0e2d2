"""The clock: from a start, a term and a calendar to the due moment and its day-by-day proof.

Pure: calendars and working hours are values that come in as data; only ``now`` reads the real time.
Not here: which matter has which term (that is a pack's), what happens when a term ends (``cases``).
"""
