"""A rulebook's text as it is being typed: every fault with its line and column, and the sums of the weights."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from kpi.engine.rulebook import FactName, Rulebook
from kpi.rulebooks.errors import BadFile
from kpi.rulebooks.indicators import facts_of, indicator_of
from kpi.rulebooks.loader import load_from
from kpi.rulebooks.locating import spot
from kpi.rulebooks.parts import ALL
from kpi.rulebooks.reading import Reader
from kpi.rulebooks.rules import house_faults
from kpi.rulebooks.scales import levels_of
from kpi.rulebooks.soundness import check_for_the_house
from kpi.rulebooks.source import MAX_BYTES, read_standalone
from vendors.errors import Words

MOST_SHOWN = 40  # faults shown at once
KEPT = 100  # texts whose check is remembered


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is wrong, and where: the key path, line and column from 1."""

    line: int
    column: int
    where: str
    words: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """A block's points as declared and as its indicators add up to; None where they cannot be read."""

    code: str
    words: Words
    declared: Decimal | None
    summed: Decimal
    indicators: int

    @property
    def same(self) -> bool:
        return self.declared == self.summed


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """`rulebook` stands exactly when there is no fault; `raw` whenever the text is TOML at all."""

    faults: Sequence[Fault]
    sums: Sequence[Sum]
    rulebook: Rulebook | None
    raw: Mapping[str, object] | None


@lru_cache(maxsize=KEPT)
def check_text(text: str, *, name: str, kind: str) -> Checked:
    """The check of one version of the house; the same text always checks the same."""
    file = f"{name}.toml"
    if len(text.encode()) > MAX_BYTES:
        words = Words("文字超过 2 MB。", "The text is larger than 2 MB.")
        return Checked(faults=(Fault(line=1, column=1, where="", words=words),), sums=(), rulebook=None, raw=None)
    try:
        raw = read_standalone(text, file=file).raw
    except BadFile as broken:
        return Checked(faults=(_fault(text, broken),), sums=(), rulebook=None, raw=None)
    rulebook, found = _loaded(text, raw, file)
    if rulebook:
        at_home = house_faults(rulebook, name=name, kind=kind)
        found = [_placed(text, key, words) for key, words in at_home]
    return Checked(faults=tuple(found), sums=tuple(_sums(raw)), rulebook=None if found else rulebook, raw=raw)


def _loaded(text: str, raw: Mapping[str, object], file: str) -> tuple[Rulebook | None, list[Fault]]:
    """The rulebook, or the first fault of the whole and each indicator's own."""
    try:
        rulebook = load_from(Reader(file, "", raw))
        check_for_the_house(rulebook, Reader(file, "", raw))
    except BadFile as broken:
        faults = [_fault(text, broken), *(_fault(text, one) for one in _each(raw, file))]
    else:
        return rulebook, []
    shown = {(one.line, one.where): one for one in reversed(faults)}
    return None, sorted(shown.values(), key=lambda one: (one.line, one.column))[:MOST_SHOWN]


def _each(raw: Mapping[str, object], file: str) -> Iterator[BadFile]:
    """What is wrong inside each indicator, one fault for each."""
    reader = Reader(file, "", raw)
    name = str(raw.get("id", ""))
    try:
        levels = levels_of(reader)
        facts: Mapping[str, FactName] = facts_of(reader, levels)
        tables: Collection[Reader] = list(reader.tables("indicator"))
    except BadFile:
        return
    for table in tables:
        try:
            indicator_of(table, facts, rulebook=name, block="" if reader.has("block") else ALL, levels=levels)
        except BadFile as broken:
            yield broken


def _fault(text: str, broken: BadFile) -> Fault:
    words = broken.what
    return _placed(text, broken.where, words)


def _placed(text: str, where: str, words: Words) -> Fault:
    at = spot(text, where, words.en if "(at line" in words.en else words.zh)
    return Fault(line=at.line, column=at.column, where=where, words=words)


def _sums(raw: Mapping[str, object]) -> Iterator[Sum]:
    blocks = raw.get("block")
    indicators = raw.get("indicator")
    known = [one for one in indicators if isinstance(one, dict)] if isinstance(indicators, list) else []
    for code, table in blocks.items() if isinstance(blocks, dict) else ():
        if not isinstance(table, dict):
            continue
        own = [_number(one.get("points")) or Decimal(0) for one in known if one.get("block") == code]
        words = Words(str(table.get("zh", code)), str(table.get("en", code)))
        declared = _number(table.get("points"))
        yield Sum(code=code, words=words, declared=declared, summed=sum(own, Decimal(0)), indicators=len(own))


def _number(raw: object) -> Decimal | None:
    try:
        found = Decimal(str(raw))
    except InvalidOperation:
        return None
    return found if found.is_finite() and not isinstance(raw, bool) else None
