"""抽查: what the bureau looked at again of a vendor's work, item by item, with who looked and on what paper.

Working papers (C04), the register of doctors (B07), accident investigations (D02), levels of disability (D04), fee
reviews (D05). A check counts for the period it was made for, whenever it was made. It is never changed: a wrong one is
withdrawn with a reason. Grows by a member of `rules.CheckKind` with its facts.
"""
