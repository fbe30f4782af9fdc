from piccolo.columns import Date, Integer, Timestamptz, Varchar
from piccolo.table import Table


class Unit(Table, tablename="vendors_unit"):
    """组织单位 of the bureau. `region` is six digits: the city's, or one county's whose records its people see.

    `parent` is another unit's id. A unit is closed (`ends`), never deleted; its region never changes.
    """

    code = Varchar(length=20, unique=True)
    name = Varchar(length=80)
    kind = Varchar(length=20)
    region = Varchar(length=6)
    parent = Integer(null=True, default=None, index=True)
    begins = Date()
    ends = Date(null=True, default=None)
    updated_at = Timestamptz(default=None)
