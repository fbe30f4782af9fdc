"""What speaks against a file only beside the register as it is: a change the register does not admit."""

from datetime import date
from typing import TYPE_CHECKING

from importers.registers.orders import Summary, Tally
from importers.registers.register import Objection, Register
from importers.workbook.issues import Issue, Severity
from vendors.incoming.queries import differences_on
from vendors.incoming.rules import Change

if TYPE_CHECKING:
    from asyncpg.connection import Connection


async def objected(
    connection: "Connection", *, upload: int, register: Register, told: Summary, tally: Tally, on: date
) -> int:
    """Every difference is put to the register's own rules; how many errors came of it."""
    if register.objections is None:
        return 0
    issues = []
    for change in (Change.ADDED, Change.CHANGED):
        for one in await differences_on(connection, upload=upload, target=register.target, change=change, size=None):
            for objection in register.objections(one, on):
                value = register.shown(objection.key, one.after)
                issues.append(_at(told, row=one.row, value=value, objection=objection))
    errors = sum(issue.severity is Severity.ERROR for issue in issues)
    tally.take(issues)
    return errors


def _at(told: Summary, *, row: int, value: str, objection: Objection) -> Issue:
    return objection.message.at(
        sheet=told.sheet,
        row=row,
        column=told.places.get(objection.key),
        header=told.titles.get(objection.key, ""),
        value=value,
        **objection.words,
    )
