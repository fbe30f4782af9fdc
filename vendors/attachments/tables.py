from piccolo.columns import BigInt, Integer, Timestamptz, Varchar
from piccolo.table import Table


class Attachment(Table, tablename="vendors_attachment"):
    """附件: a file of a record. `vendor` is whose record it is; without one the bureau's alone."""

    vendor = Integer(null=True, default=None, index=True)
    object_type = Varchar(length=30, index=True)
    object_id = BigInt(index=True)
    title = Varchar(length=120)
    filename = Varchar(length=200)
    media_type = Varchar(length=100)
    sha256 = Varchar(length=64)
    size = BigInt()
    by_name = Varchar(length=80)
    attached_at = Timestamptz(default=None)
