from piccolo.columns import Array, Date, ForeignKey, Text, Timestamptz, Varchar
from piccolo.constraints import Unique
from piccolo.table import Table

from vendors.institutions.tables import Institution


class Campaign(Table, tablename="vendors_campaign"):
    """专项行动: when, where, over which settlements and for what. Empty `regions` mean the whole city.

    `focus` holds 三假 (vendors.campaigns.rules.Focus), `violations` groups of the taxonomy, `agencies` codes of the
    list transfer_target.
    """

    number = Varchar(length=20, unique=True)
    name = Varchar(length=120)
    kind = Varchar(length=20, index=True)
    state = Varchar(length=16, index=True)
    starts_on = Date()
    ends_on = Date()
    covers_from = Date()
    covers_to = Date()
    regions = Array(base_column=Varchar(length=6))
    focus = Array(base_column=Varchar(length=20))
    violations = Array(base_column=Varchar(length=10))
    agencies = Array(base_column=Varchar(length=30))
    lead_name = Varchar(length=80)
    basis_number = Varchar(length=60, default="")
    note = Text(default="")
    reason = Text(default="")
    created_at = Timestamptz(default=None)


class CampaignInstitution(Table, tablename="vendors_campaign_institution"):
    """An institution within a campaign's scope."""

    campaign = ForeignKey(references=Campaign, null=False, index=True)
    institution = ForeignKey(references=Institution, null=False, index=True)
    campaign_institution_once = Unique([campaign, institution])


class CampaignPhase(Table, tablename="vendors_campaign_phase"):
    """A phase of a pilot or campaign (ZY-50), in the order of its days."""

    campaign = ForeignKey(references=Campaign, null=False, index=True)
    name = Varchar(length=60)
    begins = Date()
    ends = Date()
    campaign_phase_once = Unique([campaign, name])


class Milestone(Table, tablename="vendors_campaign_milestone"):
    """Something a phase must have done by a day; a mid-term self-evaluation is done with its file."""

    campaign = ForeignKey(references=Campaign, null=False, index=True)
    phase = ForeignKey(references=CampaignPhase, null=False, index=True)
    kind = Varchar(length=20)
    name = Varchar(length=120)
    due_on = Date(index=True)
    done_on = Date(null=True, default=None)
    done_by = Varchar(length=80, default="")
    remark = Varchar(length=300, default="")
