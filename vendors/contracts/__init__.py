"""Service contracts from the draft to the archive: terms, checklist, reports owed, supplements, renewals, payments.

`actions` has one file to a stage; the lists of clauses and reasons are data. A new demand on contracts is a clause
there, a new step a state and its transitions in `rules`. What the cards take off a payment is asked in kpi.retention.
"""
