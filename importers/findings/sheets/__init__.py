"""The columns of every sheet: `every_kind.py` and `record_columns.py` what many share, the rest what one sheet adds.

One definition drives template, parser, messages, help page, reference and test data. A new sheet = its columns here.
"""
