from piccolo.columns import Array, ForeignKey, Integer, Serial, Text, Timestamptz, Varchar
from piccolo.constraints import Unique
from piccolo.table import Table

from vendors.registry.tables import Vendor


class Message(Table, tablename="server_message"):
    """消息. To one person, or to everybody who holds one of `roles`: at `vendor`, or without one at the bureau.

    `once` says what it tells of and to whom: nothing is told twice. `link` is the page it leads to. `region` is the
    county whose people are meant, empty for the city's.
    """

    id: Serial
    once = Varchar(length=160, unique=True)
    vendor = ForeignKey(references=Vendor, null=True, default=None, index=True)
    roles = Array(base_column=Varchar(length=24))
    person = Integer(null=True, default=None)
    region = Varchar(length=6, default="")
    kind = Varchar(length=12)
    zh = Text()
    en = Text()
    link = Varchar(length=200, default="")
    at = Timestamptz(default=None, index=True)


class Reading(Table, tablename="server_message_read"):
    """That somebody has read a message; `vendor` is the reader's own."""

    id: Serial
    message = ForeignKey(references=Message, null=False)
    person = Integer()
    vendor = ForeignKey(references=Vendor, null=True, default=None)
    at = Timestamptz(default=None)
    message_read_once = Unique([message, person])
