"""KPI reports: figures frozen, rendered to Excel and PDF, archived under their hash.

`gather` asks vendors and kpi once and freezes a `KpiFigures`; `document` says what the report reads like;
`pdf` (typst, 公文 layout) and `xlsx` (native charts) render from the frozen figures alone, so that the same
figures give the same bytes for ever. `actions.make_report` does it all in one act.
Grows by: a new report kind = a member of `rules.ReportKind`, its figures, its document.
"""
