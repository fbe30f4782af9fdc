"""A decision with one of everything that can follow from it, for the sweeps over all routes."""

from tests.support import decided, filed, ledger
from vendors.handling.actions import (
    NewPrecaution,
    NewTransfer,
    flag_decision,
    note_factor,
    propose_measure,
    take_precaution,
    transfer_case,
)
from vendors.handling.actions.proposing import NewMeasure
from vendors.handling.case_rules import Direction, FlagKind, PrecautionKind
from vendors.handling.queries import handling
from vendors.handling.rules import MeasureKind
from vendors.rulings.actions import NewRuling, determine
from vendors.rulings.rules import Outcome, ReasonCode

Ids = dict[str, list[int]]


async def everything(finding: int) -> Ids:
    """Through notice and determination to measures, flag, circumstance, transfer, precaution, ledger; ids by path."""
    await filed.notified(finding)
    ruling = NewRuling(
        finding=finding,
        version=await filed.version(finding),
        outcome=Outcome.UPHELD,
        reason_code=ReasonCode.FACTS_PROVEN,
    )
    made = await determine(ruling=ruling, by=filed.LEADER, at=decided.AT)
    by, at = decided.HANDLER, decided.AT
    measure = await propose_measure(decision=made.id, measure=NewMeasure(kind=MeasureKind.INTERVIEW), by=by, at=at)
    await flag_decision(decision=made.id, kind=FlagKind.MAJOR, note="金额较大", by=by, at=at)
    await note_factor(decision=made.id, direction=Direction.MITIGATING, code="1", note="主动退回", by=by, at=at)
    letter = NewTransfer(target="4", agency="", transferred_on=decided.DAY, findings=[finding], reason="诊疗行为")
    transfer = await transfer_case(decision=made.id, transfer=letter, by=decided.LEGAL, at=at)
    kept = NewPrecaution(
        institution=made.institution, kind=PrecautionKind.PRESERVE, matter="病历", taken_on=decided.DAY
    )
    precaution = await take_precaution(precaution=kept, by=by, at=at)
    case = await handling(made.id, for_=decided.LEADER, at=at)
    found = {"decision": made.id, "measure": measure, "transfer": transfer, "precaution": precaution}
    found |= {"flag": case.flags[0].id, "factor": case.factors[0].id}
    found |= await ledger.of_decision(made.id, finding=finding, fen=made.amount_fen, at=at)
    return {name: [id_] for name, id_ in found.items()}
