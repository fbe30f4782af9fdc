"""The money of a decision: booked, paid in parts, paid in to where it belongs; a mistake and a reversal among them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from server.demo.calendar import TODAY, later
from server.demo.cast import Stage
from server.demo.decisions import spoken
from server.demo.plans import Job
from vendors.actors import SYSTEM
from vendors.handling.rules import Stream
from vendors.periods import local_date
from vendors.recoveries.actions import (
    Order,
    Paper,
    answer_write_off,
    book_receipt,
    open_ledger,
    plan_instalments,
    propose_write_off,
    reconcile,
    refund,
    remit,
    reverse_determination,
    take_back,
)
from vendors.recoveries.queries import AccountView, account_of, accounts_of
from vendors.recoveries.rules import Instalment
from vendors.rulings.actions import Decision
from vendors.rulings.decision_rules import ReversalChannel, ReversalResult
from vendors.rulings.queries import decision as decision_of
from vendors.transaction import transaction

REVERSED_ON: Final = date(2026, 11, 12)
_FIRST_PERCENT: Final = 40
_MISTAKE_PERCENT: Final = 20
_WHERE: Final = "市医保中心违约金专户（示例）"
_SMALL: Final = 200_000
"""Fen up to which everything is paid at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Payback:
    """The accounts of one decision."""

    stage: Stage
    decision: Decision
    job: Job
    great: bool

    @property
    def closes(self) -> date:
        return later(self.booked_on, 24)

    @property
    def booked_on(self) -> date:
        return self.stage.turns[f"booked {self.decision.id}"]

    @property
    def _halting(self) -> bool:
        """Whether only the first part is ever paid."""
        return self.decision.id % 6 == 2 and not self.great

    @property
    def _telling(self) -> bool:
        """Whether a reversal would show: paid up, of several findings, and in the points of a published card."""
        job = self.job
        return job.vendor == "A2" and job.window == 1 and len(self.decision.findings) > 1 and not self._halting

    def plan(self, booked: date) -> None:
        agenda, minute, turns = self.stage.agenda, self.decision.id % 50, self.stage.turns
        turns[f"booked {self.decision.id}"] = booked
        agenda.on(booked, 9, minute, self.book)
        agenda.on(later(booked, 5), 10, minute, self.first)
        if self.great:
            agenda.on(later(booked, 9), 10, minute, self.mistake)
            agenda.on(later(booked, 10), 10, minute, self.correct)
        if not self._halting:
            agenda.on(later(booked, 12), 10, minute, self.rest)
            agenda.on(later(booked, 16), 15, minute, self.reconcile)
        agenda.on(later(booked, 14), 15, minute, self.remit)
        if self._takes("write-off", when=self._halting and self.job.window == 0):
            agenda.on(date(2026, 10, 15), 9, 30, self.give_up)
        if self._takes("reversal", when=self._telling):
            agenda.on(REVERSED_ON, 10, 0, self.reverse)
            agenda.on(later(REVERSED_ON, 3), 15, 0, self.refund)

    def _takes(self, turn: str, *, when: bool) -> bool:
        """The first decision that fits has it happen to it."""
        if not when or turn in self.stage.turns:
            return False
        self.stage.turns[turn] = TODAY
        return True

    @staticmethod
    async def all_paid(decision: int, stage: Stage, at: datetime) -> bool:
        rows = [one.row for one in await accounts_of(decision, for_=stage.accountant, at=at)]
        return bool(rows) and all(one.sums.outstanding_fen == 0 and one.sums.held_fen == 0 for one in rows)

    async def _accounts(self, at: datetime) -> Sequence[AccountView]:
        return await accounts_of(self.decision.id, for_=self.stage.accountant, at=at)

    def _paper(self, at: datetime, kind: str, account: AccountView) -> Paper:
        day = local_date(at)
        return Paper(day=day, voucher=spoken.voucher(kind, day, account.row.id), party=account.row.institution_name)

    async def book(self, at: datetime) -> None:
        """立账; the great case in two instalments."""
        by, day = self.stage.accountant, local_date(at)
        async with transaction():
            due = later(day, 15)
            made = await open_ledger(decision=self.decision.id, due_on=due, destination_note=_WHERE, by=by, at=at)
            if self.great:
                account = await account_of(made[0], for_=by, at=at)
                first = account.row.sums.due_fen * _FIRST_PERCENT // 100
                plan = [
                    Instalment(due_on=later(day, 6), amount_fen=first),
                    Instalment(due_on=due, amount_fen=account.row.sums.due_fen - first),
                ]
                await plan_instalments(
                    recovery=made[0], version=account.row.version, plan=plan, reason="金额较大，经批准分两期缴纳",
                    by=by, at=at,
                )  # fmt: skip

    async def first(self, at: datetime) -> None:
        """The small and the refused at once, of the rest a first part."""
        async with transaction():
            for account in await self._accounts(at):
                due = account.row.sums.outstanding_fen
                whole = account.row.stream is Stream.REFUSE or (due <= _SMALL and not self._halting)
                await self._receive(account, due if whole else due * _FIRST_PERCENT // 100, at)

    async def rest(self, at: datetime) -> None:
        async with transaction():
            for account in await self._accounts(at):
                await self._receive(account, account.row.sums.outstanding_fen, at)

    async def _receive(self, account: AccountView, fen: int, at: datetime) -> None:
        if fen:
            await book_receipt(
                recovery=account.row.id, version=account.row.version, amount_fen=fen,
                paper=self._paper(at, "收", account), by=self.stage.accountant, at=at,
            )  # fmt: skip

    async def mistake(self, at: datetime) -> None:
        """Another institution's money, booked here."""
        account = (await self._accounts(at))[0]
        await self._receive(account, account.row.sums.due_fen * _MISTAKE_PERCENT // 100, at)

    async def correct(self, at: datetime) -> None:
        account = (await self._accounts(at))[0]
        await take_back(
            recovery=account.row.id, version=account.row.version, entry=account.entries[-1].id,
            reason="串户：系其他机构缴款，冲销后另记", by=self.stage.accountant, at=at,
        )  # fmt: skip

    async def remit(self, at: datetime) -> None:
        """上缴 of everything that came in, each stream to where it belongs."""
        async with transaction():
            for account in await self._accounts(at):
                if account.row.stream is not Stream.REFUSE and account.row.sums.held_fen:
                    await remit(
                        recovery=account.row.id, version=account.row.version, amount_fen=account.row.sums.held_fen,
                        paper=self._paper(at, "缴", account), by=self.stage.accountant, at=at,
                    )  # fmt: skip

    async def reconcile(self, at: datetime) -> None:
        async with transaction():
            for account in await self._accounts(at):
                await reconcile(
                    recovery=account.row.id, version=account.row.version, day=local_date(at),
                    by=self.stage.accountant, at=at,
                )  # fmt: skip

    async def give_up(self, at: datetime) -> None:
        """核销 of what a closed institution cannot pay, approved by the leader."""
        account = next(one for one in await self._accounts(at) if one.row.sums.outstanding_fen)
        async with transaction():
            await propose_write_off(
                recovery=account.row.id, version=account.row.version, amount_fen=account.row.sums.outstanding_fen,
                reason="机构已注销，无可供执行财产", by=self.stage.accountant, at=at,
            )  # fmt: skip
            waiting = await account_of(account.row.id, for_=SYSTEM, at=at)
            await answer_write_off(
                recovery=account.row.id, version=waiting.row.version, approved=True, opinion="同意核销",
                by=self.stage.leader, at=at,
            )  # fmt: skip

    async def reverse(self, at: datetime) -> None:
        """变更 by reconsideration: the largest finding comes down to half."""
        view = await decision_of(id_=self.decision.id, for_=self.stage.leader, at=at)
        largest = max(view.standing, key=lambda one: one.amount_fen)
        order = Order(
            result=ReversalResult.VARY, channel=ReversalChannel.RECONSIDERATION, authority="甘肃省医疗保障局（示例）",
            document="甘医保复决〔2026〕5号（示例）", decided_on=local_date(at),
            reason="复议认为部分计费有执行记录，应予核减",
            amounts={line: fen // 2 for line, fen in largest.lines.items()},
        )  # fmt: skip
        await reverse_determination(
            finding=largest.finding, version=largest.finding_version, order=order, by=self.stage.leader, at=at
        )

    async def refund(self, at: datetime) -> None:
        for account in await self._accounts(at):
            if account.row.sums.owed_back_fen:
                await refund(
                    recovery=account.row.id, version=account.row.version,
                    amount_fen=account.row.sums.owed_back_fen, paper=self._paper(at, "退", account),
                    by=self.stage.accountant, at=at,
                )  # fmt: skip
