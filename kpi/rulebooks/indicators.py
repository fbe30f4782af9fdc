"""Indicators read from a rulebook's tables: names checked, formulas parsed, nothing left unused."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from kpi.engine.amounts import Known, Style, shown
from kpi.engine.errors import FormulaError, Place
from kpi.engine.nodes import Name
from kpi.engine.parser import names_in, parse
from kpi.engine.rulebook import FactName, Formula, Indicator, Level, Parameter, Ratio
from kpi.engine.words import Words
from kpi.rulebooks.reading import Reader
from kpi.rulebooks.scales import BUILT_IN, scale_of

PARTS = ("numerator", "denominator", "count", "value", "formula")
SHORT: Mapping[str, type | tuple[type, ...]] = {"zh": str, "value": (int, Decimal, str)}


STYLES = (Style.NUMBER.value, Style.PERCENT.value, Style.YUAN.value)
NAMED = Words(
    "名称应为未用过的标识（字母、汉字、数字或下划线，不以数字开头）",
    "the name must be an identifier of its own (letters, Chinese characters, digits, underscores)",
)
NO_LEVELS: Mapping[str, Level] = {}


def facts_of(reader: Reader, levels: Mapping[str, Level] = NO_LEVELS) -> dict[str, FactName]:
    """The facts table: name → meaning."""
    found: dict[str, FactName] = {}
    tables = dict(_short(reader.table("facts"), "zh"))
    for name, table in tables.items():
        if not name.isidentifier() or name in BUILT_IN or name in levels:
            raise table.error("", NAMED.zh, NAMED.en)
    for name, table in tables.items():
        found[name] = FactName(
            name=name,
            words=table.words(name),
            style=style_of(table, "number"),
            scale=scale_of(table, levels),
            at_most=_at_most(table, tables.keys() - {name}),
        )
        table.finish()
    return found


def _at_most(table: Reader, names: Collection[str]) -> tuple[Formula, ...]:
    """Numbers, or formulas over other facts; one or a list. Raises BadFile with the column."""
    if not table.has("at_most"):
        return ()
    raw = table.raw["at_most"]
    limits = raw if isinstance(raw, list) else [raw]
    texts = [one if isinstance(one, str) else f"{table.number_in('at_most', one):f}" for one in limits]
    try:
        return tuple(Formula(text=text, tree=parse(text, names=names, place=Place(part="at_most"))) for text in texts)
    except FormulaError as broken:
        raise table.error("at_most", broken.words.zh, broken.words.en) from None


def _short(table: Reader, key: str) -> Iterator[tuple[str, Reader]]:
    """The tables of a table; `name = "…"` is short for `name = { key = "…" }`."""
    for name, raw in table.raw.items():
        yield name, table.inside(name, raw if isinstance(raw, dict) or not isinstance(raw, SHORT[key]) else {key: raw})


def style_of(table: Reader, default: str) -> Style:
    found = table.text("style", default)
    if found not in STYLES:
        raise table.error("style", "应为 number、percent 或 yuan", "must be number, percent or yuan")
    return Style(found)


def indicator_of(
    table: Reader,
    facts: Mapping[str, FactName],
    *,
    rulebook: str,
    block: str = "",
    levels: Mapping[str, Level] = NO_LEVELS,
    strict: bool = True,
) -> Indicator:
    """One indicator, of `block` unless it names one. Raises BadFile naming the key; for a formula also the column."""
    parameters = _parameters(table, {*facts, *levels}, facts)
    texts = _texts(table)
    style = style_of(table, "percent" if texts["value"].startswith("ratio(") else "number")
    names = _Names(rulebook=rulebook, facts=facts, parameters=parameters, levels=levels, strict=strict)
    ratios = tuple(_ratio(one, table, names) for one in table.tables("ratio"))
    trees = {part: _formula(table, part, text, names=names, ratios=ratios) for part, text in texts.items()}
    shares = [text.text for one in ratios for text in (one.numerator, one.denominator)]
    used = tuple(dict.fromkeys(name for text in (*shares, *texts.values()) for name in names_in(text)))
    for name in parameters:
        if name not in used:
            raise table.error(f"parameters › {name}", "没有公式用到它", "no formula uses it")
    scale = scale_of(table, levels)
    found = Indicator(
        code=table.text("code"),
        words=table.words(table.text("code")),
        block=table.text("block", block or None),
        points=Decimal(0) if scale else table.number("points"),
        rule=_rule(table),
        clause=table.text("clause", ""),
        source=table.text("source", ""),
        value=trees["value"],
        formula=trees["formula"],
        numerator=trees.get("numerator"),
        denominator=trees.get("denominator"),
        count=trees.get("count"),
        style=style,
        parameters=parameters,
        uses=tuple(name for name in used if name in facts),
        sampled=table.flag("sampled", default=False),
        process=table.flag("process", default=False),
        ratios=ratios,
        scale=scale,
    )
    table.finish()
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Names:
    """What the formulas of one indicator may use, and the rulebook errors name."""

    rulebook: str
    facts: Mapping[str, FactName]
    parameters: Mapping[str, Parameter]
    levels: Mapping[str, Level]
    strict: bool


def _ratio(one: Reader, table: Reader, names: _Names) -> Ratio:
    name = one.text("name")
    if not name.isidentifier() or name in {*BUILT_IN, *names.facts, *names.parameters, *names.levels}:
        raise one.error("name", NAMED.zh, NAMED.en)
    where = f"ratio {name}"
    found = Ratio(
        name=name,
        words=one.words(name),
        numerator=_parsed(table, one, "numerator", names=names, where=where),
        denominator=_parsed(table, one, "denominator", names=names, where=where),
    )
    one.finish()
    return found


def _rule(table: Reader) -> Words:
    """The rule in words; the formula itself where there are none."""
    zh = table.text("rule_zh", table.text("formula"))
    return Words(zh, table.text("rule_en", zh))


def _texts(table: Reader) -> dict[str, str]:
    """The text of each part. Without a value it is the ratio of the two parts, else the points themselves."""
    texts = {part: _text(table, part) for part in PARTS if table.has(part)}
    formula = _text(table, "formula")
    if "value" not in texts:
        parts = [part for part in ("numerator", "denominator") if part in texts]
        if len(parts) == 1:
            raise table.error("value", "缺少（或写明 numerator 与 denominator）", "is missing (or give both parts)")
        texts["value"] = "ratio(numerator, denominator)" if parts else formula
    return {**texts, "formula": formula}


def _text(table: Reader, part: str) -> str:
    """A formula's text; an empty one is for the parser to refuse, which names the column."""
    return table.text(part, "" if table.has(part) else None)


