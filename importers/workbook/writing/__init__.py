"""Workbooks out: templates, annotated copies, tables with charts. The only code that imports openpyxl to write.

`sheets.py` says what a sheet is, `grid.py` its cells as XML in which no text becomes a formula, `book.py` the file.
"""
