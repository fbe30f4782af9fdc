from piccolo.columns import JSONB, Date, ForeignKey, Numeric, Text, Timestamptz, Varchar
from piccolo.table import Table

from vendors.contracts.tables import Contract
from vendors.institutions.tables import Institution
from vendors.registry.tables import Vendor


class Questionnaire(Table, tablename="kpi_questionnaire"):
    """满意度问卷 about one contract's work in a period; the paper is an attachment ("questionnaire").

    `vendor` is always null: the bureau's alone, so that nobody learns who rated it how. `answers` are marks of the
    scale by question, `score` their mean out of 100.
    """

    vendor = ForeignKey(references=Vendor, null=True, default=None)
    contract = ForeignKey(references=Contract, null=False, index=True)
    period = Varchar(length=8)
    covers_from = Date()
    covers_to = Date()
    side = Varchar(length=12)
    institution = ForeignKey(references=Institution, null=True, default=None)
    respondent = Varchar(length=100)
    answers = JSONB()
    score = Numeric(digits=(5, 2))
    comment = Text(default="")
    answered_on = Date()
    recorded_by = Varchar(length=80)
    recorded_at = Timestamptz(default=None)
    withdrawn_by = Varchar(length=80, default="")
    withdrawn_at = Timestamptz(null=True, default=None)
    withdrawn_why = Text(default="")
