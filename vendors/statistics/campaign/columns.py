"""The columns of 专项整治行动情况统计表 as data (domain.md §7.3; how it was put together: docs/decisions).

A line here is a column everywhere: entry, checks, total, page, workbook and the reference page.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from vendors.errors import Words
from vendors.labels import Labelled


class Part(Labelled):
    """The table's ten parts."""

    INSPECTION = "inspection", "一、检查", "I. Inspection"
    VIOLATION = "violation", "二、查处", "II. Violations"
    AGREEMENT = "agreement", "三、协议处理", "III. Under the agreement"
    PENALTY = "penalty", "四、行政处罚", "IV. Administrative penalties"
    TRANSFER = "transfer", "五、移送", "V. Transfers"
    JUDICIAL = "judicial", "六、司法", "VI. Judicial"
    MONEY = "money", "七、资金", "VII. Money"
    EXPOSURE = "exposure", "八、曝光宣传", "VIII. Exposure"
    TIPS = "tips", "九、举报", "IX. Reports received"
    THIRD_PARTIES = "third_parties", "十、第三方投入", "X. Third parties"


class Unit(Labelled):
    """What a column counts; money is kept in fen and shown in 万元."""

    PLACES = "places", "家", "institutions"
    CASES = "cases", "例", "cases"
    MATTERS = "matters", "件", "matters"
    PEOPLE = "people", "人", "people"
    TIMES = "times", "人次", "person-times"
    EVENTS = "events", "场次", "events"
    MONEY = "money", "万元", "10 000 yuan"
    SHARE = "share", "%", "%"


class Total(Labelled):
    """How 合计 comes about."""

    SUM = "sum", "各行相加", "Rows added up"
    DISTINCT = "distinct", "全市去重，不相加", "Distinct over the city, never added up"
    RATIO = "ratio", "由合计数计算", "From the totals"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """`group` joins columns under one heading. Not `computed`: only people know it. `defined`: what it counts."""

    key: str
    part: Part
    name: Words
    unit: Unit
    total: Total
    defined: Words
    computed: bool = True
    group: Words | None = None

    @property
    def money(self) -> bool:
        return self.unit is Unit.MONEY


_GROUPS: Final = {
    "medical": Words("定点医疗机构", "Medical institutions"),
    "pharmacy": Words("零售药店", "Retail pharmacies"),
    "violating": Words("违法违规机构", "Violating institutions"),
    "outcome": Words("其中按处理结果", "Of these, by outcome"),
    "sham": Words("“三假”案件", "Sham cases"),
    "refused": Words("拒付", "Refused"),
    "police": Words("公安", "Public security"),
}
_S, _D = Total.SUM, Total.DISTINCT


def _column(
    part: Part, key: str, names: tuple[str, str], unit: Unit, total: Total, zh: str, en: str, group: str = ""
) -> Column:
    """A computed column; `zh` and `en` say what it counts."""
    return Column(
        key=key, part=part, name=Words(*names), unit=unit, total=total, defined=Words(zh, en), group=_GROUPS.get(group)
    )


def _entered(part: Part, key: str, names: tuple[str, str], unit: Unit, zh: str, en: str, group: str = "") -> Column:
    """A column people fill in; added up."""
    return Column(
        key=key,
        part=part,
        name=Words(*names),
        unit=unit,
        total=_S,
        defined=Words(zh, en),
        computed=False,
        group=_GROUPS.get(group),
    )


