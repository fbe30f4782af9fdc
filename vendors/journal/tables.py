from piccolo.columns import JSONB, BigInt, Integer, Text, Timestamptz, Varchar
from piccolo.table import Table


class JournalEntry(Table, tablename="vendors_journal"):
    """One link. The application role may insert and read, nothing else; a trigger stops everybody."""

    seq = BigInt(unique=True)
    at = Timestamptz(default=None)
    actor_id = Integer()
    actor_name = Varchar(length=80)
    request = Varchar(length=64, default="")
    kind = Varchar(length=60, index=True)
    object_type = Varchar(length=40)
    object_id = Varchar(length=80, index=True)
    vendor = Integer(null=True, default=None)
    before = JSONB(null=True, default=None)
    after = JSONB(null=True, default=None)
    note = Text(default="")
    previous = Varchar(length=64)
    digest = Varchar(length=64)
