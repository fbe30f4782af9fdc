"""Vendors registered, contracts signed, people named: the end of the year before."""

from collections.abc import Awaitable, Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final

from server.accounts.passwords import Passwords
from server.demo.calendar import MINUTE
from server.demo.cast import Party, Stage
from server.demo.parties.houses import Member, VendorRow
from server.demo.parties.papers import admit
from server.demo.parties.people import HIRED, open_account
from vendors.actors import Actor, Role
from vendors.contracts.actions import (
    draft_contract,
    record_filing,
    record_publication,
    review_contract,
    sign_draft,
    submit_draft,
)
from vendors.contracts.rules import BidderTerms, ContractTerms
from vendors.people.actions import add_staff, leave, sign_undertaking
from vendors.people.standing_actions import approve_staff
from vendors.periods import at_local
from vendors.registry.actions import register_vendor

REGISTERED: Final = date(2025, 12, 16)
NOTICED: Final = date(2025, 11, 25)
AWARDED: Final = date(2025, 12, 18)
DRAFTED: Final = date(2025, 12, 19)
REVIEWED: Final = date(2025, 12, 23)
SIGNED: Final = date(2025, 12, 26)
PUBLISHED: Final = date(2025, 12, 30)
FILED: Final = date(2026, 1, 6)
NAMED: Final = date(2025, 12, 29)
BOUND: Final = date(2026, 1, 4)
SECRECY: Final = "数据不出局域网；患者信息脱敏使用；人员签署保密承诺书；合同终止后30日内清退数据。"

CLAUSES: Final = {
    "scope": "第二条", "quality": "第四条", "settlement": "第六条", "supervision": "第九条",
    "confidentiality": "第十条", "breach": "第十四条",
    "data_purpose": "第十一条", "data_term": "第十一条", "data_method": "第十一条",
    "data_kinds": "第十一条", "data_protection": "第十二条", "data_return": "第十三条",
    "data_no_sub_entrusting": "第十二条",
}  # fmt: skip
"""Where the contracts say what every contract must."""


async def register(stage: Stage, row: VendorRow) -> int:
    """登记 and 入库; the vendor's id."""
    at = at_local(REGISTERED) + _shift(row)
    vendor = await register_vendor(
        code=row.code, name=row.name, short_name=row.short, kind=row.kind, legal_representative=row.head,
        contact="0936-0000000（演示）", by=stage.manager, at=at,
    )  # fmt: skip
    await admit(stage, row, vendor=vendor, at=at)
    return vendor


async def draft(stage: Stage, row: VendorRow, *, vendor: int) -> int:
    """Drafted and sent to the legal reviewer; the contract's id."""
    at = at_local(DRAFTED) + _shift(row)
    contract = await draft_contract(terms=_terms(row, vendor), by=stage.manager, at=at)
    await submit_draft(contract=contract, by=stage.manager, at=at + 4 * MINUTE)
    return contract


async def review(stage: Stage, row: VendorRow, *, contract: int) -> None:
    """合法性审核."""
    opinion = "采购程序合规，条款齐备，同意签订。"
    await review_contract(
        contract=contract, passed=True, opinion=opinion, by=stage.legal, at=at_local(REVIEWED) + _shift(row)
    )


async def sign(stage: Stage, row: VendorRow, *, contract: int) -> None:
    """签订; published and filed on the agenda."""
    await sign_draft(contract=contract, on=SIGNED, by=stage.manager, at=at_local(SIGNED) + _shift(row))

    async def publish(at: datetime) -> None:
        await record_publication(contract=contract, on=PUBLISHED, by=stage.manager, at=at)

    async def file(at: datetime) -> None:
        number = f"张财采备〔2026〕{row.serial:03d}号（示例）"
        await record_filing(contract=contract, on=FILED, number=number, by=stage.manager, at=at)

    stage.agenda.on(PUBLISHED, 15, row.serial * 3, publish)
    stage.agenda.on(FILED, 15, row.serial * 3, file)


async def settle_in(stage: Stage, row: VendorRow, *, vendor: int, contract: int, passwords: Passwords) -> Party:
    """Accounts opened, people put on the agenda."""
    opened = at_local(SIGNED, 15) + _shift(row)
    actors = [
        await open_account(one, vendor=vendor, passwords=passwords, at=opened) for one in HIRED if one.vendor == row.key
    ]
    party = Party(
        key=row.key, vendor=vendor, contract=contract, lead=_with(actors, Role.VENDOR_LEAD),
        clerk=_with(actors, Role.VENDOR_CLERK), admin=next((one for one in actors if one.has(Role.VENDOR_ADMIN)), None),
    )  # fmt: skip
    for member in row.people:
        _name(stage, party, member)
    return party


def _shift(row: VendorRow) -> timedelta:
    return row.serial * 12 * MINUTE


def _with(actors: list[Actor], role: Role) -> Actor:
    return next(actor for actor in actors if actor.has(role))


def _terms(row: VendorRow, vendor: int) -> ContractTerms:
    return ContractTerms(
        vendor=vendor, number=row.number, title=row.title, procurement=row.procurement,
        notice_number=f"ZYCG-2025-{row.serial:04d}（演示）", notice_on=NOTICED, awarded_on=AWARDED,
        evaluation_score=row.scores[0], bidders=_bidders(row), budget_line="医保基金监管专项经费（示例）",
        clauses=CLAUSES, amount_fen=row.amount_fen, budget_year=2026, instalments=4,
        starts_on=date(2026, 1, 1), ends_on=date(2026, 12, 31), linked_ratio=Decimal("0.2"), staff_required=row.asked,
        sampling_ratio=row.sampling, items=row.items, confidentiality=SECRECY,
    )  # fmt: skip


def _bidders(row: VendorRow) -> tuple[BidderTerms, ...]:
    winner = BidderTerms(name=row.name, code=row.code, score=row.scores[0], awarded=True)
    return (winner, BidderTerms(name=row.rival, score=row.scores[1]))


def _name(stage: Stage, party: Party, member: Member) -> None:
    """A person comes on post, signs the undertaking a few days later, and may leave.

    A vendor with an administrator lists its people itself, and the bureau approves them the same afternoon.
    """
    known: dict[str, int] = {}
    named, bound = max(NAMED, member.since), max(BOUND, member.since)
    listed_by = party.admin or stage.manager

    async def come(at: datetime) -> None:
        known["id"] = await add_staff(
            vendor=party.vendor, name=member.name, post=member.post, certificate=member.certificate,
            on_post_from=member.since, is_lead=member.post == "项目负责人", by=listed_by, at=at,
        )  # fmt: skip

    async def approve(at: datetime) -> None:
        await approve_staff(staff=known["id"], by=stage.manager, at=at, opinion="资质核对无误，同意上岗")

    async def bind(at: datetime) -> None:
        await sign_undertaking(staff=known["id"], on=bound, by=listed_by, at=at)

    async def go(at: datetime) -> None:
        await leave(staff=known["id"], on=member.until or bound, by=listed_by, at=at)

    approved = named if party.admin and not member.waiting else None
    minute = party.vendor * 5 % 60
    steps: tuple[tuple[date | None, int, Callable[[datetime], Awaitable[None]]], ...] = (
        (named, 10, come), (approved, 16, approve), (None if member.waiting else bound, 17, bind),
        (member.until, 18, go),
    )  # fmt: skip
    for day, hour, step in steps:
        if day is not None:
            stage.agenda.on(day, hour, minute, step)
