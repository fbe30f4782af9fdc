from piccolo.columns import Boolean, Date, ForeignKey, Timestamptz, Varchar
from piccolo.table import Table

from vendors.registry.tables import Vendor


class Staff(Table, tablename="vendors_staff"):
    """服务人员 of a vendor: managed by the vendor, known to the bureau (双重管理, ZY-13)."""

    vendor = ForeignKey(references=Vendor, null=False, index=True)
    name = Varchar(length=40)
    post = Varchar(length=40)
    certificate = Varchar(length=60, default="")
    certified_until = Date(null=True, default=None)
    undertaking_signed_on = Date(null=True, default=None)
    on_post_from = Date()
    on_post_to = Date(null=True, default=None)
    is_lead = Boolean(default=False)
    registered_at = Timestamptz(default=None)
