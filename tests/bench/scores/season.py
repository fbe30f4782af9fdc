"""Two years of work by forty vendors, poured in by the database itself: findings, what became of them, and the lists.

Every figure is a function of the row's number, so that two pours are alike. Indexes and unique constraints are taken
off the large tables first and made again afterwards; foreign keys are not checked on the way.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from decimal import Decimal

import asyncpg

from server.database.addresses import Addresses
from tests.support import a
from vendors.institutions.actions import store_institutions
from vendors.institutions.records import InstitutionRecord
from vendors.periods import Period
from vendors.registry.rules import Kind

QUARTER = Period.parse("2026Q3")
FIRST_MONTH = date(2024, 10, 1)
MONTHS = 24
KINDS = (*(Kind.A,) * 16, *(Kind.B,) * 12, *(Kind.C,) * 8, *(Kind.D,) * 4)
_REPORTING = sum(kind is not Kind.D for kind in KINDS)
_TASK_KINDS = {Kind.A: "full_review", Kind.B: "machine_screening", Kind.C: "audit",
               Kind.D: "accident_investigation"}  # fmt: skip
_LARGE = (
    "vendors_settled_case", "vendors_task_case", "vendors_finding", "vendors_finding_line", "vendors_review",
    "vendors_notice", "vendors_determination",
)  # fmt: skip
_TASKS = """
INSERT INTO vendors_task (id, vendor, contract, number, kind, workbook_kind, title, covers_from, covers_to, state,
  deadline_days, issued_at, accepted_at, due_on, submitted_at, checked_at, created_at)
SELECT m * $5 + v, ($1::int[])[v], ($2::int[])[v], 'RW-' || m * $5 + v, ($3::text[])[v], ($4::text[])[v], '月度审核',
  begins, begins + interval '1 month' - interval '1 day', 'done', 20, begins + interval '1 day',
  begins + interval '2 days', begins + interval '27 days',
  begins + interval '20 days' + CASE WHEN (m + v) % 9 = 0 THEN interval '9 days' ELSE interval '0' END,
  begins + interval '25 days', begins
FROM generate_series(0, 23) m, generate_series(1, $5) v,
  LATERAL (SELECT $6::date + m * interval '1 month' AS begins) b
"""
_ATTEMPTS = """
INSERT INTO vendors_attempt (vendor, task, batch, batch_number, rows_total, rows_clean, at)
SELECT vendor, id, id, 'SB-' || id, 2000, 2000 - id % 90, submitted_at FROM vendors_task
"""
_NUMBERED = """
CREATE UNLOGGED TABLE season AS
SELECT n, m * $2 + 1 + n % $3 AS task, 1 + n % $3 AS place, n * 7919::bigint % 1000 AS mixed,
  $4::date + m * interval '1 month' + (n * 24.0 / $1 - m) * interval '27 days' AS at
FROM generate_series(1, $1) n, LATERAL (SELECT ((n - 1) * 24 / $1)::int AS m) o
"""
_POUR = (
    """
INSERT INTO vendors_settled_case (id, visit_id, settlement_id, institution, hospital_no, person_no, patient_masked,
  insutype, med_type, admitted_on, discharged_on, department, doctor_code, diagnosis, total_fen, fund_fen, settled_on)
SELECT n, '620700V' || lpad(n::text, 12, '0'), 'S' || n, inst.ids[1 + n % 80], n::text, '6207' || n, '张*明', '310',
  '21', at - interval '40 days', at - interval '32 days', '骨科', 'D620702999001', 'M51.202 腰椎间盘突出',
  863250, 612030, at - interval '31 days'
FROM season, (SELECT array_agg(id ORDER BY id) AS ids FROM vendors_institution) inst
""",
    """
INSERT INTO vendors_task_case (vendor, task, "case", reviewed_on)
SELECT t.vendor, t.id, n, CASE WHEN mixed >= 30 THEN s.at::date END
FROM season s JOIN vendors_task t ON t.id = CASE WHEN mixed % 50 = 0 THEN s.task - s.place + 37 + n % 4 ELSE s.task END
""",
    """
INSERT INTO vendors_finding (id, vendor, task, batch, number, institution, "case", visit_id, patient_masked, violation,
  certainty, basis, description, amount_fen, fund_loss_fen, auditor, checker, audited_on, state, created_at)
SELECT n, t.vendor, t.id, t.id, 'YD-' || n, inst.ids[1 + n % 80], n, '620700V' || lpad(n::text, 12, '0'), '张*明',
  (ARRAY['0101', '0202', '0301', '0402'])[1 + mixed % 4], 'definite', '条例第三十八条(三)',
  '医嘱二级护理，按一级护理计费6日', 1000 + mixed * 37, 700 + mixed * 25, '王某', '李某', s.at::date,
  CASE WHEN mixed < 50 THEN 'dismissed' WHEN mixed < 250 THEN 'awaiting_second' ELSE 'upheld' END, s.at
FROM season s JOIN vendors_task t ON t.id = s.task,
  (SELECT array_agg(id ORDER BY id) AS ids FROM vendors_institution) inst
""",
    """
INSERT INTO vendors_finding_line (finding, vendor, position, item_code, item_name, amount_fen, fund_loss_fen, sheet,
  "row", same, told_at)
SELECT n, ($1::int[])[place], p, 'A' || p, '一级护理', (1000 + mixed * 37) / q, (700 + mixed * 25) / q, '疑点明细',
  3 + p, concat_ws(E'\\x1f', 'H620702' || told % 80, '620700V' || lpad(told::text, 12, '0'), 'A' || p, '2026-05-03',
  '0202'), at
