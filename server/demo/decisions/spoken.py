"""What is said and written in the proceedings of the demo world."""

from datetime import date
from typing import Final

from vendors.rulings.decision_rules import Attendee
from vendors.rulings.panel_rules import Member
from vendors.rulings.rules import Outcome, ReasonCode, Verdict
from vendors.rulings.service_rules import Exchange

CLERK: Final = "苗青"
SPOKESMAN: Final = "周岚"
WRITTEN: Final = {
    "won": "书面申辩：医嘱变更记录另存于护理信息系统，现补交截图与签名记录，请予核实。",
    "eased": "书面申辩：其中部分计费有医嘱依据，计算数量有误，请予核减。",
}
TRANSCRIPT: Final = (
    Exchange(question="对告知书所列的事实、金额有无异议？", answer="事实没有异议，金额与我院收费系统核对一致。"),
    Exchange(question="发生的原因是什么？", answer="收费员操作失误，医嘱停止后未及时停止计费，并非故意。"),
    Exchange(question="有无证据材料提交？", answer="没有新的证据，请求从轻处理，我院已整改。"),
)
VERDICTS: Final = {
    "won": (Verdict.ACCEPTED, "补交材料与原始记录相互印证，申辩理由成立"),
    "eased": (Verdict.PARTLY, "部分计费有医嘱依据，应予核减"),
    "lost": (Verdict.REJECTED, "申辩未提供新的证据，不影响事实认定"),
}
PANEL: Final = (
    Member(name="方毅", post="分管负责人", outcome=Outcome.NOT_UPHELD, words="护理记录能够证明"),
    Member(name="邓岚", post="法制审核", outcome=Outcome.NOT_UPHELD, words="依据充分"),
    Member(name="苗青", post="基金监管科", outcome=Outcome.PARTLY_UPHELD, words="两日护理级别仍存疑，建议部分认定"),
)
RULINGS: Final = {
    "won": (Outcome.NOT_UPHELD, ReasonCode.CLINICALLY_JUSTIFIED, "申辩材料证明诊疗及收费有据"),
    "eased": (Outcome.PARTLY_UPHELD, ReasonCode.AMOUNT_MISCOUNTED, "按核实数量重新计算违规金额"),
    "trimmed": (Outcome.PARTLY_UPHELD, ReasonCode.AMOUNT_MISCOUNTED, "费用清单与执行记录核对后核减"),
    "unproven": (Outcome.NOT_UPHELD, ReasonCode.EVIDENCE_LACKING, "现有书证不足以证明违规事实"),
}
PLAIN: Final = (Outcome.UPHELD, ReasonCode.FACTS_PROVEN, "")
LEADERS: Final = (
    Attendee(name="方致远", post="局长"),
    Attendee(name="方毅", post="分管副局长"),
    Attendee(name="邓岚", post="政策法规科科长"),
    Attendee(name="白露", post="基金监管科科长"),
)
AWAY: Final = (Attendee(name="林知秋", post="合同管理科（出差）"),)
OPINIONS: Final = (
    "白露：事实经初审、复审和复核确认，证据种类两种以上，能够相互印证。\n"
    "邓岚：告知、陈述申辩程序完整，期限计算无误。\n方毅：同意认定，追回款项应区分财政专户和其他去向。"
)
AGREED: Final = "事实清楚、证据充分，一致同意认定。"
CLAUSE: Final = "医疗保障定点医药机构服务协议第四十一条（示例）"


def document(kind: str, year: int, number: int) -> str:
    """A plainly invented 文号."""
    return f"张医保{kind}〔{year}〕{number}号（示例）"


def voucher(kind: str, on: date, number: int) -> str:
    """A plainly invented voucher's number."""
    return f"{kind}{on:%Y%m%d}-{number:03d}"
