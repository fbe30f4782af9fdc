"""Checked workbooks without their check: a batch that waits for confirmation, with its rows as they stood."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from tests.support import a, filed
from vendors.copying import copy_in
from vendors.findings.actions import NewFinding, NewLine, receive_findings
from vendors.findings.rules import Certainty
from vendors.transaction import transaction

SHEET = "病历审核疑点明细"
HEADER = 3
TITLES = {
    "seq": "序号",
    "mdtrt_id": "就诊ID",
    "hilist_code": "医保项目编码",
    "vola_cont": "违规描述",
    "vola_amt": "违规金额(元)",
}
_BATCH = """
INSERT INTO importers_batch (vendor, task, number, attempt, state, kind, filename, sha256, size, check_only, rows_total,
  rows_done, rows_bad, errors, warnings, notices, refusal_zh, refusal_en, annotated, receipt, uploaded_by,
  uploaded_by_name, received_at, checked_at, timings, sheets, rule_counts, deliverable, version)
VALUES ($1, $2, $3, 1, 'ready', 'A', '明细.xlsx', $4, 1, false, $5, $5, 0, 0, 0, 0, '', '', '', '', $6, $7, $8, $8,
  '{}', $9, '{}', 'record-review', 0) RETURNING id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One row of the sheet."""

    visit: str
    fen: int = 10_800
    item: str = "001201000030000"
    description: str = "医嘱二级护理，按一级护理计费6日"
    institution: str = ""

    @property
    def at(self) -> str:
        return self.institution or a.HOSPITALS[int(self.visit[-1]) % 2].code

    @property
    def content(self) -> str:
        return hashlib.blake2b(repr(self).encode(), digest_size=8).hexdigest()

    def cells(self, seq: int) -> list[str]:
        return [str(seq), self.visit, self.item, self.description, f"{Decimal(self.fen) / 100:.2f}"]


async def ready(world: filed.World, rows: Sequence[Said], *, at: datetime = filed.FILED) -> int:
    """A batch of these rows that its vendor may confirm; every row is a finding of its own visit."""
    async with transaction() as connection:
        known = await connection.fetchval("SELECT count(*) FROM importers_batch")
        number = f"SC-2026-{known + 1:04d}"
        sheet = {
            "name": SHEET, "kind": "record-review", "header_row": HEADER, "last_row": HEADER + len(rows),
            "places": {key: place for place, key in enumerate(TITLES)}, "titles": TITLES, "merges": [],
            "rows": len(rows), "blank": 0, "hidden": False,
        }  # fmt: skip
        batch: int = await connection.fetchval(
            _BATCH, world.vendor, world.task, number, hashlib.sha256(number.encode()).hexdigest(), len(rows),
            world.clerk.id, world.clerk.name, at, json.dumps([sheet], ensure_ascii=False),
        )  # fmt: skip
        await receive_findings(connection, batch=batch, vendor=world.vendor, cases=_cases(rows))
        await copy_in(connection, "importers_batch_row", _rows(batch, world.vendor, rows))
    return batch


def _cases(rows: Sequence[Said]) -> list[NewFinding]:
    places: dict[tuple[str, str], list[tuple[int, Said]]] = {}
    for row, said in enumerate(rows, HEADER + 1):
        places.setdefault((said.at, said.visit), []).append((row, said))
    return [_case(visit, found) for (_institution, visit), found in places.items()]


def _case(visit: str, found: Sequence[tuple[int, Said]]) -> NewFinding:
    lines = [
        NewLine(amount_fen=said.fen, item_code=said.item, item_name="一级护理", sheet=SHEET, row=row)
        for row, said in found
    ]
    return NewFinding(
        institution=found[0][1].at, visit_id=visit, violation="0202", certainty=Certainty.DEFINITE,
        basis="条例第三十八条(三)", description="；".join(said.description for _row, said in found), auditor="王某",
        checker="李某", audited_on=filed.FILED.date(), evidence=[filed.DOCUMENT], lines=lines,
    )  # fmt: skip


def _rows(batch: int, vendor: int, rows: Sequence[Said]) -> list[dict[str, object]]:
    return [
        {**_told(batch, vendor, HEADER, list(TITLES.values())), "layout": "", "identity": "", "content": ""},
        *(
            {
                **_told(batch, vendor, row, said.cells(row - HEADER)),
                "layout": "record-review",
                "identity": f"{said.at}\x1f{said.visit}\x1f{said.item}",
                "content": said.content,
            }
            for row, said in enumerate(rows, HEADER + 1)
        ),
    ]


def _told(batch: int, vendor: int, row: int, cells: list[str]) -> dict[str, object]:
    return {
        "batch": batch, "vendor": vendor, "sheet": SHEET, "row": row, "hidden": False, "kinds": "s" * len(cells),
        "cells": json.dumps(cells, ensure_ascii=False),
    }  # fmt: skip
