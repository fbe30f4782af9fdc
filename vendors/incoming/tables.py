from piccolo.columns import BigInt, Integer, Text, Varchar
from piccolo.table import Table


class IncomingRow(Table, tablename="vendors_incoming_row"):
    """One row of a register's file, waiting: `change` is a (added), c (changed) or s (same).

    `key` and `cells` are the values as text, joined by U+001F in the order of the register's Target.
    """

    upload = BigInt(index=True)
    row = Integer()
    change = Varchar(length=1)
    key = Text()
    cells = Text()
