"""What `hengjian stats attribute | variable | stratified | proportion | shrink | plan` answers. Loads SciPy."""

from argparse import Namespace
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from typing import Final

from kpi.engine.errors import EngineError
from kpi.engine.inference import acceptance, attributes, proportions, shrinkage, strata, variables
from server.draws.columns import Columns
from vendors.errors import Conflict, Invalid, Words

Answer = Mapping[str, object]


def answer(given: Namespace) -> Answer:
    """What JSON says. Raises Conflict or Invalid, naming the option or the line of the file."""
    try:
        return ACTS[given.act](given)
    except EngineError as refused:
        raise Conflict(refused.words.zh, refused.words.en) from refused


def _attribute(given: Namespace) -> Answer:
    found = attributes.attribute(
        universe=given.universe, sample=given.sample, hits=given.hits, confidence=given.confidence
    )
    return asdict(found)


def _variable(given: Namespace) -> Answer:
    told = (given.sample, given.mean, given.sd)
    if (given.csv is None) == all(one is None for one in told):
        raise _one_of("--csv", "--sample --mean --sd")
    if given.csv is None and None in told:
        raise _one_of("--csv", "--sample --mean --sd")
    sample = (
        variables.summary(Columns.of(given.csv, ("value",)).numbers("value"))
        if given.csv
        else variables.Summary(size=given.sample, mean=given.mean, deviation=given.sd)
    )
    found = variables.variable(universe=given.universe, sample=sample, confidence=given.confidence)
    return {**_amount(found, "t"), "sample": sample.size, "sd": sample.deviation}


def _stratified(given: Namespace) -> Answer:
    rows = Columns.of(given.csv, ("stratum", "universe", "value"), ("stratum", "universe", "sample", "mean", "sd"))
    found = strata.stratified(_strata(rows), confidence=given.confidence)
    return {
        "universe": found.universe,
        "sample": found.sample,
        **_amount(found.whole, "z"),
        "strata": [{"stratum": name, **_amount(one, "t")} for name, one in found.strata],
    }


def _strata(rows: Columns) -> Sequence[strata.Stratum]:
    names, sizes = rows.texts("stratum"), rows.wholes("universe")
    if "value" not in rows.names:
        told = zip(names, sizes, rows.wholes("sample"), rows.numbers("mean"), rows.numbers("sd"), strict=True)
        return [
            strata.Stratum(name=name, universe=size, sample=variables.Summary(size=n, mean=mean, deviation=sd))
            for name, size, n, mean, sd in told
        ]
    values: dict[tuple[str, int], list[float]] = {}
    for name, size, value in zip(names, sizes, rows.numbers("value"), strict=True):
        values.setdefault((name, size), []).append(value)
    return [
        strata.Stratum(name=name, universe=size, sample=variables.summary(found))
        for (name, size), found in values.items()
    ]


def _amount(found: variables.AmountEstimate, quantile: str) -> Answer:
    told = asdict(found)
    limits = [{quantile if name == "quantile" else name: one[name] for name in one} for one in told["limits"]]
    return {**told, "limits": limits}


def _proportion(given: Namespace) -> Answer:
    method = proportions.exact if given.method == "exact" else proportions.wilson
    found = method(hits=given.hits, trials=given.n, confidence=given.confidence)
    return {**asdict(found), "method": given.method, "confidence": given.confidence}


def _shrink(given: Namespace) -> Answer:
    rows = Columns.of(given.csv, ("name", "hits", "n"))
    told = zip(rows.texts("name"), rows.wholes("hits"), rows.wholes("n"), strict=True)
    found = shrinkage.shrink([shrinkage.Observed(name=name, hits=hits, trials=n) for name, hits, n in told])
    return asdict(found)


def _plan(given: Namespace) -> Answer:
    return {"accept": acceptance.accept(sample=given.n, allowed=given.c, rate=given.p)}


def _one_of(*options: str) -> Invalid:
    either = " | ".join(options)
    return Invalid({"sample": Words(f"给出其中一组：{either}。", f"Give one of these: {either}.")})


ACTS: Final[Mapping[str, Callable[[Namespace], Answer]]] = {
    "attribute": _attribute,
    "variable": _variable,
    "stratified": _stratified,
    "proportion": _proportion,
    "shrink": _shrink,
    "plan": _plan,
}
