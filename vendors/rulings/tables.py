from piccolo.columns import JSONB, BigInt, Boolean, Date, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.constraints import Unique
from piccolo.table import Table

from vendors.findings.tables import Finding
from vendors.institutions.tables import Institution
from vendors.registry.tables import Vendor


class Notice(Table, tablename="vendors_notice"):
    """告知书 (LZ Art.22): facts, reasons, basis, and the day the right to be heard ends.

    Findings of one institution told of together share one `number`.
    """

    finding = ForeignKey(references=Finding, null=False, unique=True)
    vendor = ForeignKey(references=Vendor, null=False)
    number = Varchar(length=24, default="", index=True)
    facts = Text()
    reasons = Text()
    basis = Text()
    method = Varchar(length=20)
    served_on = Date()
    defence_until = Date()
    deadline_provisional = Boolean(default=False)
    served_by = Varchar(length=80)
    at = Timestamptz(default=None)


class NoticeLetter(Table, tablename="vendors_notice_letter"):
    """告知书 as a paper: drafted, printed, served once on one institution. The bureau's alone.

    `told_on` is the day it was handed over, posted or published; `served_on` the day it counts as served, from which
    the time to be heard runs. `witness` and `refusal` go with 留置送达. Its files are the proofs of service.
    """

    vendor = Integer(null=True, default=None)
    number = Varchar(length=24, unique=True)
    institution = ForeignKey(references=Institution, null=False, index=True)
    state = Varchar(length=12, index=True)
    method = Varchar(length=20, default="")
    told_on = Date(null=True, default=None)
    served_on = Date(null=True, default=None)
    receiver = Varchar(length=120, default="")
    witness = Varchar(length=120, default="")
    refusal = Text(default="")
    drafted_by = Integer()
    drafted_by_name = Varchar(length=80)
    at = Timestamptz(default=None)
    printed_at = Timestamptz(null=True, default=None)
    served_by = Varchar(length=80, default="")
    served_at = Timestamptz(null=True, default=None)


class NoticePart(Table, tablename="vendors_notice_part"):
    """What a letter says of one finding; once served, its Notice says the same. The bureau's alone.

    `printed` is the finding as it stood when the letter was printed (vendors.rulings.printing), null before that.
    """

    vendor = Integer(null=True, default=None)
    letter = ForeignKey(references=NoticeLetter, null=False, index=True)
    finding = ForeignKey(references=Finding, null=False, index=True)
    facts = Text()
    reasons = Text()
    basis = Text()
    printed = JSONB(null=True, default=None)
    notice_part_once = Unique([letter, finding])


class Hearing(Table, tablename="vendors_hearing"):
    """陈述申辩 as it was made, by letter or by word of mouth (笔录), of one or several findings. The bureau's alone.

    `exchanges` is a list of {question, answer}; `capacity` what `speaker` spoke as (法定代表人, 委托代理人 …);
    one who would not sign has `unsigned_reason` (LZ Art.32).
    """

    vendor = Integer(null=True, default=None)
    institution = ForeignKey(references=Institution, null=False, index=True)
    form = Varchar(length=10)
    content = Text()
    exchanges = JSONB(default="[]")
    speaker = Varchar(length=80, default="")
    capacity = Varchar(length=80, default="")
    asked_by = Varchar(length=80, default="")
    taken_down_by = Varchar(length=80, default="")
    place = Varchar(length=100, default="")
    signed = Boolean(default=True)
    unsigned_reason = Text(default="")
    made_at = Timestamptz(default=None)
    recorded_by = Varchar(length=80)
    at = Timestamptz(default=None)


class Defence(Table, tablename="vendors_defence"):
    """陈述申辩 of one finding: recordable at any time before the determination; `hearing` is the whole record."""

    finding = ForeignKey(references=Finding, null=False, index=True)
    vendor = ForeignKey(references=Vendor, null=False)
    form = Varchar(length=10)
    content = Text()
    made_at = Timestamptz(default=None)
    in_time = Boolean()
    recorded_by = Varchar(length=80)
    hearing = ForeignKey(references=Hearing, null=True, default=None)


class Recheck(Table, tablename="vendors_recheck"):
    """复核 of a defence, by somebody other than both reviewers."""

    finding = ForeignKey(references=Finding, null=False, index=True)
    vendor = ForeignKey(references=Vendor, null=False)
    upheld_defence = Varchar(length=10)
    opinion = Text()
    reviewer = Integer()
    reviewer_name = Varchar(length=80)
    at = Timestamptz(default=None)


