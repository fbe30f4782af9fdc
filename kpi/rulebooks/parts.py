"""The parts of a rulebook beside its indicators: blocks, grades, events, measures, consequences, roll-ups."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final

from kpi.engine.rulebook import (
    EFFECTS,
    PROCEDURES,
    Band,
    Block,
    BonusRule,
    Consequence,
    EventRule,
    FactName,
    Indicator,
    Measure,
    Rollup,
    Weighting,
)
from kpi.engine.words import Words
from kpi.rulebooks.reading import Reader

CYCLES: Final = ("month", "quarter", "half", "year", "contract")
ALL: Final = "all"
WHOLE: Final = Words("全部指标", "All indicators")
MEAN: Final = Words("各期均值", "Mean of the periods")
EVALUATION: Final = Words("年终综合评价", "Year-end evaluation")


def blocks_of(reader: Reader, indicators: Sequence[Indicator]) -> tuple[Block, ...]:
    """The blocks; a rulebook that names none has one. A block is worth its indicators unless it says what."""
    worth = {one.block: Decimal(0) for one in indicators}
    for one in indicators:
        worth[one.block] += one.points
    if not reader.has("block"):
        return (Block(code=ALL, words=WHOLE, points=worth.get(ALL, Decimal(0))),)
    return tuple(_block(code, table, worth) for code, table in reader.named_tables("block"))


def _block(code: str, table: Reader, worth: Mapping[str, Decimal]) -> Block:
    found = Block(code=code, words=table.words(code), points=table.number("points", worth.get(code, Decimal(0))))
    table.finish()
    return found


def bands_of(reader: Reader, *, most: Decimal) -> tuple[Band, ...]:
    """The grades; an edge left out is the next grade's, or the end of the scale."""
    tables = list(reader.tables("grade"))
    lowers = sorted({table.number("from", Decimal(0)) for table in tables})
    return tuple(_band(table, lowers, most) for table in tables)


def _band(table: Reader, lowers: Sequence[Decimal], most: Decimal) -> Band:
    lower = table.number("from", Decimal(0))
    upper = table.number("to", next((edge for edge in lowers if edge > lower), most))
    code = _code(table)
    found = Band(
        code=code,
        words=table.words(code),
        lower=lower,
        lower_included=table.flag("from_included", default=True),
        upper=upper,
        upper_included=table.flag("to_included", default=upper == most and not table.has("to")),
        clause=table.text("clause", ""),
    )
    table.finish()
    return found


def _code(table: Reader) -> str:
    """`code`, or the Chinese name where there is none."""
    return table.text("code") if table.has("code") or not table.has("zh") else table.text("zh")


def events_of(tables: Iterator[Reader], *, points: str = "") -> tuple[EventRule, ...]:
    """Vetoes, caps or bonus events; `points` is the key that holds their number, where they must have one."""
    return tuple(_event(table, points) for table in tables)


def _event(table: Reader, points: str) -> EventRule:
    code = _code(table)
    found = EventRule(
        code=code,
        words=table.words(code),
        clause=table.text("clause", ""),
        points=table.number(points) if points else Decimal(0),
    )
    table.finish()
    return found


def bonus_of(reader: Reader) -> BonusRule:
    table = reader.table("bonus")
    found = BonusRule(
        cap=table.number("cap", Decimal(0)),
        spotless=table.texts("spotless"),
        events=events_of(table.tables("event"), points="points"),
        ceiling=table.number("ceiling", Decimal(0)),
    )
    table.finish()
    return found


def measures_of(reader: Reader) -> dict[str, Measure]:
    return {measure.code: measure for measure in map(_measure, reader.tables("measure"))}


def _measure(table: Reader) -> Measure:
    code = _code(table)
    found = Measure(
        code=code,
        words=table.words(code),
        effect=_one_of(table, "effect", EFFECTS),
        procedure=_one_of(table, "procedure", PROCEDURES),
        collective=table.flag("collective", default=False),
    )
    table.finish()
    return found


def _one_of(table: Reader, key: str, allowed: tuple[str, ...], default: str = "") -> str:
    """One of the allowed words, or the default."""
    found = table.text(key, default)
    if found != default and found not in allowed:
        raise table.error(key, f"应为 {'、'.join(allowed)} 之一", f"must be one of {', '.join(allowed)}")
    return found


def consequences_of(reader: Reader) -> tuple[Consequence, ...]:
    return tuple(_consequence(table) for table in reader.tables("consequence"))


def _consequence(table: Reader) -> Consequence:
    code = _code(table)
    found = Consequence(
        code=code,
        words=table.words(code),
        clause=table.text("clause", ""),
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


def rollups_of(reader: Reader) -> dict[str, Rollup]:
    """How cards of shorter periods make one of a longer, by the longer period's cycle."""
    return {cycle: _rollup(reader, cycle, table) for cycle, table in reader.named_tables("rollup")}


def _rollup(reader: Reader, cycle: str, table: Reader) -> Rollup:
    if cycle not in CYCLES:
        raise reader.error(f"rollup › {cycle}", f"应为 {'、'.join(CYCLES)} 之一", f"must be one of {', '.join(CYCLES)}")
    words = table.words(MEAN.zh) if table.has("zh") else MEAN
    told = table.table("evaluation") if table.has("evaluation") else None
    found = Rollup(
        words=words,
        weighting=Weighting(_one_of(table, "weight", tuple(one.value for one in Weighting), Weighting.EQUAL.value)),
        periods=_share(table, "periods"),
        keep=_share(table, "keep"),
        at_least=max(1, table.whole("at_least", 1)),
        evaluation=FactName(name="evaluation", words=told.words() if told else EVALUATION),
        rule=_rule(table),
        clause=table.text("clause", ""),
    )
    if told:
        told.finish()
    table.finish()
    return found


def _rule(table: Reader) -> Words:
    zh = table.text("rule_zh", "")
    return Words(zh, table.text("rule_en", zh))


def _share(table: Reader, key: str) -> Decimal:
    found = table.number(key, Decimal(1))
    if not 0 < found <= 1:
        raise table.error(key, "应大于 0%，不超过 100%", "must be above 0% and at most 100%")
    return found


def lowest(bands: Sequence[Band]) -> str:
    """The grade of nothing at all."""
    return min(bands, key=lambda band: band.lower).code if bands else ""
