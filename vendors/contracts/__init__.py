"""Service contracts, their items and the reports they owe.

Payments, supplements and renewals join here.
"""
