"""What is checked: rows alone, by rule, against the task, over a whole sheet. Each yields issues and never raises.

Which sheet is checked by which stands in `kinds.py` and `record_kinds.py`.
"""