class Panel(Table, tablename="vendors_panel"):
    """合议 of one finding: called for, then held. `members` are {name, post, outcome, words}. The bureau's alone."""

    vendor = Integer(null=True, default=None)
    finding = ForeignKey(references=Finding, null=False, index=True)
    cause = Text(default="")
    called_by = Integer(null=True, default=None)
    called_by_name = Varchar(length=80, default="")
    called_at = Timestamptz(null=True, default=None)
    held_on = Date(null=True, default=None)
    members = JSONB(default="[]")
    conclusion = Varchar(length=16, default="")
    summary = Text(default="")
    recorded_by = Integer(null=True, default=None)
    recorded_by_name = Varchar(length=80, default="")
    recorded_at = Timestamptz(null=True, default=None)


class Discussion(Table, tablename="vendors_discussion"):
    """集体讨论记录 (LZ Art.21): who was there, what was discussed, what was concluded. The bureau's alone.

    `attendees` and `absent` are lists of {name, post}; `kind` tells the department's (科室集体意见) from the leaders'
    (负责人集体讨论); `findings` are the ids considered; `verdict` says whether they agreed. Once
    an act has relied on it (`used_at`) it stays as it is.
    """

    vendor = Integer(null=True, default=None)
    number = Varchar(length=24, unique=True)
    kind = Varchar(length=16)
    institution = ForeignKey(references=Institution, null=False, index=True)
    held_on = Date()
    place = Varchar(length=100, default="")
    chair = Varchar(length=80, default="")
    recorder = Varchar(length=80, default="")
    attendees = JSONB(default="[]")
    absent = JSONB(default="[]")
    findings = JSONB(default="[]")
    matter = Text(default="")
    opinions = Text(default="")
    verdict = Varchar(length=12, default="agreed")
    conclusion = Text()
    recorded_by = Integer()
    recorded_by_name = Varchar(length=80)
    recorded_at = Timestamptz(default=None)
    used_at = Timestamptz(null=True, default=None)


class Decision(Table, tablename="vendors_decision"):
    """认定、处理决定: findings of one institution determined together. The bureau's alone.

    `amount_fen` is what it determined when it was made; what stands of it now is asked of its determinations.
    """

    vendor = Integer(null=True, default=None)
    number = Varchar(length=24, unique=True)
    institution = ForeignKey(references=Institution, null=False, index=True)
    amount_fen = BigInt()
    discussion = ForeignKey(references=Discussion, null=True, default=None)
    state = Varchar(length=16, index=True)
    decided_on = Date(index=True)
    decided_by = Integer()
    decided_by_name = Varchar(length=80)
    at = Timestamptz(default=None)


class Determination(Table, tablename="vendors_determination"):
    """认定: 成立 / 部分成立 / 不成立, the amended amount per line, and whether a defence moved it.

    Findings of one institution ruled on together share one `decision` number. A reversed one stays as it was, with
    `superseded_at`; what stands instead is the next `version`.
    """

    finding = ForeignKey(references=Finding, null=False, index=True)
    vendor = ForeignKey(references=Vendor, null=False, index=True)
    decision = Varchar(length=24, index=True)
    outcome = Varchar(length=16)
    reported_fen = BigInt()
    amount_fen = BigInt()
    lines = JSONB()
    reason_code = Varchar(length=24)
    reason = Text()
    discussion = JSONB(null=True, default=None)
    defence_moved_it = Boolean(default=False)
    determined_by = Integer()
    determined_by_name = Varchar(length=80)
    at = Timestamptz(default=None)
    version = Integer(default=1)
    superseded_at = Timestamptz(null=True, default=None)
    determination_version_once = Unique([finding, version])


class Reversal(Table, tablename="vendors_reversal"):
    """认定的撤销、变更或责令重作 by reconsideration, litigation, objection or the bureau itself (LZ Art.25-26).

    `determination` is the one superseded; what stands instead, if anything, is the finding's next one.
    """

    vendor = ForeignKey(references=Vendor, null=False, index=True)
    number = Varchar(length=24, unique=True)
    finding = ForeignKey(references=Finding, null=False, index=True)
    determination = ForeignKey(references=Determination, null=False)
    channel = Varchar(length=20)
    result = Varchar(length=12)
    authority = Varchar(length=120)
    document = Varchar(length=120, default="")
    decided_on = Date()
    reason = Text()
    recorded_by = Integer()
    recorded_by_name = Varchar(length=80)
    at = Timestamptz(default=None)
