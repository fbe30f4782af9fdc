"""Rows of a workbook as a check would have kept them, for findings that were filed without one."""

import json
from collections.abc import Mapping, Sequence

from importers.batches.tables import ROW_COLUMNS
from tests.support.filed import FILED, World
from vendors.copying import copy_in
from vendors.transaction import transaction

SHEET = "病历审核疑点明细"
KEYS = (
    "seq",
    "fixmedins_name",
    "mdtrt_id",
    "psn_name",
    "hilist_name",
    "vola_type",
    "vola_cont",
    "vola_amt",
    "fund_loss",
)
TITLES = (
    "序号",
    "定点医药机构名称",
    "就诊ID",
    "患者姓名",
    "医保目录名称",
    "违规类型代码",
    "问题描述",
    "违规金额(元)",
    "造成基金损失(元)",
)
_BATCH = """
INSERT INTO importers_batch
  (id, vendor, task, number, attempt, state, kind, filename, sha256, size, check_only, uploaded_by, uploaded_by_name,
   received_at, sheets)
VALUES ($1, $2, $3, $4, 1, 'stored', 'A', '明细.xlsx', repeat('0', 64), 1, false, 1, '何小满', $5, $6)
"""  # fmt: skip


async def kept(
    world: World, batch: int, *, rows: int = 40, changes: Mapping[int, Mapping[str, str]] | None = None
) -> None:
    """A sheet whose rows 4 onwards are lines; `changes` are texts by row number and key."""
    told: list[Mapping[str, object]] = [
        _row(1, ["病历审核疑点明细表"]),
        _row(2, ["任务编号：RW-2026-0001"]),
        _row(3, TITLES),
    ]
    told += [_row(number, _texts(number, (changes or {}).get(number, {}))) for number in range(4, rows + 4)]
    sheet = {
        "name": SHEET, "kind": "record-review", "header_row": 3, "last_row": rows + 3, "merges": [], "rows": rows,
        "places": {key: place for place, key in enumerate(KEYS)}, "titles": dict(zip(KEYS, TITLES, strict=True)),
        "blank": 0, "hidden": False,
    }  # fmt: skip
    async with transaction() as connection:
        number = f"SC-2026-9{batch:03d}"
        await connection.execute(_BATCH, batch, world.vendor, world.task, number, FILED, json.dumps([sheet]))
        known = {"batch": batch, "vendor": world.vendor}
        await copy_in(connection, "importers_batch_row", [{**known, **row} for row in told])


def _texts(number: int, changes: Mapping[str, str]) -> Sequence[str]:
    said = {
        "seq": str(number - 3), "fixmedins_name": "示例市第一人民医院", "mdtrt_id": f"620700G{number:012d}",
        "psn_name": "张*明", "hilist_name": "一级护理", "vola_type": "0202",
        "vola_cont": "医嘱二级护理，按一级护理计费6日", "vola_amt": "108", "fund_loss": "86.4",
    }  # fmt: skip
    return [{**said, **changes}[key] for key in KEYS]


def _row(number: int, texts: Sequence[str]) -> Mapping[str, object]:
    data = number > 3
    kinds = "".join(
        "n" if data and key in {"seq", "vola_amt", "fund_loss"} else "s" for key, _ in zip(KEYS, texts, strict=False)
    )
    values = (
        SHEET,
        number,
        False,
        kinds,
        json.dumps(list(texts), ensure_ascii=False),
        "record-review" if data else "",
        "",
        "",
    )
    return dict(zip(ROW_COLUMNS, values, strict=True))
