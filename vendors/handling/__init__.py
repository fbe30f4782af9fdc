"""处理: what follows from a decision: measures, legal review, filing, flags, transfers, bans and suspensions.

A measure is proposed, passes its gates, is approved and carried out; what approved ones make due (`dues`) the
recovery ledger books. Grows by a kind in `rules.py` and the papers it needs in `gates.py`.
"""
