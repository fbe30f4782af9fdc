"""Bytes in, addressed cells out: gate → jailed reader → cells.

Owns the only code that opens a foreign spreadsheet. `gate.py` refuses what must not be opened, `jail.py` starts a
fresh child per file, `child.py` is that child. A file either comes back as cells or as one Refusal with the sentence
that helps; nothing in here raises for a bad file. A new format = a reader module,
its line in `opening.py` and its magic in `gate.py`.
"""
