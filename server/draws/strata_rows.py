"""The strata of a sample out of a table: a line a sampled unit, or a line a stratum."""

from collections.abc import Mapping, Sequence
from typing import Final

from kpi.engine.errors import EngineError
from kpi.engine.inference.strata import Stratum
from kpi.engine.inference.variables import Summary, summary, variable
from server.draws.columns import Columns, Given, figure_of

VALUES: Final = ("stratum", "universe", "value")
SUMMARIES: Final = ("stratum", "universe", "sample", "mean", "sd")


def strata_of(given: Given) -> Sequence[Stratum]:
    """Raises Conflict, naming the line and the stratum."""
    rows = Columns.of(given, VALUES, SUMMARIES)
    first = _first_rows(rows, several="value" in rows.names)
    if "value" not in rows.names:
        told = zip(rows.wholes("sample"), rows.numbers("mean"), rows.numbers("sd"), strict=True)
        summaries = [Summary(size=size, mean=mean, deviation=sd) for size, mean, sd in told]
        return [_stratum(rows, row, summaries[row]) for row in first.values()]
    values: dict[str, list[float]] = {name: [] for name in first}
    for name, value in zip(rows.texts("stratum"), rows.numbers("value"), strict=True):
        values[name].append(value)
    return [_stratum(rows, row, values[name]) for name, row in first.items()]


def _first_rows(rows: Columns, *, several: bool) -> Mapping[str, int]:
    """Where each stratum is first told of. Raises Conflict: no name, a line too many, another universe."""
    first: dict[str, int] = {}
    universes = rows.wholes("universe")
    for row, name in enumerate(rows.texts("stratum")):
        if not name:
            raise rows.fault(row, "缺少层名。", "no stratum is named.")
        before = first.setdefault(name, row)
        if universes[before] != universes[row]:
            raise rows.fault(
                row, f"层 {name} 的总体 {universes[row]} 与第 {rows.at[before]} 行的 {universes[before]} 不同。",
                f"stratum {name} has a universe of {universes[row]}, on line {rows.at[before]} {universes[before]}.",
            )  # fmt: skip
        if before != row and not several:
            raise rows.fault(row, f"层 {name} 重复，每层一行。", f"stratum {name} stands twice; one row a stratum.")
    return first


def _stratum(rows: Columns, row: int, sample: Summary | Sequence[float]) -> Stratum:
    """Raises Conflict for what cannot be a sample of the stratum."""
    name, universe = rows.rows[row]["stratum"].strip(), int(figure_of(rows.rows[row]["universe"]) or 0)
    try:
        summed = sample if isinstance(sample, Summary) else summary(sample)
        variable(universe=universe, sample=summed)
    except EngineError as refused:
        zh, en = refused.words.zh, refused.words.en
        raise rows.fault(row, f"层 {name}：{zh}", f"stratum {name}: {en}") from refused
    return Stratum(name=name, universe=universe, sample=summed)
