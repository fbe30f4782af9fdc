from piccolo.columns import Boolean, Date, Numeric, Timestamptz, Varchar
from piccolo.constraints import Unique
from piccolo.table import Table


class PolicyChange(Table, tablename="vendors_policy_change"):
    """One load of parameters, code lists or holidays; the greatest id is the version a process must have read."""

    register = Varchar(length=20)
    by_name = Varchar(length=80)
    at = Timestamptz(default=None)


class PolicyParameter(Table, tablename="vendors_policy_parameter"):
    """政策参数 of the bureau: comes before the packaged value on the days it holds."""

    code = Varchar(length=40)
    zh = Varchar(length=100)
    en = Varchar(length=100)
    value = Numeric(digits=(24, 6))
    unit = Varchar(length=20)
    source = Varchar(length=200)
    article = Varchar(length=60, default="")
    begins = Date()
    ends = Date(null=True, default=None)
    policy_parameter_once = Unique([code, begins])


class CodeEntry(Table, tablename="vendors_code_entry"):
    """An entry of a code list as the bureau keeps it: adds to, renames or ends a packaged one."""

    list_name = Varchar(length=40, index=True)
    code = Varchar(length=30)
    zh = Varchar(length=100)
    en = Varchar(length=200, default="")
    begins = Date()
    ends = Date(null=True, default=None)
    code_entry_once = Unique([list_name, code, begins])


class Holiday(Table, tablename="vendors_holiday"):
    """A day of the working calendar: of the State Council's yearly notice, or the bureau's own exception."""

    day = Date(unique=True)
    works = Boolean()
    kind = Varchar(length=10)
    note = Varchar(length=60, default="")
    source = Varchar(length=200, default="")


class BasisDocument(Table, tablename="vendors_basis"):
    """依据文件 as the bureau keeps it: adds to a packaged one or stands for it (same `code`)."""

    code = Varchar(length=40, unique=True)
    number = Varchar(length=80, default="", index=True)
    title = Varchar(length=200)
    kind = Varchar(length=20)
    issuer = Varchar(length=120, default="")
    issued_on = Date(null=True, default=None)
    begins = Date(null=True, default=None)
    ends = Date(null=True, default=None)
    note = Varchar(length=300, default="")
    updated_at = Timestamptz(default=None)
