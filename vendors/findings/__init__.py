"""Findings (case and lines), their evidence and the two reviews.

Up to here a vendor assists; nothing in this room decides. `incoming` keeps what a checked workbook brought until it is
confirmed; `actions/admit` puts it on the record in SQL, in the place of an earlier version where there is one.
"""
