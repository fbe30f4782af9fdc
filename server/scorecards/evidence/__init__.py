"""Pages where people put down what they looked at: checks, questionnaires, logs of outages; and a sheet's own row.

frame.py knows the contract and quarter every page is about, sheets.py reads a table out of an uploaded file.
"""