FROM season, LATERAL (SELECT CASE WHEN n % 4 = 0 THEN 2 ELSE 1 END AS q, n - (mixed % 50 = 7)::int AS told) o,
  generate_series(1, q) p
""",
    """
INSERT INTO vendors_review (finding, vendor, stage, opinion, reviewer, reviewer_name, at)
SELECT n, ($1::int[])[place], stage,
  CASE WHEN stage = 'second' AND mixed < 50 THEN 'reject' WHEN stage = 'first' AND mixed % 40 = 3 THEN 'return'
  ELSE 'pass' END, 90 + n % 5, '某甲', at + CASE stage WHEN 'first' THEN interval '2 days' ELSE interval '4 days' END
FROM season, (VALUES ('first'), ('second')) o (stage) WHERE stage = 'first' OR mixed < 50 OR mixed >= 250
""",
    """
INSERT INTO vendors_notice (finding, vendor, number, facts, reasons, basis, method, served_on, defence_until, served_by,
  at) SELECT n, ($1::int[])[place], 'GZ-' || n / 10, '护理级别与医嘱不符', '超出医嘱', '条例第三十八条(三)', 'direct',
  at + interval '6 days', at + interval '11 days', '某乙', at + interval '6 days' FROM season WHERE mixed >= 250
""",
    """
INSERT INTO vendors_determination (finding, vendor, decision, outcome, reported_fen, amount_fen, lines, reason_code,
  reason, defence_moved_it, determined_by, determined_by_name, at)
SELECT n, ($1::int[])[place], 'JD-' || n / 20, CASE WHEN mixed < 350 THEN 'not_upheld' WHEN mixed < 450
  THEN 'partly_upheld' ELSE 'upheld' END, 1000 + mixed * 37, CASE WHEN mixed < 350 THEN 0 WHEN mixed < 450
  THEN 500 + mixed * 18 ELSE 1000 + mixed * 37 END, '{}', 'facts', '事实清楚', mixed BETWEEN 340 AND 360, 14, '邓岚',
  at + interval '12 days' FROM season WHERE mixed >= 250
""",
)
_SEQUENCE = "SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))"
_NUMBERED_TABLES = ("vendors_task", "vendors_settled_case", "vendors_finding")


async def pour(where: Addresses, findings: int) -> tuple[int, ...]:
    """So many findings in an empty database; returns the vendors' contracts, by place."""
    vendors, contracts = await _places()
    connection = await asyncpg.connect(**where.owner.for_asyncpg())
    try:
        await connection.execute("SET session_replication_role = replica; SET synchronous_commit = off")
        kinds = [_TASK_KINDS[kind] for kind in KINDS]
        books = [kind.value for kind in KINDS]
        await connection.execute(_TASKS, vendors, contracts, kinds, books, len(KINDS), FIRST_MONTH)
        await connection.execute(_ATTEMPTS)
        await connection.execute(_NUMBERED, findings, len(KINDS), _REPORTING, FIRST_MONTH)
        async with _bare(connection):
            for statement in _POUR:
                await connection.execute(statement, *([vendors] if "$1" in statement else []))
        for table in _NUMBERED_TABLES:
            await connection.execute(_SEQUENCE.format(table=table))
        await connection.execute("DROP TABLE season")
        await connection.execute("VACUUM ANALYZE")
    finally:
        await connection.close()
    return tuple(contracts)


async def _places() -> tuple[list[int], list[int]]:
    rows = [
        InstitutionRecord(
            code=f"H620702{n:05d}", name=f"金河第{n}医院", kind="二级医院", ownership="公立", region="620702"
        )
        for n in range(1, 81)
    ]
    await store_institutions(rows=rows, by=a.MANAGER, at=a.AT)
    vendors, contracts = [], []
    for place, kind in enumerate(KINDS, start=1):
        vendor = await a.vendor(name=f"第{place}示例机构", kind=kind)
        contracts.append(await a.contract(vendor=vendor, sampling_ratio=Decimal("0.05")))
        vendors.append(vendor)
        for person in range(10):
            await a.staff(vendor=vendor, name=f"人员{person}")
    return vendors, contracts


@asynccontextmanager
async def _bare(connection: asyncpg.Connection) -> AsyncIterator[None]:
    """The large tables without their indexes and unique constraints, but for the primary keys, while inside."""
    unique = await connection.fetch(
        "SELECT conname, conrelid::regclass::text AS t, pg_get_constraintdef(oid) AS made FROM pg_constraint"
        " WHERE contype = 'u' AND conrelid::regclass::text = ANY($1::text[])",
        list(_LARGE),
    )
    for one in unique:
        await connection.execute(f"ALTER TABLE {one['t']} DROP CONSTRAINT {one['conname']} CASCADE")
    indexes = await connection.fetch(
        "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY($1::text[]) AND indexname NOT IN"
        " (SELECT conname FROM pg_constraint)",
        list(_LARGE),
    )
    for one in indexes:
        await connection.execute(f"DROP INDEX {one['indexname']}")
    yield
    await connection.execute("SET maintenance_work_mem = '512MB'")
    for one in indexes:
        await connection.execute(one["indexdef"])
    for one in unique:
        await connection.execute(f"ALTER TABLE {one['t']} ADD CONSTRAINT {one['conname']} {one['made']}")
