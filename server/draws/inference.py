"""What `hengjian stats attribute | variable | stratified | proportion | kappa | shrink | plan` and the page answer.

Loads SciPy. One worker an act: what was given in, what was found out; `as_json` words a finding for machines.
"""

from argparse import Namespace
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from fractions import Fraction
from typing import Final

from kpi.engine.agreement import Agreement, agreement
from kpi.engine.errors import EngineError
from kpi.engine.inference import acceptance, attributes, proportions, shrinkage, strata, variables
from kpi.engine.inference.given import confidences
from server.draws.columns import Columns
from server.draws.judgements import Judgements, judgements
from server.draws.strata_rows import strata_of
from vendors.errors import Conflict, Invalid, Words

Answer = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed:
    """Two people's judgements and how far they agree."""

    judged: Judgements
    found: Agreement


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """How likely a plan lets a lot of this fault rate pass."""

    sample: int
    allowed: int
    rate: float
    accept: float


Found = (
    attributes.CountEstimate
    | variables.AmountEstimate
    | strata.StratifiedEstimate
    | proportions.Interval
    | Agreed
    | shrinkage.Shrinkage
    | Accepted
)


def worked(given: Namespace) -> Found:
    """Raises Conflict or Invalid, naming the option or the line of the file."""
    try:
        return ACTS[given.act](given)
    except EngineError as refused:
        raise Conflict(refused.words.zh, refused.words.en) from refused


def as_json(found: Found) -> Answer:
    """Shares in 0..1, None where a figure does not apply."""
    match found:
        case variables.AmountEstimate():
            return _amount(found, "t")
        case strata.StratifiedEstimate():
            return {
                "universe": found.universe,
                "sample": found.sample,
                **_amount(found.whole, "z"),
                "strata": [{"stratum": name, **_amount(one, "t")} for name, one in found.strata],
            }
        case Agreed():
            return _agreed(found)
        case Accepted():
            return {"accept": found.accept}
        case _:
            return asdict(found)


def _attribute(given: Namespace) -> Found:
    return attributes.attribute(
        universe=given.universe, sample=given.sample, hits=given.hits, confidence=given.confidence
    )


def _variable(given: Namespace) -> Found:
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
    return variables.variable(universe=given.universe, sample=sample, confidence=given.confidence)


def _stratified(given: Namespace) -> Found:
    return strata.stratified(strata_of(given.csv), confidence=given.confidence)


def _amount(found: variables.AmountEstimate, quantile: str) -> Answer:
    told = asdict(found)
    limits = [{quantile if name == "quantile" else name: one[name] for name in one} for one in told["limits"]]
    return {**told, "limits": limits}


def _proportion(given: Namespace) -> Found:
    method = proportions.exact if given.method == "exact" else proportions.wilson
    return method(hits=given.hits, trials=given.n, confidence=given.confidence)


def _kappa(given: Namespace) -> Found:
    (confidence,) = confidences((given.confidence,))
    judged = judgements(given.csv)
    return Agreed(judged=judged, found=agreement(judged.table, confidence=Fraction(str(confidence))))


def _agreed(agreed: Agreed) -> Answer:
    found = agreed.found
    figures = {
        "observed": found.observed, "expected": found.expected, "kappa": found.kappa, "se": found.error,
        "lower": found.low, "upper": found.high,
    }  # fmt: skip
    return {
        "n": found.n,
        **{name: None if value is None else float(value) for name, value in figures.items()},
        "categories": agreed.judged.categories,
        "table": agreed.judged.table,
    }


def _shrink(given: Namespace) -> Found:
    rows = Columns.of(given.csv, ("name", "hits", "n"))
    told = zip(rows.texts("name"), rows.wholes("hits"), rows.wholes("n"), strict=True)
    return shrinkage.shrink([shrinkage.Observed(name=name, hits=hits, trials=n) for name, hits, n in told])


def _plan(given: Namespace) -> Found:
    accept = acceptance.accept(sample=given.n, allowed=given.c, rate=given.p)
    return Accepted(sample=given.n, allowed=given.c, rate=given.p, accept=accept)


def _one_of(*options: str) -> Invalid:
    either = " | ".join(options)
    return Invalid({"sample": Words(f"给出其中一组：{either}。", f"Give one of these: {either}.")})


ACTS: Final[Mapping[str, Callable[[Namespace], Found]]] = {
    "attribute": _attribute,
    "variable": _variable,
    "stratified": _stratified,
    "proportion": _proportion,
    "kappa": _kappa,
    "shrink": _shrink,
    "plan": _plan,
}
