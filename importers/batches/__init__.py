"""One upload's life: received → checking → refused | ready → stored → superseded | withdrawn; or failed, or voided.

Everything is all-or-nothing and safe to run again after a kill at any point. What a vendor delivers is a `deliverable`
(the key of a kind of sheet) in versions: a stored batch is replaced, never edited, and nothing is ever deleted.
A new act is a file of `actions/`, a new question one of `queries/`.
"""
