from piccolo.columns import JSONB, BigInt, Boolean, Date, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.constraints import Unique
from piccolo.table import Table

from vendors.campaigns.tables import Campaign


class EnteredFigures(Table, tablename="vendors_statistics_entered"):
    """Published figures of a time before the system, entered as they stood. The bureau's alone.

    `kind` is an `entered.rules.Kind`; `period` a month or year, or two months joined by `/` for what is distinct over a
    range. `figures` are whole numbers (money in fen) by name; `institutions` the codes, empty when only their number
    is known. `region` is empty for the whole city. A correction supersedes.
    """

    vendor = Integer(null=True, default=None)
    kind = Varchar(length=16, index=True)
    period = Varchar(length=20, index=True)
    region = Varchar(length=6, default="", index=True)
    figures = JSONB()
    institutions = JSONB(default="[]")
    basis = Varchar(length=200)
    entered_by = Integer()
    entered_by_name = Varchar(length=80)
    at = Timestamptz(default=None)
    superseded_at = Timestamptz(null=True, default=None)


class CampaignReport(Table, tablename="vendors_campaign_report"):
    """统计表 of one campaign and reporting period. The bureau's alone.

    Once submitted its figures are those frozen in its rows. A corrected one is the next `version`; the one before
    keeps its figures and gets `superseded_at`.
    """

    vendor = Integer(null=True, default=None)
    campaign = ForeignKey(references=Campaign, null=False, index=True)
    period = Varchar(length=8)
    version = Integer(default=1)
    state = Varchar(length=12, index=True)
    due_on = Date(index=True)
    due_is_provisional = Boolean(default=False)
    opened_by_name = Varchar(length=80)
    opened_at = Timestamptz(default=None)
    submitted_by = Integer(null=True, default=None)
    submitted_by_name = Varchar(length=80, default="")
    submitted_at = Timestamptz(null=True, default=None)
    approved_by = Integer(null=True, default=None)
    approved_by_name = Varchar(length=80, default="")
    approved_at = Timestamptz(null=True, default=None)
    reported_on = Date(null=True, default=None)
    document = Varchar(length=80, default="")
    returned = Text(default="")
    superseded_at = Timestamptz(null=True, default=None)
    campaign_report_version_once = Unique([campaign, period, version])


class CampaignReportRow(Table, tablename="vendors_campaign_report_row"):
    """One 填报单位 of a table: a county, the city itself, or (the city's own code) the 合计.

    `frozen` holds what was submitted, by scope and column: {"current": {...}, "cumulative": {...}}.
    """

    vendor = Integer(null=True, default=None)
    report = ForeignKey(references=CampaignReport, null=False, index=True)
    region = Varchar(length=6, index=True)
    state = Varchar(length=12)
    filled_by = Integer(null=True, default=None)
    filled_by_name = Varchar(length=80, default="")
    submitted_at = Timestamptz(null=True, default=None)
    returned = Text(default="")
    frozen = JSONB(null=True, default=None)
    campaign_report_row_once = Unique([report, region])


class CampaignReportCell(Table, tablename="vendors_campaign_report_cell"):
    """What a person put into a cell: fen in a column of money, a whole number in any other; null clears it.

    `computed` is what the records said then; a cell that departs from it carries a `reason`.
    """

    vendor = Integer(null=True, default=None)
    report = ForeignKey(references=CampaignReport, null=False, index=True)
    region = Varchar(length=6, index=True)
    scope = Varchar(length=12)
    field = Varchar(length=40)
    value = BigInt(null=True, default=None)
    computed = BigInt(null=True, default=None)
    reason = Text(default="")
    entered_by = Integer()
    entered_by_name = Varchar(length=80)
    at = Timestamptz(default=None)
    campaign_report_cell_once = Unique([report, region, scope, field])
