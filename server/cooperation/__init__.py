"""Pages of hand-off slips, the data-provision ledger and delivered review rules.

Each has its list and forms in one module and what is done to a record in its `…_acts`; `reading` reads the filters
of all three lists. A further register of this kind is one more pair.
"""
