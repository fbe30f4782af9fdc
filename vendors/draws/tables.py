from piccolo.columns import JSONB, BigInt, Boolean, ForeignKey, Integer, Numeric, Text, Timestamptz, Varchar
from piccolo.constraints import Unique
from piccolo.table import Table

from vendors.campaigns.tables import Campaign
from vendors.registry.tables import Vendor


class Draw(Table, tablename="vendors_draw"):
    """抽样批次: everything needed to replay it. The seed is committed (hashed) before the frame is opened.

    Until it is drawn, `drawn_at` is null, the frame empty and the seed shown to nobody. `plan` is how it is drawn,
    `scope` which frame is opened, `outcome` what is told of it beside the picks. `frame_text` holds the canonical
    lines (TOAST compresses them); draws of sha256-order-1 have their ids in `frame` instead.
    """

    vendor = ForeignKey(references=Vendor, null=True, default=None, index=True)
    task = Integer(null=True, default=None, index=True)
    number = Varchar(length=20, unique=True)
    method = Varchar(length=20)
    algorithm = Varchar(length=40)
    seed = Varchar(length=64)
    seed_commitment = Varchar(length=64)
    frame_hash = Varchar(length=64)
    frame_size = Integer()
    ratio = Numeric(digits=(5, 4), null=True, default=None)
    size = Integer()
    frame = JSONB()
    committed_at = Timestamptz(default=None)
    drawn_at = Timestamptz(null=True, default=None)
    drawn_by = Varchar(length=80)
    campaign = ForeignKey(references=Campaign, null=True, default=None, index=True)
    region = Varchar(length=6, default="", index=True)
    purpose = Varchar(length=20, default="task", index=True)
    title = Varchar(length=120, default="")
    basis = Varchar(length=200, default="")
    plan = JSONB(default="{}")
    scope = JSONB(default="{}")
    outcome = JSONB(default="{}")
    witnesses = JSONB(default="[]")
    frame_text = Text(default="")
    frame_amount = BigInt(default=0)
    committed_by = Varchar(length=80, default="")
    cancelled_at = Timestamptz(null=True, default=None)
    cancelled_by = Varchar(length=80, default="")
    cancelled_why = Varchar(length=200, default="")


class DrawPick(Table, tablename="vendors_draw_pick"):
    """One unit of the result, in the order drawn; `partners` are the inspectors drawn for it."""

    vendor = ForeignKey(references=Vendor, null=True, default=None, index=True)
    draw = ForeignKey(references=Draw, null=False, index=True)
    position = Integer()
    unit = Varchar(length=60, index=True)
    label = Varchar(length=120, default="")
    stratum = Varchar(length=80, default="")
    amount_fen = BigInt(default=0)
    certain = Boolean(default=False)
    partners = JSONB(default="[]")
    draw_pick_once = Unique([draw, position])
