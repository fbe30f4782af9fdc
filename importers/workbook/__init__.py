"""What a sheet means: columns as objects, header finding, coercion, issues; templates and annotated copies.

One `Layout` of `Column`s drives the template, the reader, the messages, the help page and the tests.
Reading: `reading.py` (headers → coercion → rows). Writing, the only openpyxl: `writing/`.
A new column type = a member of `columns.Type` and its function in `coercion.py`.
"""
