"""Pages of retention: proposals, hearings, decisions, rectification, probation, renewal, misconduct.

proposals.py lists what grades propose and takes the decision; pages.py is the sum of all. A new page is a module with
its ACTS there.
"""
