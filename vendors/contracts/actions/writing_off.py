"""核销: reports never handed in and instalments never asked for, given up with a reason when a contract is archived."""

from dataclasses import dataclass

from vendors.contracts.actions.rows import Locked, ensure_plan
from vendors.errors import Gate
from vendors.journal.actions import Deed
from vendors.journal.rules import Json
from vendors.money import yuan
from vendors.periods import Period

_REPORTS = "SELECT period FROM vendors_report_due WHERE contract = $1 AND delivered_on IS NULL ORDER BY due_on, id"
_PLANNED = """
SELECT instalment, fixed_fen + linked_fen AS fen FROM vendors_payment
WHERE contract = $1 AND state = 'planned' ORDER BY instalment
"""
_WRITE_OFF = "UPDATE vendors_payment SET state = 'written_off', note = $2 WHERE contract = $1 AND state = 'planned'"

_SAY = "UPDATE vendors_contract SET state_reason = concat_ws('；', nullif(state_reason, ''), $2::text) WHERE id = $1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """What is open at a contract's end: reports by period, instalments by number and what they come to."""

    reports: tuple[Period, ...]
    instalments: tuple[int, ...]
    fen: int


async def settle_owed(deed: Deed, under: Locked, *, reason: str) -> None:
    """Write off what is owed, if anything is. Raises Gate `still_owed` naming it when there is no reason."""
    await ensure_plan(deed, under)
    owed = await _owed(deed, under)
    if not owed.reports and not owed.instalments:
        return
    if not reason:
        raise _gate(owed)
    for sql in (_WRITE_OFF, _SAY):
        await deed.connection.execute(sql, under.row["id"], f"核销：{reason}")
    reports: list[Json] = [str(one) for one in owed.reports]
    instalments: list[Json] = list(owed.instalments)
    after: dict[str, Json] = {"reports": reports, "instalments": instalments, "planned_fen": owed.fen}
    deed.note("contract.written_off", "contract", under.row["id"], vendor=under.vendor, after=after, note=reason)


async def _owed(deed: Deed, under: Locked) -> Owed:
    reports = await deed.connection.fetch(_REPORTS, under.row["id"])
    planned = await deed.connection.fetch(_PLANNED, under.row["id"])
    return Owed(
        reports=tuple(Period.parse(row["period"]) for row in reports),
        instalments=tuple(row["instalment"] for row in planned),
        fen=sum(row["fen"] for row in planned),
    )


def _gate(owed: Owed) -> Gate:
    zh, en = [], []
    if owed.reports:
        zh.append(f"{len(owed.reports)} 份报告未报送（{'、'.join(one.zh for one in owed.reports)}）")
        en.append(f"{len(owed.reports)} reports were not handed in ({', '.join(one.en for one in owed.reports)})")
    if owed.instalments:
        numbers = "、".join(str(one) for one in owed.instalments)
        zh.append(f"第 {numbers} 期付款待申请，计划 {yuan(owed.fen)} 元")
        en.append(f"instalments {numbers} were never asked for ({yuan(owed.fen)} yuan as planned)")
    return Gate(
        "still_owed",
        f"还有{'；'.join(zh)}。请先办理，或写明核销理由后归档。",
        f"Still open: {'; '.join(en)}. See to them, or give the reason for writing them off.",
    )
