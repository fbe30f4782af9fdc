from piccolo.columns import Date, Text, Timestamptz, Varchar
from piccolo.table import Table


class Vendor(Table, tablename="vendors_vendor"):
    """第三方机构. `code` is the 统一社会信用代码; `kind` one of A–D; `status` a vendors.registry.rules.Standing."""

    code = Varchar(length=18, unique=True)
    name = Varchar(length=100)
    short_name = Varchar(length=20)
    kind = Varchar(length=1, index=True)
    legal_representative = Varchar(length=40)
    contact = Varchar(length=80, default="")
    status = Varchar(length=24)
    banned_until = Date(null=True, default=None)
    note = Text(default="")
    registered_at = Timestamptz(default=None)
