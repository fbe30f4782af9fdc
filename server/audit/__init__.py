"""Pages of the journal: the newest entries first, one entry with what it changed, the chain verified.

`kinds.py` names every kind of entry in both languages; docs/reference/journal-kinds.md lists the same ones.
Grows by: a kind in both places (a test compares them with the code), an export beside the list.
"""
