"""The findings workbooks of the four vendor kinds: columns, checks, cases.

`sheets/` holds the columns, `checks/` what is checked; `kinds.py` and `record_kinds.py` put the two together, a visible
list per kind. `checking.check` is the one way in; `child.py` does the work in the jail, by `examining.py`.
A new kind = its columns in `sheets/`, its checks, a line in `kinds.py`; see docs/howto/new-workbook-kind.md.
"""
