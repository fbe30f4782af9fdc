"""The child behind `jail.read`: every cell as it stands, in frames of JSON (`s` a sheet, `r` some rows)."""

import json

from importers.intake.child import Emit, run
from importers.intake.opening import SheetSource

PIECE = 128 * 1024  # characters in a frame, or one row


def work(sheets: list[SheetSource], _orders: bytes, emit: Emit) -> None:
    encode = json.JSONEncoder(check_circular=False, separators=(",", ":")).encode
    for sheet in sheets:
        emit("s", encode([sheet.name, sheet.hidden, sheet.height, [list(area) for area in sheet.merges]]).encode())
        rows, size = [], 0
        for row in sheet.rows():
            rows.append(encode([row.number, row.kinds, row.texts, row.hidden]))
            size += len(rows[-1])
            if size >= PIECE:
                emit("r", f"[{','.join(rows)}]".encode())
                rows, size = [], 0
        emit("r", f"[{','.join(rows)}]".encode())


if __name__ == "__main__":
    run(work)
