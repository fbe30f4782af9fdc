from piccolo.columns import JSONB, BigInt, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.table import Table


class RegisterUpload(Table, tablename="importers_register_upload"):
    """A file of one register: received → checking → ready → committing → committed; refused, withdrawn, failed.

    `added`, `changed`, `same` and `missing` are what the check found against the register as it then was.
    """

    register = Varchar(length=20, index=True)
    state = Varchar(length=16, index=True)
    filename = Varchar(length=200)
    sha256 = Varchar(length=64, index=True)
    size = BigInt()
    rows_total = Integer(default=0)
    rows_done = Integer(default=0)
    added = Integer(default=0)
    changed = Integer(default=0)
    same = Integer(default=0)
    missing = Integer(default=0)
    errors = Integer(default=0)
    warnings = Integer(default=0)
    notices = Integer(default=0)
    rule_counts = JSONB(default="{}")
    refusal_zh = Text(default="")
    refusal_en = Text(default="")
    uploaded_by = Integer()
    uploaded_by_name = Varchar(length=80)
    committed_by = Integer(null=True, default=None)
    committed_by_name = Varchar(length=80, default="")
    received_at = Timestamptz(default=None)
    checked_at = Timestamptz(null=True, default=None)
    committed_at = Timestamptz(null=True, default=None)
    timings = JSONB(default="{}")


class RegisterIssue(Table, tablename="importers_register_issue"):
    """One problem at one cell of a register's file; the first two thousand are kept, all are counted."""

    upload = ForeignKey(references=RegisterUpload, null=False, index=True)
    position = Integer()
    code = Varchar(length=40)
    severity = Varchar(length=8)
    sheet = Varchar(length=31)
    row = Integer(null=True, default=None)
    column = Varchar(length=4, default="")
    header = Varchar(length=60, default="")
    value = Varchar(length=300, default="")
    message_zh = Text()
    message_en = Text()
    fix_zh = Text()
    fix_en = Text()
