"""Vendor staff under 双重管理 (ZY-13), the bureau's inspectors and experts, and who must keep away from whom.

`rules.py` says when a person counts as on post and which state follows which; `actions.py` keeps the list,
`standing_actions.py` is the bureau's side of it, `leaving_actions.py` puts a last day right, `record_actions.py` what a
person has, `lead_actions.py` the project lead; `pool/` keeps inspectors and experts. `recusal/` (LZ Art.34) has the
rules of ties, declares and decides them, and looks for what nobody declared; it and `bars.py` are what draws and
assignment ask. Grows by another kind of tie in `recusal/ties.py` or another record of a person.
"""
