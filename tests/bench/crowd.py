"""A hundred thousand findings as a busy year leaves them, poured in by COPY: four vendors, eighty institutions."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from tests.support import a, filed
from vendors.copying import copy_in
from vendors.institutions.actions import store_institutions
from vendors.institutions.records import InstitutionRecord
from vendors.policy.codes import taxonomy
from vendors.transaction import transaction

if TYPE_CHECKING:
    from asyncpg.connection import Connection

AT_ONCE = 20_000
REGIONS = ("620702", "620721", "620722", "620723", "620724", "620725")
STATES = (
    *("awaiting_first",) * 45, *("awaiting_second",) * 30, *("returned",) * 3, *("lead",) * 8, *("dismissed",) * 4,
    *("notified",) * 4, *("upheld",) * 6,
)  # fmt: skip
"""Of every hundred."""
_SHUFFLE = 7919
"""A prime: neighbouring findings differ in everything."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Crowd:
    """Where the findings hang; `vendors` and `tasks` by the same place."""

    vendors: tuple[int, ...]
    tasks: tuple[int, ...]
    institutions: tuple[int, ...]


async def pour(findings: int) -> Crowd:
    """Findings 1 to `findings` with a line and a piece of evidence each, and the opinions their states speak of."""
    crowd = await _places()
    async with transaction() as connection:
        for first in range(1, findings + 1, AT_ONCE):
            await _some(connection, crowd, range(first, min(first + AT_ONCE, findings + 1)))
        told = await connection.fetchval("SELECT count(*) FROM vendors_finding WHERE right(number, 6)::int = id")
    assert told == findings, "the findings are numbered by their ids in an empty database"
    return crowd


async def _places() -> Crowd:
    await a.cases(2)
    rows = [
        InstitutionRecord(
            code=f"H{REGIONS[n % len(REGIONS)]}{n:05d}", name=f"金河第{n}医院", kind="二级医院", ownership="公立",
            region=REGIONS[n % len(REGIONS)],
        )
        for n in range(1, 81)
    ]  # fmt: skip
    await store_institutions(rows=rows, by=a.MANAGER, at=a.AT)
    vendors, tasks = [], []
    for name in ("甲示例审核机构", "乙示例审核机构", "丙示例审核机构", "丁示例审核机构"):
        vendor = await a.vendor(name=name)
        contract = await a.contract(vendor=vendor)
        vendors.append(vendor)
        tasks.append(await a.task_in_progress(vendor=vendor, contract=contract, ratio=None))
    async with transaction() as connection:
        found = await connection.fetch("SELECT id FROM vendors_institution ORDER BY id")
    return Crowd(vendors=tuple(vendors), tasks=tuple(tasks), institutions=tuple(row["id"] for row in found))


async def _some(connection: "Connection", crowd: Crowd, numbers: range) -> None:
    codes = [entry.code for entry in taxonomy() if not entry.of_vendors]
    findings = [_finding(n, crowd, codes) for n in numbers]
    await copy_in(
        connection, "vendors_finding", [{name: row[name] for name in row if name != "id"} for row in findings]
    )
    await copy_in(connection, "vendors_finding_line", [_line(row) for row in findings])
    evidence = [
        {"finding": row["id"], "vendor": row["vendor"], "kind": "document", "name": "长期医嘱单", "page": "3"}
        for row in findings
    ]
    await copy_in(connection, "vendors_evidence", evidence)
    reviewed = (row for row in findings if row["state"] not in {"awaiting_first", "returned"})
    await copy_in(connection, "vendors_review", [_review(row) for row in reviewed])


def _finding(n: int, crowd: Crowd, codes: list[str]) -> dict[str, object]:
    mixed = n * _SHUFFLE
    place = mixed % len(crowd.vendors)
    amount = 1_000 + mixed % 900_000
    return {
        "id": n, "vendor": crowd.vendors[place], "task": crowd.tasks[place], "batch": 1 + n // 5_000,
        "number": f"YD-2026-{n:06d}", "institution": crowd.institutions[mixed % len(crowd.institutions)],
        "visit_id": f"620700V{n:012d}", "patient_masked": "张*明", "violation": codes[mixed % len(codes)],
        "certainty": ("definite", "suspected", "clue")[mixed % 3], "basis": "条例第三十八条(三)",
        "description": "医嘱二级护理，按一级护理计费6日", "amount_fen": amount, "fund_loss_fen": amount * 7 // 10,
        "auditor": "王某", "checker": "李某", "audited_on": date(2026, 8, 20), "state": STATES[mixed % len(STATES)],
        "version": 1, "uploaded_by": 100, "heard_until": date(2026, 9, 24) if mixed % 2 else None,
        "created_at": filed.FILED - timedelta(minutes=400_000 - n),
        "source": "smart_monitoring" if n % 5 == 0 else "third_party", "severity": ("", "abuse", "waste")[mixed % 3],
        "false_kinds": ["illness"] if n % 50 == 0 else [], "rule": f"R-{n % 40:03d}" if n % 5 == 0 else "",
        "blind": False, "doctor": f"D620702{n % 900:06d}", "recoded": "",
        "fund": "", "insutype": "310", "first_reviewer": None, "content": "",
    }  # fmt: skip


def _line(row: dict[str, object]) -> dict[str, object]:
    return {
        "finding": row["id"], "vendor": row["vendor"], "position": 1, "item_code": "", "item_name": "一级护理",
        "amount_fen": row["amount_fen"], "fund_loss_fen": row["fund_loss_fen"], "sheet": "病历审核疑点明细",
        "row": 4, "same": "", "told_at": row["created_at"], "deduction": "",
    }  # fmt: skip


def _review(row: dict[str, object]) -> dict[str, object]:
    return {
        "finding": row["id"], "vendor": row["vendor"], "stage": "first", "opinion": "pass", "reason": "",
        "reviewer": 91, "reviewer_name": "某甲", "at": row["created_at"], "blind": False,
    }  # fmt: skip
