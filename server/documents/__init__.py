"""Papers of a case as Word and PDF: notice, transcript, discussion, determination, transfer.

What a paper says is made from the records alone (`records.py`), each paper in a module of its own; what only the
bureau can say (address, contact, remedies) comes from its own file (`office.py`) or stays blank to be filled in.
Grows by: a paper's module, its gathering in `gathering.py`, its line in `KINDS` of `pages.py`.
"""
