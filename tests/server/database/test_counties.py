"""A county's people reach their county's records only, whatever they ask."""

import asyncio

import asyncpg
import pytest

from server.database.addresses import Addresses
from server.database.isolation import EVERY_COUNTY, bounded_by_county, statements
from tests.support import a, filed
from vendors.attachments.actions import attach
from vendors.attachments.rules import File
from vendors.findings.queries import queue
from vendors.institutions.queries import CaseFilter, frame_size, institutions
from vendors.journal.actions import act
from vendors.scope import seeing
from vendors.transaction import transaction

pytestmark = pytest.mark.anyio
FIRST, SECOND, NOWHERE = "620702", "620722", "620725"
QUARTER = CaseFilter(settled_from=a.WINDOW[0], settled_to=a.WINDOW[1])
_SCHEMA = "SELECT table_name, column_name, data_type FROM information_schema.columns WHERE table_schema = 'public'"
_BOUND = """
SELECT relname, relforcerowsecurity AND EXISTS (SELECT FROM pg_policy WHERE polrelid = c.oid AND NOT polpermissive)
FROM pg_class c WHERE relname = ANY($1)
"""


async def _codes() -> list[str]:
    async with transaction() as connection:
        return [row["code"] for row in await connection.fetch("SELECT code FROM vendors_institution ORDER BY code")]


async def _count(table: str) -> int:
    async with transaction() as connection:
        return int(await connection.fetchval(f"SELECT count(*) FROM {table}"))  # noqa: S608 a test's own name


async def test_every_table_that_names_an_institution_or_a_county_is_bounded(database: Addresses) -> None:
    schema: dict[str, dict[str, str]] = {}
    async with transaction() as connection:
        for table, column, kind in await connection.fetch(_SCHEMA):
            schema.setdefault(table, {})[column] = kind
        named = {
            table for table, columns in schema.items() if {"institution", "region", "finding", "case"} & set(columns)
        } - EVERY_COUNTY
        found = dict(await connection.fetch(_BOUND, sorted(named)))
    assert named <= {table for table, columns in schema.items() if bounded_by_county(table, columns)}
    assert [name for name, bound in found.items() if not bound] == []


async def test_a_thousand_alternating_counties_see_only_their_own(database: Addresses) -> None:
    await a.hospitals()
    wanted = {FIRST: ["H62070200001"], SECOND: ["H62072200002"], NOWHERE: [], "": ["H62070200001", "H62072200002"]}
    order = [list(wanted)[number % 4] for number in range(1000)]

    async def read(region: str) -> list[str]:
        with seeing(None, region):
            return await _codes()

    assert await asyncio.gather(*map(read, order)) == [wanted[region] for region in order]


async def test_cases_and_frames_are_the_countys(database: Addresses) -> None:
    await a.cases(7)
    for region, number in ((FIRST, 3), (SECOND, 4), (NOWHERE, 0), ("", 7)):
        with seeing(None, region):
            assert await _count("vendors_settled_case") == number
            assert await frame_size(QUARTER) == number
            assert len(await institutions()) == min(number, 1 if region else 2)


async def test_a_county_writes_no_other_countys_record(database: Addresses) -> None:
    await a.cases(2)
    with seeing(None, SECOND):
        async with transaction() as connection:
            done = await connection.execute("UPDATE vendors_institution SET name = 'x'")
            assert done == "UPDATE 1"
            assert await connection.execute("DELETE FROM vendors_settled_case WHERE visit_id = $1", "x") == "DELETE 0"
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with transaction() as connection:
                await connection.execute("UPDATE vendors_institution SET region = $1", FIRST)


async def test_code_that_has_not_said_whom_it_serves_sees_no_institution(database: Addresses) -> None:
    await a.cases(2)

    async def read() -> tuple[list[str], int]:
        return await _codes(), await _count("vendors_settled_case")

    with seeing(-1, "none"):
        assert await read() == ([], 0)


def test_what_hangs_on_a_file_follows_the_file() -> None:
    said = "\n".join(statements({"importers_batch_row": {"id": "integer", "batch": "integer"}}))
    assert 'EXISTS (SELECT FROM importers_batch o WHERE o.id = importers_batch_row."batch")' in said


async def test_files_and_draws_of_a_whole_city_are_no_countys(database: Addresses) -> None:
    made = await filed.world()
    drawn = await a.task(contract=made.contract)
    async with act(by=a.MANAGER, at=a.AT) as deed:
        for type_, id_ in (("task", made.task), ("draw", 1), ("contract", made.contract)):
            await attach(
                deed, object_type=type_, object_id=id_, vendor=made.vendor, title="清单", sha256="0" * 64,
                file=File(filename="清单.pdf", content=b"%PDF-"),
            )  # fmt: skip
    tables = ("vendors_draw", "vendors_draw_pick", "vendors_attachment", "importers_template")
    with seeing(None, SECOND):
        assert [await _count(table) for table in tables] == [0, 0, 1, 0]
    async with transaction() as connection:
        await connection.execute("UPDATE vendors_task SET region = $1", SECOND)
        await connection.execute("UPDATE vendors_draw SET region = $1 WHERE task = $2", SECOND, drawn)
    for region, seen in ((SECOND, [1, 1, 3]), (FIRST, [0, 0, 1])):
        with seeing(None, region):
            assert [await _count(table) for table in tables[:3]] == seen


async def test_findings_and_what_hangs_on_them_are_the_countys(database: Addresses) -> None:
    made = await filed.world()
    findings = await filed.stored(made, *(filed.case(visit) for visit in made.visits))
    await filed.notified(findings[0])
    for region, seen in ((FIRST, 2), (SECOND, 2), (NOWHERE, 0), ("", 4)):
        with seeing(None, region):
            page = await queue(for_=filed.LEADER, at=filed.FILED, size=10)
            assert len(page.rows) == seen
            assert await _count("vendors_finding_line") == seen
            assert await _count("vendors_task_case") == seen
    with seeing(None, SECOND):
        second = await _count("vendors_review"), await _count("vendors_notice")
    with seeing(None, FIRST):
        assert {second, (await _count("vendors_review"), await _count("vendors_notice"))} == {(2, 1), (0, 0)}
