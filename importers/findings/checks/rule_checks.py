"""Checks a kind is given by naming its columns: order of days, two persons, conditions, limits, derived values.

Each function makes a row check, so that the list of a kind says what is checked: `ordered("begin_on", "end_on")`,
which is also its name.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal

from importers.findings import messages, record_messages
from importers.findings.scene import Derived, RowCheck, Scene, reads
from importers.workbook.columns import Column, Type
from importers.workbook.issues import Issue
from importers.workbook.rows import Row, Value
from importers.workbook.spellings import plain
from importers.workbook.text import nfkc
from vendors.money import yuan

_BETWEEN = re.compile(r"[、,;/|\n]+")


def ordered(first: str, second: str) -> RowCheck:
    """The first day is not after the second."""

    @reads(first, second)
    def check(row: Row, scene: Scene) -> Iterator[Issue]:
        one, two = row.day(first), row.day(second)
        if one is not None and two is not None and one > two:
            yield reversed_days(row, scene, first, second)

    check.__name__ = f"ordered({first}, {second})"
    return check


def reversed_days(row: Row, scene: Scene, first: str, second: str) -> Issue:
    """The issue for two days the wrong way round, at the second."""
    one, two = scene.sheet.layout.column(first), scene.sheet.layout.column(second)
    return scene.sheet.issue(
        messages.DATES_REVERSED,
        row,
        second,
        value=str(row.day(first)),
        other=str(row.day(second)),
        first=one.zh,
        second=two.zh,
        first_en=one.en,
        second_en=two.en,
    )


def past(key: str) -> RowCheck:
    """The day is not after the day of the check."""

    @reads(key)
    def check(row: Row, scene: Scene) -> Iterator[Issue]:
        day, today = row.day(key), scene.context.today or scene.on
        if day is not None and day > today:
            yield scene.sheet.issue(record_messages.IN_FUTURE, row, key, value=str(day), today=today)

    check.__name__ = f"past({key})"
    return check


def different(first: str, second: str) -> RowCheck:
    """Two columns name two persons; blanks inside a name make no other person of it."""

    @reads(first, second)
    def check(row: Row, scene: Scene) -> Iterator[Issue]:
        one = _person(row.text(first))
        if one and one == _person(row.text(second)):
            yield scene.sheet.issue(messages.SAME_PERSON, row, second, value=row.text(second))

    check.__name__ = f"different({first}, {second})"
    return check


def needed(key: str, when: Callable[[Row], bool], because: str, because_en: str) -> RowCheck:
    """The cell may not stay empty when the row says so; an unreadable one has its own issue."""

    def check(row: Row, scene: Scene) -> Iterator[Issue]:
        if row.values.get(key) is None and key not in row.bad and when(row):
            words = {"because": because, "because_en": because_en}
            yield scene.sheet.issue(record_messages.NEEDED_WHEN, row, key, **words)

    check.__name__ = f"needed({key})"
    return check


def at_most(key: str, other: str) -> RowCheck:
    """One amount or quantity is not above another of the same type."""

    @reads(key, other)
    def check(row: Row, scene: Scene) -> Iterator[Issue]:
        value, limit = _number(row, key), _number(row, other)
        if value is not None and limit is not None and value > limit:
            column, than = scene.sheet.layout.column(key), scene.sheet.layout.column(other)
            words = {"value": shown(row.values[key], column), "limit": shown(row.values[other], than)}
            names = {"other": than.zh, "other_en": than.en}
            yield scene.sheet.issue(record_messages.ABOVE_OTHER, row, key, **words, **names)

    check.__name__ = f"at_most({key}, {other})"
    return check


def several(key: str, choices: Mapping[str, str]) -> RowCheck:
    """Each of the words in a cell, between 、 or commas, is one of the choices."""

    @reads(key)
    def check(row: Row, scene: Scene) -> Iterator[Issue]:
        for item in parts(row.text(key)):
            if item not in choices:
                words = {"item": item, "choices": "、".join(choices.values())}
                yield scene.sheet.issue(record_messages.NOT_OF_SEVERAL, row, key, **words)

    check.__name__ = f"several({key})"
    return check


def _person(name: str) -> str:
    return "".join(nfkc(name).split())


def parts(text: str) -> tuple[str, ...]:
    """`病历核查、现场走访` → its words, whatever stands between them."""
    return tuple(said for part in _BETWEEN.split(nfkc(text)) if (said := part.strip()))


def derived(row: Row, scene: Scene) -> Iterator[Issue]:
    """A column that follows from others may be empty; a given value is the one that follows."""
    for rule in scene.kind.derived:
        given = row.values.get(rule.key)
        computed = None if given is None else rule.of(row)
        if given is not None and computed is not None and not _agrees(given, computed, rule.tolerance):
            column = scene.sheet.layout.column(rule.key)
            yield _differs(row, scene, rule, shown(given, column), shown(computed, column))


def _differs(row: Row, scene: Scene, rule: Derived, given: str, computed: str) -> Issue:
    return scene.sheet.issue(
        record_messages.DERIVED_DIFFERS, row, rule.key, value=given, computed=computed, formula=rule.formula
    )


def _agrees(given: Value, computed: Value, tolerance: Decimal) -> bool:
    if isinstance(given, int | Decimal) and isinstance(computed, int | Decimal):
        return abs(Decimal(given) - Decimal(computed)) <= tolerance
    return given == computed


def shown(value: Value, column: Column) -> str:
    """A value as people write it in its column."""
    if isinstance(value, int) and column.type is Type.MONEY:
        return yuan(value)
    return plain(value) if isinstance(value, Decimal) else str(value)


def _number(row: Row, key: str) -> int | Decimal | None:
    value = row.values.get(key)
    return value if isinstance(value, int | Decimal) else None
