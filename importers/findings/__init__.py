"""The findings workbooks of the four vendor kinds: columns, checks, cases.

`every_kind.py` holds the 16 columns every detail sheet shares, `kind_*.py` the rest of each kind. Checks are plain
functions in a visible list per kind (`kinds.py`); each yields issues and never raises. `checking.check` is the one
way in. A new kind = a `kind_x.py`, a line in `kinds.py`, its checks; see docs/howto/new-workbook-kind.md.
"""
