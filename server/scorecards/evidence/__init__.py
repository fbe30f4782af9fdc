"""Pages where people put down what they looked at: checks, questionnaires, logs of outages; and a sheet's own row.

sheets.py reads a table out of an uploaded file; which contract and quarter a page is about is in frame.py above.
"""
