"""Writing to the ledger: taking hold of an account, and the two ways a row is added to it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from vendors.actors import Actor, Role
from vendors.errors import Conflict, Forbidden, Invalid, NotFound, Words
from vendors.handling.rules import Stream
from vendors.journal.actions import Deed
from vendors.periods import local_date
from vendors.recoveries.rules import EntryKind, MarkKind, Sums

if TYPE_CHECKING:
    from asyncpg import Record

_LOCK: Final = 0x5A484C43  # advisory lock "ZHLC": one writer of an account at a time
SUMS: Final = "due_fen, recovered_fen, remitted_fen, written_off_fen, refundable_fen, refunded_fen"
_ACCOUNT: Final = f"""
SELECT id, number, decision, institution, stream, version, {SUMS},
  (SELECT decided_on FROM vendors_decision d WHERE d.id = r.decision) AS decided_on
FROM vendors_recovery r WHERE id = $1
"""  # noqa: S608 constant names
_ITEMS: Final = f"SELECT id, finding, suspended, {SUMS} FROM vendors_recovery_item WHERE recovery = $1 ORDER BY id"  # noqa: S608 constant names
_ENTRY: Final = """
INSERT INTO vendors_recovery_entry
  (recovery, institution, kind, amount_fen, day, voucher, party, reason, reverses, reversal, by, by_name, at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) RETURNING id
"""
_SHARE: Final = """
INSERT INTO vendors_recovery_share (entry, item, institution, amount_fen) VALUES ($1, $2, $3, $4)
"""
_MARK: Final = """
INSERT INTO vendors_recovery_mark
  (recovery, institution, item, kind, amount_fen, day, note, answers, after, by, by_name, at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) RETURNING id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldItem:
    id: int
    finding: int | None
    suspended: bool
    sums: Sums


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldAccount:
    """An account nobody else writes to until this transaction ends, and its items, oldest first."""

    id: int
    number: str
    decision: int
    decided_on: date
    institution: int
    stream: Stream
    version: int
    sums: Sums
    items: tuple[HeldItem, ...]

    @property
    def asked_for(self) -> tuple[HeldItem, ...]:
        """Those for which money is asked: not the suspended ones."""
        return tuple(item for item in self.items if not item.suspended)


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """What an entry rests on: the day, the voucher's number, who paid or was paid, and why."""

    day: date
    voucher: str = ""
    party: str = ""
    reason: str = ""


def must_be(by: Actor, *roles: Role) -> None:
    """NotFound for a vendor's people, Forbidden for the wrong role."""
    if not by.at_bureau:
        raise NotFound
    if not by.has(*roles):
        raise Forbidden("您的角色不能登记追回台账。", "Your role does not write to the recovery ledger.")


def check_paper(paper: Paper, *, since: date, on: date, voucher: bool = True, party: str = "") -> None:
    """Not before the decision's day nor of the future; with a voucher and a party where named. Raises Invalid."""
    faults: dict[str, Words] = {}
    if paper.day > on:
        faults["day"] = Words("日期不能晚于今天。", "The day cannot be in the future.")
    if paper.day < since:
        faults["day"] = Words(
            f"日期不能早于处理决定作出之日（{since}）。", f"The day cannot be before the decision's ({since})."
        )
    if voucher and not paper.voucher.strip():
        faults["voucher"] = Words("请填写凭证号。", "Give the voucher's number.")
    if party and not paper.party.strip():
        faults["party"] = Words(f"请填写{party}。", "Say who paid or was paid.")
    if faults:
        raise Invalid(faults)


async def hold(deed: Deed, *, recovery: int, version: int | None) -> HeldAccount:
    """Lock the account. NotFound when not there, Conflict when it has moved on since `version` (None: any)."""
    await deed.connection.execute("SELECT pg_advisory_xact_lock($1, $2)", _LOCK, recovery)
    row = await deed.connection.fetchrow(_ACCOUNT, recovery)
    if row is None or not deed.by.at_bureau:
        raise NotFound
    if version is not None and row["version"] != version:
        raise Conflict(
            f"台账 {row['number']} 已有新的登记（您看到的是第 {version} 版，现为第 {row['version']} 版），"
            "请刷新后再办。",
            f"Ledger {row['number']} has changed since (you saw version {version}, it is now {row['version']}).",
        )
    items = await deed.connection.fetch(_ITEMS, recovery)
    return HeldAccount(
        id=row["id"],
        number=row["number"],
        decision=row["decision"],
        decided_on=row["decided_on"],
        institution=row["institution"],
        stream=Stream(row["stream"]),
        version=row["version"],
        sums=sums_of(row),
        items=tuple(
            HeldItem(id=one["id"], finding=one["finding"], suspended=one["suspended"], sums=sums_of(one))
            for one in items
        ),
    )


def sums_of(row: "Record") -> Sums:
    return Sums(**{name: row[name] for name in Sums.__slots__})


async def post(
    deed: Deed,
    account: HeldAccount,
    kind: EntryKind,
    shares: Mapping[int, int],
    *,
    paper: Paper,
    reverses: int | None = None,
    reversal: str = "",
) -> int:
    """One row of the ledger with its shares (item → fen, all of the kind's sign), journaled. Its id."""
    amount = sum(shares.values())
    text = (paper.voucher.strip(), paper.party.strip(), paper.reason.strip())
    made: int = await deed.connection.fetchval(
        _ENTRY, account.id, account.institution, kind.value, amount, paper.day, *text, reverses, reversal,
        deed.by.id, deed.by.name, deed.at,
    )  # fmt: skip
    await deed.connection.executemany(
        _SHARE, [(made, item, account.institution, fen) for item, fen in sorted(shares.items())]
    )
    deed.note(
        f"recovery.{kind.value}",
        "recovery",
        account.id,
        after={"entry": made, "amount_fen": amount, "voucher": text[0], "reverses": reverses, "reversal": reversal},
        note=paper.reason,
    )
    return made


async def mark(
    deed: Deed,
    account: HeldAccount,
    kind: MarkKind,
    *,
    note: str = "",
    amount_fen: int = 0,
    item: int | None = None,
    answers: int | None = None,
    day: date | None = None,
) -> int:
    """Something that happened to the account besides money, journaled. Its id."""
    made: int = await deed.connection.fetchval(
        _MARK, account.id, account.institution, item, kind.value, amount_fen, day or local_date(deed.at), note.strip(),
        answers, account.version, deed.by.id, deed.by.name, deed.at,
    )  # fmt: skip
    deed.note(
        f"recovery.{kind.value}",
        "recovery",
        account.id,
        after={"mark": made, "amount_fen": amount_fen, "item": item, "answers": answers},
        note=note,
    )
    return made
