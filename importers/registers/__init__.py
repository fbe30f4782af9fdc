"""Bureau-side registers from Excel: designated institutions and settled cases.

`institutions.py` and `cases.py` each hold a layout, its checks and its record; `register.py` is the one way in: bytes
→ jailed reader → rows or issues, all or nothing. Storing is `vendors.institutions.actions`. A new register = one such
file with a `Register`.
"""
