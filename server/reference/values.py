"""The values of a parameter as they really hold: each until the next begins, the bureau's own over the packaged."""

from collections.abc import Sequence
from datetime import date

from server.reference.screens import Standing, ValueRow
from vendors.policy.bureau import bureau
from vendors.policy.parameters import histories, spans
from vendors.policy.rows import Parameter

_ORDER = tuple(Standing)


def values(code: str, on: date) -> Sequence[ValueRow]:
    """The one in force on the day, then those to come, the nearest first, then those gone, the latest first."""
    held = spans(code)
    shown = [_row(one.row, one.begins, one.ends, on) for one in held]
    never = [row for row in histories().get(code, ()) if not any(one.row is row for one in held)]
    shown += [_row(row, row.begins, row.ends, on, replaced=True) for row in never]
    return sorted(shown, key=_place)


def _row(row: Parameter, begins: date, ends: date | None, on: date, *, replaced: bool = False) -> ValueRow:
    own = any(row is one for one in bureau().parameters)
    return ValueRow(
        row=row,
        begins=begins,
        ends=ends,
        standing=_standing(row, begins, ends, on, replaced=replaced),
        own=own,
        withdrawable=own and row.begins > on,
    )


def _standing(row: Parameter, begins: date, ends: date | None, on: date, *, replaced: bool) -> Standing:
    if replaced:
        return Standing.REPLACED
    if begins > on:
        return Standing.COMING
    if ends is None or on <= ends:
        return Standing.NOW
    return Standing.PAST if ends == row.ends else Standing.REPLACED


def _place(one: ValueRow) -> tuple[int, int]:
    days = one.begins.toordinal()
    return _ORDER.index(one.standing), days if one.standing is Standing.COMING else -days
