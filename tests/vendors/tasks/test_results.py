"""Rows of record sheets: received, admitted, counted, superseded; each vendor sees its own."""

import json
from collections.abc import AsyncIterator
from datetime import date
from decimal import Decimal

import pytest

from tests.support import a
from vendors.copying import copy_text
from vendors.errors import NotFound
from vendors.periods import Period
from vendors.registry.rules import Kind
from vendors.tasks.results.incoming import admit, counts, discard, receive, supersede
from vendors.tasks.results.queries import Asked, result_counts, result_sum, results, tally
from vendors.tasks.rules import TaskKind
from vendors.transaction import transaction

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]
HOSPITAL = a.HOSPITALS[0].code
QUARTER = Period.parse("2026Q3")


def confirmation(position: int, outcome: str, **changes: object) -> tuple[object, ...]:
    """A row of 函证结果汇总 in the order of RESULT_COLUMNS."""
    figures = {"book_amt": 375_000, "reply_qty": "290.5", "outcome": outcome, "supplier": "反斜\\杠\t制表\n换行"}
    told: dict[str, object] = {
        "kind": "confirmations", "position": position, "institution": HOSPITAL, "subject": f"HZH-{position:03d} 示例",
        "happened_on": date(2026, 7, position), "amount_fen": 12_500, "figures": json.dumps(figures),
        "sheet": "函证结果汇总", "row": position + 3, "content": f"{position:016x}",
    }  # fmt: skip
    return tuple((told | changes).values())


async def pieces(rows: list[tuple[object, ...]]) -> AsyncIterator[bytes]:
    for row in rows:
        yield copy_text(row)


async def received(vendor: int, batch: int, rows: list[tuple[object, ...]]) -> None:
    async with transaction() as connection:
        await receive(connection, batch=batch, vendor=vendor, results=pieces(rows))


async def admitted(vendor: int, task: int, batch: int, rows: list[tuple[object, ...]]) -> int:
    await received(vendor, batch, rows)
    async with transaction() as connection:
        return await admit(connection, task=task, batch=batch, at=a.AT)


async def audit() -> tuple[int, int, int]:
    """Vendor, contract and a running audit task due in the third quarter."""
    await a.hospitals()
    vendor = await a.vendor(kind=Kind.C)
    contract = await a.contract(vendor=vendor)
    return vendor, contract, await a.task_in_progress(vendor=vendor, contract=contract, kind=TaskKind.AUDIT)


ROWS = [
    confirmation(1, "已回函相符", amount_fen=0),
    confirmation(2, "已回函不符"),
    confirmation(3, "已回函不符", institution=a.HOSPITALS[1].code),
    confirmation(4, "未回函", institution="H62079999999", amount_fen=None, happened_on=None),
]


async def test_what_was_received_counts_only_once_it_is_admitted() -> None:
    vendor, _, task = await audit()
    asked = Asked(kind="confirmations", task=task)
    await received(vendor, 7, ROWS)
    async with transaction() as connection:
        assert await counts(connection, batch=7) == {"confirmations": 4}
    assert await results(asked, for_=a.MANAGER) == ()
    async with transaction() as connection:
        assert await admit(connection, task=task, batch=7, at=a.AT) == 4
        assert await counts(connection, batch=7) == {}
    found = await results(asked, for_=a.clerk_of(vendor))
    assert [(one.subject, one.row, one.happened_on) for one in found][:2] == [
        ("HZH-001 示例", 4, date(2026, 7, 1)),
        ("HZH-002 示例", 5, date(2026, 7, 2)),
    ]
    assert found[0].figures["supplier"] == "反斜\\杠\t制表\n换行"
    assert found[3].institution is None  # not in the register


async def test_rows_are_counted_summed_and_told_apart() -> None:
    vendor, contract, task = await audit()
    await admitted(vendor, task, 7, ROWS)
    for asked in (
        Asked(kind="confirmations", task=task),
        Asked(kind="confirmations", contract=contract, period=QUARTER),
        Asked(kind="confirmations"),
    ):
        counted = await result_counts(asked, for_=a.MANAGER)
        assert (counted.rows, counted.subjects, counted.institutions, counted.amount_fen) == (4, 4, 2, 25_000)
        assert (counted.first_on, counted.last_on) == (date(2026, 7, 1), date(2026, 7, 3))
        assert await tally(asked, "outcome", for_=a.MANAGER) == {"已回函不符": 2, "已回函相符": 1, "未回函": 1}
        assert await result_sum(asked, "book_amt", for_=a.MANAGER) == 1_500_000
        assert await result_sum(asked, "reply_qty", for_=a.MANAGER) == Decimal("1162.0")


async def test_nothing_is_nothing() -> None:
    vendor, contract, task = await audit()
    await admitted(vendor, task, 7, ROWS)
    other = Asked(kind="stocktake", task=task)
    assert (await result_counts(other, for_=a.MANAGER)).rows == 0
    assert await tally(other, "outcome", for_=a.MANAGER) == {}
    assert await result_sum(other, "diff_qty", for_=a.MANAGER) == 0
    later = Asked(kind="confirmations", contract=contract, period=Period.parse("2026Q4"))
    assert await results(later, for_=a.MANAGER) == ()


async def test_a_superseded_batch_is_kept_and_counts_no_longer() -> None:
    vendor, _, task = await audit()
    asked = Asked(kind="confirmations", task=task)
    await admitted(vendor, task, 7, ROWS)
    await admitted(vendor, task, 8, ROWS[:1])
    async with transaction() as connection:
        assert await supersede(connection, batch=7, by=8) == 4
        assert await supersede(connection, batch=7, by=9) == 0
        assert await connection.fetchval("SELECT count(*) FROM vendors_task_result") == 5
    assert [one.batch for one in await results(asked, for_=a.MANAGER)] == [8]


async def test_a_batch_checked_anew_starts_from_nothing() -> None:
    vendor, _, task = await audit()
    await received(vendor, 7, ROWS)
    async with transaction() as connection:
        await discard(connection, batch=7)
    assert await admitted(vendor, task, 7, ROWS[:2]) == 2


async def test_another_vendor_sees_and_counts_nothing_of_it() -> None:
    vendor, contract, task = await audit()
    await admitted(vendor, task, 7, ROWS)
    stranger = a.clerk_of(await a.vendor(kind=Kind.C, name="祁连会计师事务所"))
    assert await results(Asked(kind="confirmations"), for_=stranger) == ()
    for asked in (Asked(kind="confirmations", task=task), Asked(kind="confirmations", contract=contract)):
        with pytest.raises(NotFound):
            await result_counts(asked, for_=stranger)
