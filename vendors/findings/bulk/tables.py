from piccolo.columns import JSONB, Array, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.constraints import Unique
from piccolo.table import Table

from vendors.findings.tables import Finding


class BulkAct(Table, tablename="vendors_bulk_act"):
    """One ordered bulk act. `vendor` is always null: the bureau's alone.

    `asked` is the list's filter as its address names it; `roles` are those the person held when ordering; `done` and
    `refused` count what `total` items have come to so far.
    """

    vendor = Integer(null=True, default=None)
    region = Varchar(length=6, default="")
    stage = Varchar(length=12)
    opinion = Varchar(length=12)
    reason = Text(default="")
    asked = JSONB()
    state = Varchar(length=12)
    total = Integer()
    done = Integer(default=0)
    refused = Integer(default=0)
    ordered_by = Integer(index=True)
    ordered_by_name = Varchar(length=80)
    roles = Array(base_column=Varchar(length=24), default=list)
    request = Varchar(length=64, default="")
    ordered_at = Timestamptz(default=None)
    begun_at = Timestamptz(null=True, default=None)
    ended_at = Timestamptz(null=True, default=None)
    ended_by_name = Varchar(length=80, default="")


class BulkItem(Table, tablename="vendors_bulk_item"):
    """A finding of a bulk act, in the version its orderer saw; `outcome` is empty until it has been acted on.

    `zh` and `en` are the sentence that says why it was refused; `state` is what the finding has come to.
    """

    vendor = Integer(null=True, default=None)
    bulk = ForeignKey(references=BulkAct, null=False)
    finding = ForeignKey(references=Finding, null=False, index=True)
    version = Integer()
    outcome = Varchar(length=12, default="")
    state = Varchar(length=24, default="")
    zh = Text(default="")
    en = Text(default="")
    at = Timestamptz(null=True, default=None)
    bulk_item_once = Unique([bulk, finding])
