"""Bytes in, addressed cells out: gate → jailed reader → cells.

Owns the only code that opens a foreign spreadsheet. `gate.py` looks at name, size and magic, `jail.py` starts a fresh
child per file, `child.py` is that child: `inspection/` first, then `readers/` through `opening.py`, for large files in
its `twin.py`. A file comes back as cells or as one Refusal with the sentence that helps; nothing raises for a bad file.
A new format = a reader, its line in `opening.py` and its magic in `gate.py`.
"""
