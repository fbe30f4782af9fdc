"""A task's clock: working days from the day after dispatch, stopped while the bureau owes material, extended, firm.

`reckoning` is pure; the segments are kept, the due day follows from them.
"""
