"""Adjectives instead of numbers: scales, and the grade of a rulebook that has nothing else."""

from collections.abc import Iterable, Mapping

from kpi.engine.errors import FormulaError, Place
from kpi.engine.parser import parse
from kpi.engine.rulebook import Formula, Indicator, Level
from kpi.rulebooks.reading import Reader

BUILT_IN = ("numerator", "denominator", "value", "full")


def levels_of(reader: Reader) -> dict[str, Level]:
    """The adjectives of every scale by code; a scale names them from the best down."""
    found: dict[str, Level] = {}
    for scale, table in reader.named_tables("scale"):
        count = len(table.raw)
        for place, (code, raw) in enumerate(table.raw.items()):
            if not code.isidentifier() or code in BUILT_IN or code in found:
                raise table.error(
                    code,
                    "等次代码应为未用过的标识（字母、汉字、数字或下划线，不以数字开头）",
                    "the level needs an identifier of its own",
                )
            inner = table.inside(code, {"zh": raw} if isinstance(raw, str) else raw)
            found[code] = Level(code=code, words=inner.words(), scale=scale, rank=count - place)
            inner.finish()
        if count <= 1:
            raise table.error("", "至少应有两个等次", "at least two levels are needed")
    return found


def overall_of(
    reader: Reader, indicators: Iterable[Indicator], levels: Mapping[str, Level], *, rulebook: str
) -> Formula | None:
    """The formula of the overall grade over the indicators' codes. Raises BadFile."""
    if not reader.has("overall"):
        return None
    text, rated = reader.text("overall"), tuple(indicators)
    if any(not one.scale for one in rated) or len({one.scale for one in rated}) > 1:
        raise reader.error("overall", "各指标须同用一个等级表", "every indicator must be on the same scale")
    try:
        place = Place(rulebook=rulebook, part="overall")
        tree = parse(text, names={*(one.code for one in rated), *levels}, place=place, strict=True)
    except FormulaError as broken:
        raise reader.error("overall", broken.words.zh, broken.words.en) from None
    return Formula(text=text, tree=tree)


def scale_of(table: Reader, levels: Mapping[str, Level]) -> str:
    """The scale a fact or indicator is on; empty without one. Raises BadFile for one the rulebook lacks."""
    scale = table.text("scale", "")
    if scale and scale not in {level.scale for level in levels.values()}:
        raise table.error("scale", f"没有等级表 {scale}", f"there is no scale {scale}")
    return scale


def lowest_level(levels: Mapping[str, Level], indicators: Iterable[Indicator]) -> str:
    """The worst adjective of the scale the indicators are on."""
    scale = next((one.scale for one in indicators if one.scale), "")
    return next((level.code for level in levels.values() if level.scale == scale and level.rank == 1), "")
