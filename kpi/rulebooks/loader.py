"""A rulebook file read and checked as a whole: either a sound Rulebook or one clear refusal."""

from decimal import Decimal
from pathlib import Path

from kpi.engine.rulebook import EFFECTS, PROCEDURES, Band, Block, BonusRule, Consequence, EventRule, Measure, Rulebook
from kpi.rulebooks.indicators import facts_of, indicator_of
from kpi.rulebooks.reading import Reader
from kpi.rulebooks.soundness import check
from kpi.rulebooks.source import read_standalone, read_toml

KINDS = ("A", "B", "C", "D")


def load(path: Path) -> Rulebook:
    """The rulebook in a file (and the file it includes). Raises BadFile naming the key or the column."""
    return load_from(read_toml(path))


def load_text(text: str, *, file: str) -> Rulebook:
    """The rulebook in a text that stands alone; `file` is what errors call it. Raises BadFile as `load` does."""
    return load_from(read_standalone(text, file=file))


def load_from(reader: Reader) -> Rulebook:
    """The rulebook in a table read already. Raises BadFile as `load` does."""
    facts = facts_of(reader)
    name = reader.text("id")
    rulebook = Rulebook(
        id=name,
        kind=_kind(reader),
        words=reader.words(),
        effective_from=reader.day("effective_from"),
        effective_to=reader.day("effective_to") if reader.has("effective_to") else None,
        basis=reader.text("basis"),
        small_sample=reader.whole("small_sample", 5),
        failing=reader.text("failing"),
        blocks=tuple(_block(code, table) for code, table in reader.named_tables("block")),
        facts=facts,
        indicators=tuple(indicator_of(table, facts, rulebook=name) for table in reader.tables("indicator")),
        bands=tuple(_band(table) for table in reader.tables("grade")),
        vetoes=tuple(_event(table) for table in reader.tables("veto")),
        bonus=_bonus(reader),
        measures={measure.code: measure for measure in map(_measure, reader.tables("measure"))},
        consequences=tuple(_consequence(table) for table in reader.tables("consequence")),
    )
    reader.finish()
    check(rulebook, reader)
    return rulebook


def _kind(reader: Reader) -> str:
    kind = reader.text("kind")
    if kind not in KINDS:
        raise reader.error("kind", "应为 A、B、C 或 D", "must be A, B, C or D")
    return kind


def _block(code: str, table: Reader) -> Block:
    found = Block(code=code, words=table.words(), points=table.number("points"))
    table.finish()
    return found


def _band(table: Reader) -> Band:
    found = Band(
        code=table.text("code"),
        words=table.words(),
        lower=table.number("from"),
        lower_included=table.flag("from_included", default=True),
        upper=table.number("to"),
        upper_included=table.flag("to_included", default=False),
        clause=table.text("clause"),
    )
    table.finish()
    return found


def _event(table: Reader) -> EventRule:
    found = EventRule(
        code=table.text("code"),
        words=table.words(),
        clause=table.text("clause"),
        points=table.number("points", Decimal(0)),
    )
    table.finish()
    return found


def _bonus(reader: Reader) -> BonusRule:
    table = reader.table("bonus")
    found = BonusRule(
        cap=table.number("cap", Decimal(0)),
        spotless=table.texts("spotless"),
        events=tuple(_event(event) for event in table.tables("event")),
    )
    table.finish()
    return found


def _measure(table: Reader) -> Measure:
    found = Measure(
        code=table.text("code"),
        words=table.words(),
        effect=_one_of(table, "effect", EFFECTS),
        procedure=_one_of(table, "procedure", PROCEDURES),
        collective=table.flag("collective", default=False),
    )
    table.finish()
    return found


def _one_of(table: Reader, key: str, allowed: tuple[str, ...]) -> str:
    """One of the allowed words, or nothing at all."""
    found = table.text(key, "")
    if found and found not in allowed:
        raise table.error(key, f"应为 {'、'.join(allowed)} 之一", f"must be one of {', '.join(allowed)}")
    return found


def _consequence(table: Reader) -> Consequence:
    found = Consequence(
        code=table.text("code"),
        words=table.words(),
        clause=table.text("clause"),
        linked_fee=table.number("linked_fee"),
        measures=table.texts("measures"),
        veto=table.flag("veto", default=False),
        grade=table.text("grade", ""),
        times=table.whole("times", 1),
        within=table.whole("within", 1),
        annual=table.flag("annual", default=False),
    )
    table.finish()
    return found