def _parameters(table: Reader, taken: Collection[str], facts: Mapping[str, FactName]) -> dict[str, Parameter]:
    found: dict[str, Parameter] = {}
    for name, one in _short(table.table("parameters"), "value"):
        if not name.isidentifier() or name in BUILT_IN or name in taken:
            raise one.error("", "名称与事实或内置名称重复", "the name is a fact's or a built-in one")
        raw, fact = one.raw.get("value"), one.text("fact", "")
        if fact and fact not in facts:
            raise one.error("fact", f"没有事实 {fact}", f"there is no fact {fact}")
        percent = isinstance(raw, str) and raw.strip().endswith("%")
        found[name] = Parameter(
            value=one.number("value"),
            style=Style.PERCENT if percent else Style.NUMBER,
            words=one.words(name),
            basis=one.text("basis", ""),
            fact=fact,
        )
        one.finish()
    return found


def _formula(table: Reader, part: str, text: str, *, names: _Names, ratios: Sequence[Ratio]) -> Formula:
    more = (*_before(table, part), *(one.name for one in ratios))
    found = _parsed(table, table, part, names=names, where=part, text=text, more=more)
    if part == "formula" and not table.has("value") and not table.has("numerator"):
        return Formula(text=text, tree=Name("value"))
    return found


def _parsed(
    table: Reader,
    held: Reader,
    part: str,
    *,
    names: _Names,
    where: str,
    text: str | None = None,
    more: Collection[str] = (),
) -> Formula:
    """The formula of a part of `table`, written in `held`. Raises BadFile with the column."""
    constants = {
        name: Known(value=Fraction(one.value), text=shown(Fraction(one.value), one.style), style=one.style)
        for name, one in names.parameters.items()
    }
    constants |= {code: Known(value=Fraction(one.rank), text=one.words) for code, one in names.levels.items()}
    place = Place(rulebook=names.rulebook, indicator=table.text("code"), part=where)
    text = _text(held, part) if text is None else text
    try:
        tree = parse(text, names={*names.facts, *more}, constants=constants, place=place, strict=names.strict)
    except FormulaError as broken:
        raise held.error(part, broken.words.zh, broken.words.en) from None
    return Formula(text=text, tree=tree)


def _before(table: Reader, part: str) -> tuple[str, ...]:
    """Built-in names worked out before this part."""
    parts = tuple(name for name in ("numerator", "denominator") if table.has(name))
    points = ("full",) if not parts and not table.has("value") else ("value", "full")
    return {"value": (*parts, "full"), "formula": (*parts, *points)}.get(part, ())
