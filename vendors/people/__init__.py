"""Vendor staff under 双重管理 (ZY-13), the bureau's inspectors and experts, and who must keep away from whom.

`rules.py` says when a person counts as on post and which state follows which; `actions.py` keeps the list,
`standing_actions.py` is the bureau's side of it, `record_actions.py` what a person has, `lead_actions.py` the project
lead, `pool_actions.py` inspectors and experts. Recusal (LZ Art.34): `ties.py` the rules, `recusal_actions.py` declares
and decides, `recusal.py` and `bars.py` are what draws and assignment ask, `finder.py` looks for what nobody declared.
Grows by another kind of tie in `ties.py` or another record of a person.
"""
