from piccolo.columns import BigInt, Integer, Text, Varchar
from piccolo.constraints import Unique
from piccolo.table import Table


class IncomingRow(Table, tablename="vendors_incoming_row"):
    """One row of a register's file, waiting: `change` is a (added), c (changed) or s (same).

    `key` and `cells` are the values as text, joined by U+001F in the order of the register's Target. The first
    entries of the register that the file does not name stand here too, as m (missing), numbered from 1.
    """

    upload = BigInt()
    change = Varchar(length=1)
    row = Integer()
    key = Text()
    cells = Text()
    incoming_row_once = Unique([upload, change, row])
