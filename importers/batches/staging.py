"""What a check finds on its way into the tables, as the child says it; nothing is there until all of it lands."""

from typing import TYPE_CHECKING

from importers.batches.tables import ISSUE_COLUMNS, ROW_COLUMNS, VISIT_COLUMNS
from importers.findings.checked import Checked, Verdict
from vendors.copying import Ferry, copy_text
from vendors.findings.incoming import Receiver
from vendors.findings.incoming import discard as discard_findings
from vendors.tasks.results.incoming import RESULT_COLUMNS, RESULT_TABLE
from vendors.tasks.results.incoming import discard as discard_results

if TYPE_CHECKING:
    from asyncpg.connection import Connection

_TABLES = ("importers_batch_row", "importers_batch_issue", "importers_staged_visit")


class Store:
    """The sink of one batch's check, inside the caller's transaction."""

    def __init__(self, connection: "Connection", *, batch: int, vendor: int) -> None:
        self._connection, self._batch, self._cleared = connection, batch, False
        fixed = {"batch": batch, "vendor": vendor}
        rows, issues, visits = _TABLES
        self._receiver = Receiver(connection, batch=batch, vendor=vendor)
        self._issues = Ferry(connection, issues, ISSUE_COLUMNS, fixed)
        self._ferries = {
            "r": Ferry(connection, rows, ROW_COLUMNS, fixed),
            "i": self._issues,
            "v": Ferry(connection, visits, VISIT_COLUMNS, fixed),
            "t": Ferry(connection, RESULT_TABLE, RESULT_COLUMNS, fixed),
        }

    async def take(self, tag: str, piece: bytes) -> None:
        """A frame of `importers.findings.child`."""
        await self._clear()
        if tag == "f":
            await self._receiver.finding(piece)
        elif tag == "l":
            await self._receiver.line(piece)
        else:
            await self._ferries[tag].take(piece)

    async def land(self, checked: Checked, *, admitted: bool) -> None:
        """Into the tables. Raises RuntimeError when what was stored is not what the file was counted to hold."""
        await self._clear()
        for position, issue in enumerate(
            checked.issues, -len(checked.issues) + 1
        ):  # what was found out here stands first
            said = issue.as_json()
            await self._issues.take(copy_text([position, *(said[key] for key in _ISSUE)]))
        stored = {tag: await ferry.land() for tag, ferry in self._ferries.items()}
        stored["f"], stored["l"] = await self._receiver.land()
        counted = expected(checked, admitted=admitted)
        if stored != counted:
            raise RuntimeError(f"counted {counted}, stored {stored}")

    async def _clear(self) -> None:
        """What an earlier try of the same batch left goes before anything comes."""
        if self._cleared:
            return
        self._cleared = True
        for table in _TABLES:
            await self._connection.execute(f"DELETE FROM {table} WHERE batch = $1", self._batch)  # noqa: S608 constant names
        await discard_findings(self._connection, batch=self._batch)
        await discard_results(self._connection, batch=self._batch)


_ISSUE = ("code", "severity", "sheet", "row", "column", "header", "value", "message", "message_en", "fix", "fix_en")


def expected(checked: Checked, *, admitted: bool) -> dict[str, int]:
    """How many records of each kind there must be: every row of the file is stored, refused, or frame."""
    counts = checked.counts
    kept = admitted and checked.verdict is Verdict.CLEAN
    return {
        "r": sum(sheet.rows + sheet.frame for sheet in checked.sheets),
        "i": counts.errors + counts.warnings + counts.notices,
        "v": counts.passed if kept else 0,
        "t": counts.results if kept else 0,
        "f": counts.cases if kept else 0,
        "l": counts.findings if kept else 0,
    }
