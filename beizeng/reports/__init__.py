"""Reports: official papers composed from figures that can be followed to their records, frozen at issue.

    actions.draft(kind="briefing", day=day, by=…, at=…)      # the briefing of the quarter as docx and xlsx
    actions.issue(report_id=7, document_number=…, …)          # with red head and number; never changes again
    queries.trace(report, 12)                                # what figure 12 was counted from

``compose`` turns plain values into the paper's content; ``document`` and ``workbook`` put it on paper. Not here: what
is counted, judged or due (``indicators``, ``rules``, ``cases``); a report only says it.
"""
