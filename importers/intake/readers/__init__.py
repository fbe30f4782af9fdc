"""Bytes of an inspected file to rows of cells, streamed: .xlsx by our own reader, .xls and .et by calamine, CSV.

`xlsx.py` follows the workbook; `sheet_xml.py` reads rows by their shape, `sheet_slow.py` whatever is unusual. Both must
agree cell for cell. A new format = a module here, named in `opening.py`.
"""
