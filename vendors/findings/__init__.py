"""Findings (case and lines), their evidence and the two reviews.

Up to here a vendor assists; nothing in this room decides.
"""