COLUMNS: Final = (
    _column(
        Part.INSPECTION, "medical_total", ("总数", "All"), Unit.PLACES, _D,
        "行动范围内的定点医疗机构；范围未指定机构时为所涉县区全部。",
        "Medical institutions in the campaign's scope; without a named scope all of its counties.", "medical",
    ),
    _column(
        Part.INSPECTION, "medical_inspected", ("检查数", "Inspected"), Unit.PLACES, _D,
        "期间内有病例审毕、有疑点审出或现场检查已提交的医疗机构，同一机构只计一次。",
        "Those with a case reviewed, a finding audited or an on-site inspection submitted in the period, once each.",
        "medical",
    ),
    _column(
        Part.INSPECTION, "pharmacy_total", ("总数", "All"), Unit.PLACES, _D, "同上，零售药店（机构编码以 P 开头）。",
        "The same of retail pharmacies (codes beginning with P).", "pharmacy",
    ),
    _column(
        Part.INSPECTION, "pharmacy_inspected", ("检查数", "Inspected"), Unit.PLACES, _D, "同上，零售药店。",
        "The same of retail pharmacies.", "pharmacy",
    ),
    _column(
        Part.INSPECTION, "inspected", ("检查机构合计", "Inspected in all"), Unit.PLACES, _D,
        "检查过的定点医药机构，去重；应等于医疗机构与药店之和（BT-02：64+117=181）。",
        "Institutions inspected, distinct; equals medical plus pharmacies (BT-02: 64+117=181).",
    ),
    _entered(
        Part.INSPECTION, "agencies", ("经办机构检查数", "Agencies inspected"), Unit.PLACES,
        "检查的医保经办机构数，由填报单位填写。", "Handling agencies inspected, as the unit fills in.",
    ),
    Column(
        key="coverage", part=Part.INSPECTION, name=Words("覆盖率", "Coverage"), unit=Unit.SHARE, total=Total.RATIO,
        defined=Words("检查机构合计 ÷（医疗机构总数＋药店总数）。", "Inspected divided by all institutions in scope."),
    ),
    _column(
        Part.VIOLATION, "medical_violating", ("医疗", "Medical"), Unit.PLACES, _D,
        "期间内有认定成立或部分成立的医疗机构，去重。", "Medical institutions with an upheld finding, distinct.",
        "violating",
    ),
    _column(
        Part.VIOLATION, "pharmacy_violating", ("药店", "Pharmacies"), Unit.PLACES, _D, "同上，零售药店。",
        "The same of retail pharmacies.", "violating",
    ),
    _column(
        Part.VIOLATION, "violating", ("合计", "In all"), Unit.PLACES, _D, "违法违规机构，去重；应等于两类之和。",
        "Violating institutions, distinct; equals the two kinds.", "violating",
    ),
    _column(
        Part.VIOLATION, "by_interview", ("约谈", "Interviewed"), Unit.PLACES, _D,
        "最重的处理为约谈（提醒）的违规机构；每家只计入一项（BT-03：22+13=35）。",
        "Violating institutions whose heaviest measure is an interview or reminder, each counted once (BT-03).",
        "outcome",
    ),
    _column(
        Part.VIOLATION, "by_penalty", ("处罚", "Penalised"), Unit.PLACES, _D,
        "有违约金、中止、解除、暂停或取消医师资格、行政处罚、司法处理之一的违规机构。",
        "Those with damages, a suspension, a rescission, an administrative penalty or a judicial outcome.", "outcome",
    ),
    _column(
        Part.VIOLATION, "by_other", ("其他及待处理", "Other or pending"), Unit.PLACES, _D,
        "只作拒付、追回或暂停结算的，以及尚无批准措施的违规机构。",
        "Those only refused payment or asked to pay back, and those without an approved measure yet.", "outcome",
    ),
    _column(
        Part.VIOLATION, "persons", ("涉及参保人数", "Insured persons"), Unit.PEOPLE, _D,
        "认定成立（部分成立）的问题所涉参保人，按人员编号去重；无结算记录的按就诊ID。",
        "Insured persons of upheld findings, distinct by person number (by visit without a settlement).",
    ),
    _column(
        Part.VIOLATION, "sham", ("合计", "In all"), Unit.CASES, _S, "认定成立（部分成立）且标记三假的问题，一例计一次。",
        "Upheld findings marked as sham, once each.", "sham",
    ),
    _column(
        Part.VIOLATION, "sham_patients", ("假病人", "Patients"), Unit.CASES, _S, "其中标记假病人的。",
        "Of these, sham patients.", "sham",
    ),
    _column(
        Part.VIOLATION, "sham_illness", ("假病情", "Illness"), Unit.CASES, _S, "其中标记假病情的。",
        "Of these, sham illness.", "sham",
    ),
    _column(
        Part.VIOLATION, "sham_bills", ("假票据", "Bills"), Unit.CASES, _S, "其中标记假票据的。", "Of these, sham bills.",
        "sham",
    ),
    _column(
        Part.AGREEMENT, "interviewed", ("约谈", "Interviewed"), Unit.PLACES, _D, "期间内批准约谈的机构，去重。",
        "Institutions with an interview approved in the period, distinct.",
    ),
    _entered(
        Part.AGREEMENT, "rectified", ("限期整改", "To rectify"), Unit.PLACES, "责令限期整改的机构，由填报单位填写。",
        "Institutions told to put things right, as the unit fills in.",
    ),
    _entered(
        Part.AGREEMENT, "criticised", ("通报批评", "Criticised"), Unit.PLACES, "通报批评的机构，由填报单位填写。",
        "Institutions publicly criticised, as the unit fills in.",
    ),
    _column(
        Part.AGREEMENT, "refused", ("家数", "Institutions"), Unit.PLACES, _D, "期间内批准不予拨付或不予支付的机构，去重。",
        "Institutions with payment withheld or refused, distinct.", "refused",
    ),
    _column(
        Part.AGREEMENT, "refused_fen", ("金额", "Amount"), Unit.MONEY, _S, "这些措施决定拒付的金额。",
        "What these measures refuse.", "refused",
    ),
    _column(
        Part.AGREEMENT, "recover_fen", ("追回金额", "To be recovered"), Unit.MONEY, _S,
        "期间内批准的追回措施决定的金额（应追，不是已收）。", "What recovery measures ask for (due, not received).",
    ),
    _column(
        Part.AGREEMENT, "damages_due_fen", ("违约金", "Damages"), Unit.MONEY, _S, "期间内批准的违约金（应收）。",
        "Damages approved (due).",
    ),
    _column(
        Part.AGREEMENT, "held", ("暂停结算", "Settlement held"), Unit.PLACES, _D, "期间内批准暂停结算的机构，去重。",
        "Institutions with settlement held, distinct.",
    ),
    _column(
        Part.AGREEMENT, "suspended", ("中止协议", "Suspended"), Unit.PLACES, _D, "期间内批准中止协议的机构，去重。",
        "Institutions suspended, distinct.",
    ),
    _column(
        Part.AGREEMENT, "rescinded", ("解除协议", "Rescinded"), Unit.PLACES, _D, "期间内批准解除协议的机构，去重。",
        "Institutions rescinded, distinct.",
    ),
    _column(
        Part.AGREEMENT, "doctors", ("暂停、取消医保医师资格", "Doctors suspended or cancelled"), Unit.PEOPLE, _D,
        "期间内批准暂停或取消资格的医师（药师），按医师代码去重。",
        "Doctors and pharmacists suspended or cancelled, distinct by code.",
    ),
    _column(
        Part.PENALTY, "filed", ("立案数", "Cases opened"), Unit.MATTERS, _S, "期间内批准的行政立案。",
        "Administrative cases opened.",
    ),
    _column(
        Part.PENALTY, "fined", ("处罚家数", "Penalised"), Unit.PLACES, _D, "期间内批准罚款或没收的机构，去重。",
        "Institutions fined or with gains confiscated, distinct.",
    ),
    _column(
        Part.PENALTY, "fine_due_fen", ("罚款", "Fines"), Unit.MONEY, _S, "期间内批准的罚款（应收）。",
        "Fines approved (due).",
    ),
    _column(
        Part.PENALTY, "confiscated_due_fen", ("没收", "Confiscated"), Unit.MONEY, _S,
        "期间内批准没收的违法所得（应收）。", "Gains to be confiscated (due).",
    ),
    _column(
        Part.TRANSFER, "police", ("件", "Matters"), Unit.MATTERS, _S, "期间内移送公安机关的案件。",
        "Cases handed to public security.", "police",
    ),
    _entered(
        Part.TRANSFER, "police_people", ("人", "People"), Unit.PEOPLE, "移送公安机关所涉人数，由填报单位填写。",
        "People in them, as the unit fills in.", "police",
    ),
    _column(
        Part.TRANSFER, "discipline", ("纪检监察", "Discipline"), Unit.MATTERS, _S, "期间内移送纪检监察机关的线索。",
        "Matters handed to discipline inspection.",
    ),
    _column(
        Part.TRANSFER, "health", ("卫健", "Health"), Unit.MATTERS, _S, "期间内移送卫生健康部门的。",
        "Handed to the health commission.",
    ),
    _column(
        Part.TRANSFER, "market", ("市监", "Market"), Unit.MATTERS, _S, "期间内移送市场监管（药监）部门的。",
        "Handed to market regulation.",
    ),
    _entered(
        Part.JUDICIAL, "investigated", ("立案侦查", "Investigated"), Unit.MATTERS, "公安机关反馈，由填报单位填写。",
        "Fed back by public security.",
    ),
    _entered(
        Part.JUDICIAL, "arrested", ("抓获", "Arrested"), Unit.PEOPLE, "公安机关反馈，由填报单位填写。",
        "Fed back by public security.",
    ),
    _entered(
        Part.JUDICIAL, "prosecuted", ("移送起诉", "Sent for prosecution"), Unit.PEOPLE, "公安机关反馈，由填报单位填写。",
        "Fed back by public security.",
    ),
    _column(
        Part.MONEY, "recovered_fen", ("追回基金", "Fund recovered"), Unit.MONEY, _S,
        "追回台账期间内收到的追回基金与主动退回（财政专户），冲销和转应退为负。",
        "Received in the period of 追回基金 and 主动退回 (fiscal account); what was taken back counts against it.",
    ),
    _column(
        Part.MONEY, "returned_fen", ("其中：主动退回", "Of which handed back"), Unit.MONEY, _S,
        "其中机构主动退回的。", "Of which handed back by the institutions.",
    ),
    _column(
        Part.MONEY, "damages_fen", ("违约金", "Damages"), Unit.MONEY, _S, "期间内收到的违约金（按协议约定的账户）。",
        "Damages received (the account the agreement names).",
    ),
    _column(
        Part.MONEY, "fine_fen", ("罚款", "Fines"), Unit.MONEY, _S, "期间内收到的罚款（国库）。",
        "Fines received (state treasury).",
    ),
    _entered(
        Part.EXPOSURE, "exposed", ("曝光典型案例", "Cases exposed"), Unit.CASES, "由填报单位填写。",
        "As the unit fills in.",
    ),
    _entered(
        Part.EXPOSURE, "publicity", ("宣传场次", "Publicity events"), Unit.EVENTS, "由填报单位填写。",
        "As the unit fills in.",
    ),
    _entered(
        Part.TIPS, "tips", ("受理", "Accepted"), Unit.MATTERS, "由填报单位填写；本系统不登记举报人。",
        "As the unit fills in; nobody who reports is kept here.",
    ),
    _entered(Part.TIPS, "tips_upheld", ("查实", "Borne out"), Unit.MATTERS, "由填报单位填写。", "As the unit fills in."),
    _entered(
        Part.TIPS, "reward_fen", ("奖励金额", "Rewards"), Unit.MONEY, "由填报单位填写。", "As the unit fills in."
    ),
    _column(
        Part.THIRD_PARTIES, "vendors", ("机构数", "Vendors"), Unit.PLACES, _D,
        "期间内在本行动任务中有在办任务的第三方机构，去重。", "Vendors with a task of the campaign in hand, distinct.",
    ),
    _column(
        Part.THIRD_PARTIES, "person_times", ("人次", "Person-times"), Unit.TIMES, _D,
        "这些任务登记的服务人员，一人一任务计一次；跨县区任务在合计中只计一次。",
        "Their people named on these tasks, once a task; a task over several counties counts once in the total.",
    ),
    _column(
        Part.THIRD_PARTIES, "leads", ("发现线索数", "Leads found"), Unit.MATTERS, _S,
        "期间内上报且未失效的疑点（重复上报的只计最早一次）。", "Findings reported in the period, repeats left out.",
    ),
    _column(
        Part.THIRD_PARTIES, "leads_upheld", ("查实数", "Borne out"), Unit.MATTERS, _S,
        "期间内认定成立或部分成立的疑点。", "Findings upheld or partly upheld in the period.",
    ),
)  # fmt: skip
BY_KEY: Final[Mapping[str, Column]] = MappingProxyType({column.key: column for column in COLUMNS})
STORED: Final = tuple(column for column in COLUMNS if column.total is not Total.RATIO)
"""Columns with a number of their own; the coverage is worked out from them."""


def coverage(values: Mapping[str, int | None]) -> tuple[int, int]:
    """检查机构合计 over 总数, as numerator and denominator."""
    return values.get("inspected") or 0, (values.get("medical_total") or 0) + (values.get("pharmacy_total") or 0)
