"""A rulebook file read and checked as a whole: either a sound Rulebook or one clear refusal."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Final

from kpi.engine.rulebook import Rulebook
from kpi.rulebooks.indicators import facts_of, indicator_of
from kpi.rulebooks.parts import (
    ALL,
    bands_of,
    blocks_of,
    bonus_of,
    consequences_of,
    events_of,
    lowest,
    measures_of,
    rollups_of,
)
from kpi.rulebooks.reading import Reader
from kpi.rulebooks.scales import levels_of, lowest_level, overall_of
from kpi.rulebooks.soundness import check, check_for_the_house
from kpi.rulebooks.source import read_standalone, read_toml

FULL_MARKS: Final = Decimal(100)
SMALL_SAMPLE: Final = 5


def load(path: Path) -> Rulebook:
    """The rulebook in a file (and the file it includes). Raises BadFile naming the key or the column."""
    return load_from(read_toml(path))


def load_text(text: str, *, file: str) -> Rulebook:
    """The rulebook of the house in a text that stands alone; `file` is what errors call it. Raises BadFile.

    Beyond what `load` asks it must be of one of the four kinds, dated, graded, and say what each grade leads to; its
    constants may be what they were when it was approved.
    """
    reader = read_standalone(text, file=file)
    rulebook = load_from(reader, strict=False)
    check_for_the_house(rulebook, reader)
    return rulebook


def load_from(reader: Reader, *, strict: bool = True) -> Rulebook:
    """The rulebook in a table read already. Raises BadFile as `load` does.

    `strict`: constants of formulas are tried, so that none makes an indicator not applicable to everybody.
    """
    levels = levels_of(reader)
    facts = facts_of(reader, levels)
    name = reader.text("id")
    block = "" if reader.has("block") else ALL
    indicators = tuple(
        indicator_of(one, facts, rulebook=name, block=block, levels=levels, strict=strict)
        for one in reader.tables("indicator")
    )
    worded = bool(indicators) and all(one.scale for one in indicators)
    most = Decimal(0) if worded else reader.number("points", FULL_MARKS)
    bonus = bonus_of(reader)
    bands = bands_of(reader, most=max(most, bonus.ceiling))
    rulebook = Rulebook(
        id=name,
        kind=reader.text("kind", ""),
        words=reader.words(name),
        effective_from=reader.day("effective_from") if reader.has("effective_from") else date.min,
        effective_to=reader.day("effective_to") if reader.has("effective_to") else None,
        basis=reader.text("basis", ""),
        small_sample=reader.whole("small_sample", SMALL_SAMPLE),
        failing=reader.text("failing", lowest(bands) or lowest_level(levels, indicators)),
        blocks=blocks_of(reader, indicators),
        facts=facts,
        indicators=indicators,
        bands=bands,
        vetoes=events_of(reader.tables("veto")),
        bonus=bonus,
        measures=measures_of(reader),
        consequences=consequences_of(reader),
        points=most,
        caps=events_of(reader.tables("cap"), points="at_most"),
        rollups=rollups_of(reader),
        levels=levels,
        overall=overall_of(reader, indicators, levels, rulebook=name),
    )
    reader.finish()
    check(rulebook, reader)
    return rulebook
