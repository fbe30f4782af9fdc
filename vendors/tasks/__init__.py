"""Tasks given to vendors, seeded draws of their cases, and the clock that runs on them.

Campaigns, hand-offs and the other task types join here.
"""
