"""The child behind `jail.read`: every cell as it stands, in frames of JSON (`s` a sheet, `r` up to 500 rows)."""

import json
from itertools import islice

from importers.intake.child import Emit, run
from importers.intake.opening import SheetSource

ROWS = 500


def work(sheets: list[SheetSource], _orders: bytes, emit: Emit) -> None:
    for sheet in sheets:
        emit("s", json.dumps([sheet.name, sheet.hidden, sheet.height, [list(area) for area in sheet.merges]]).encode())
        rows = sheet.rows()
        while batch := [[row.number, row.kinds, row.texts, row.hidden] for row in islice(rows, ROWS)]:
            emit("r", json.dumps(batch, check_circular=False, separators=(",", ":")).encode())


if __name__ == "__main__":
    run(work)
