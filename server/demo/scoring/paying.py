"""Instalments: the assessed part follows the published cards, a leader approves, the accountant pays."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from kpi.retention.payments import propose_payment
from server.demo.calendar import MINUTE
from server.demo.cast import Stage
from vendors.contracts.actions import approve_payment, pay


@dataclass(frozen=True, slots=True, kw_only=True)
class Instalment:
    """When an instalment was asked for, approved and paid, and for whom (everybody when empty)."""

    number: int
    proposed: date
    approved: date | None = None
    paid: date | None = None
    vendors: tuple[str, ...] = ()


INSTALMENTS: Final = (
    Instalment(number=1, proposed=date(2026, 5, 6), approved=date(2026, 5, 8), paid=date(2026, 5, 12)),
    Instalment(number=2, proposed=date(2026, 8, 4), approved=date(2026, 8, 6), paid=date(2026, 8, 11)),
    Instalment(number=3, proposed=date(2026, 11, 10), approved=date(2026, 11, 17), vendors=("A1",)),
    Instalment(number=3, proposed=date(2026, 11, 18), vendors=("C1",)),
)


@dataclass(slots=True)
class _Paying:
    stage: Stage
    instalment: Instalment
    asked: dict[str, int]

    def plan(self) -> None:
        one, agenda = self.instalment, self.stage.agenda
        agenda.on(one.proposed, 10, 0, self.propose)
        if one.approved:
            agenda.on(one.approved, 11, 0, self.approve)
        if one.paid:
            agenda.on(one.paid, 15, 0, self.pay)

    async def propose(self, at: datetime) -> None:
        for place, key in enumerate(self.instalment.vendors or tuple(self.stage.parties)):
            contract = self.stage.parties[key].contract
            self.asked[key] = await propose_payment(
                contract=contract, instalment=self.instalment.number, by=self.stage.manager, at=at + place * 3 * MINUTE
            )

    async def approve(self, at: datetime) -> None:
        for place, payment in enumerate(self.asked.values()):
            await approve_payment(payment=payment, opinion="同意支付", by=self.stage.leader, at=at + place * MINUTE)

    async def pay(self, at: datetime) -> None:
        for place, payment in enumerate(self.asked.values()):
            voucher = f"记-2026-{at:%m}-{payment:03d}（示例）"
            await pay(
                payment=payment, voucher=voucher, on=at.date(), by=self.stage.accountant, at=at + place * 2 * MINUTE
            )


def plan_payments(stage: Stage) -> None:
    for one in INSTALMENTS:
        _Paying(stage, one, {}).plan()
