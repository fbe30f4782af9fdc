"""The bureau's own registers from Excel: institutions, doctors, settled cases, staff, parameters, codes, holidays.

One file a register holds its layout, its checks and where its cells go (`catalogue.py` lists them); `child.py` reads it
in the jail, `checking.py` holds it against the record, people look at the difference and `committing.py` takes it over.
A new register = one such file and a Target beside its table.
"""
