"""Facts counted from what other rooms hold: slips answered, rules adopted, warnings, rows of record sheets.

Each module answers for many contracts at once and says of every record it leaves out why. A group of facts that shares
a source is given whole or not at all: where the record has nothing, what people entered stands.
Grows by a module with its function in `source.py`.
"""
