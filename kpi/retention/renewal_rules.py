"""续签建议: what a contract's own record advises, with every reason. Pure; people decide."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from vendors.errors import Words
from vendors.labels import Labelled


class Advice(Labelled):
    """What is advised."""

    PREFERRED = "preferred", "建议优先续签", "Renewal preferred"
    RENEW = "renew", "建议续签", "Renewal advised"
    CONDITIONAL = "conditional", "附条件续签", "Renewal on conditions"
    UNKNOWN = "unknown", "暂无法建议", "No advice yet"
    AGAINST = "against", "不建议续签", "Renewal not advised"


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What is known of a contract and its vendor. `mean` of the published quarterly scores, None without any.

    `against` are reasons that exclude a renewal by themselves, `conditions` what is to be settled first.
    """

    mean: Decimal | None
    against: Sequence[Words]
    conditions: Sequence[Words]
    least: Decimal
    preferred: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Advised:
    """The advice and its reasons."""

    advice: Advice
    reasons: tuple[Words, ...]


def advise(record: Record) -> Advised:
    """What excludes comes first, then the scores, then what is to be settled."""
    scored = _scored(record)
    if record.against:
        return Advised(advice=Advice.AGAINST, reasons=(*record.against, *scored))
    if record.mean is None:
        return Advised(advice=Advice.UNKNOWN, reasons=(*scored, *record.conditions))
    if record.mean < record.least:
        return Advised(advice=Advice.AGAINST, reasons=(*scored, *record.conditions))
    if record.conditions:
        return Advised(advice=Advice.CONDITIONAL, reasons=(*scored, *record.conditions))
    best = record.mean >= record.preferred
    return Advised(advice=Advice.PREFERRED if best else Advice.RENEW, reasons=scored)


def _scored(record: Record) -> tuple[Words, ...]:
    if record.mean is None:
        return (Words("合同期内没有已公布的季度考核。", "No quarterly card of the term is published."),)
    mean, least = f"{record.mean:f}", f"{record.least:f}"
    if record.mean < record.least:
        return (Words(f"合同期考核均分 {mean}，低于 {least} 分。", f"The mean score is {mean}, below {least}."),)
    if record.mean >= record.preferred:
        best = f"{record.preferred:f}"
        return (Words(f"合同期考核均分 {mean}，达到 {best} 分。", f"The mean score is {mean}, {best} or more."),)
    return (Words(f"合同期考核均分 {mean}，达到 {least} 分。", f"The mean score is {mean}, {least} or more."),)
