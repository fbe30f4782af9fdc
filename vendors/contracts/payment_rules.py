"""What a payment may become, and what keeps it from it. Pure."""

from collections.abc import Sequence

from vendors.actors import Actor, Role
from vendors.contracts.instalments import Part
from vendors.contracts.rules import UNSIGNED, ContractState
from vendors.errors import Conflict, Forbidden, Gate
from vendors.labels import Labelled
from vendors.money import yuan


class PaymentState(Labelled):
    """付款: planned at the signature; a refused proposal is planned again, one never asked for ends 已核销."""

    PLANNED = "planned", "待申请", "Planned"
    PROPOSED = "proposed", "待审批", "To be approved"
    APPROVED = "approved", "待支付", "To be paid"
    PAID = "paid", "已支付", "Paid"
    WRITTEN_OFF = "written_off", "已核销", "Written off"


def must_be_payable(seen: ContractState) -> None:
    """Raise Gate `contract_not_payable` while the contract is in no state to be paid under."""
    if seen in UNSIGNED | {ContractState.SUSPENDED, ContractState.ARCHIVED}:
        raise Gate(
            "contract_not_payable",
            f"合同状态为“{seen.zh}”，不能办理付款。",
            f"The contract is “{seen.en}”; nothing is paid under it.",
        )


def must_be(state: PaymentState, wanted: PaymentState) -> None:
    """Raise Conflict when the payment stands elsewhere."""
    if state is not wanted:
        raise Conflict(f"该期付款{state.zh}，不能执行此操作。", f"The instalment is “{state.en.lower()}”.")


def must_decide(by: Actor, *, proposed_by: int) -> None:
    """Approval is a leader's, and not by whoever proposed. Raises Forbidden."""
    if not by.at_bureau or not by.has(Role.LEADER):
        raise Forbidden("付款由分管领导审批。", "A leader approves payments.")
    if by.id == proposed_by:
        raise Forbidden("申请人不能审批自己申请的付款。", "Whoever proposed a payment does not approve it.")


def must_fit(parts: Sequence[Part], *, linked_fen: int, fixed_fen: int) -> None:
    """Raise Gate when the parts are not exactly the instalment's linked fee, or take off more than there is."""
    own = [part for part in parts if part.corrects is None]
    if sum(part.linked_fen for part in own) != linked_fen or any(not _sound(part) for part in own):
        raise Gate(
            "payment_parts",
            "考核扣减与本期挂钩款不符，不能申请付款。",
            "The deductions do not fit the instalment's linked fee.",
        )
    if linked_fen + fixed_fen > 0 and sum(part.deducted_fen for part in parts) > linked_fen + fixed_fen:
        raise Gate("payment_parts", "扣减超过本期应付金额。", "More is deducted than the instalment holds.")


def _sound(part: Part) -> bool:
    return 0 <= part.deducted_fen <= part.linked_fen and 0 <= part.coefficient <= 1


def must_not_overpay(*, payable_fen: int, given_fen: int, amount_fen: int) -> None:
    """Raise Gate when more would be paid than the contract is worth."""
    if given_fen + payable_fen > amount_fen:
        raise Gate(
            "over_payment",
            f"累计付款 {yuan(given_fen + payable_fen)} 元将超过合同金额 {yuan(amount_fen)} 元。",
            f"Payments of {yuan(given_fen + payable_fen)} yuan would exceed the contract's {yuan(amount_fen)} yuan.",
        )
