from piccolo.columns import JSONB, BigInt, ForeignKey, Numeric, Text, Timestamptz, Varchar
from piccolo.table import Table

from kpi.scorecards.tables import Scorecard
from vendors.registry.tables import Vendor


class Proposal(Table, tablename="kpi_proposal"):
    """What a published grade proposes: measures, linked-fee ratio and money, and what the leader decided."""

    vendor = ForeignKey(references=Vendor, null=False, index=True)
    scorecard = ForeignKey(references=Scorecard, null=False, unique=True)
    grade = Varchar(length=16)
    measures = JSONB()
    fee_ratio = Numeric(digits=(5, 4))
    fee_due_fen = BigInt()
    fee_deducted_fen = BigInt()
    reason = Text()
    state = Varchar(length=16)
    decided_by = Varchar(length=80, default="")
    decision = Text(default="")
    decided_at = Timestamptz(null=True, default=None)
    proposed_at = Timestamptz(default=None)
