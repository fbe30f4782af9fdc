from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from importers.batches.queries import brought
from vendors.actors import Actor
from vendors.policy.codes import violation_names


@dataclass(frozen=True, slots=True, kw_only=True)
class ViolationShare:
    """Findings of one violation type in a batch."""

    code: str
    name: str
    findings: int
    amount_fen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What a clean workbook brings when its vendor confirms it; `passed` counts cases reviewed without a finding.

    `results` counts the rows of record sheets.
    """

    findings: int
    lines: int
    amount_fen: int
    loss_fen: int
    passed: int
    results: int
    shares: Sequence[ViolationShare]


async def summary(batch_id: int, *, on: date, for_: Actor) -> Summary:
    """Counted from what the check kept; `on` is the day whose taxonomy names the types. Raises NotFound."""
    known, names = await brought(batch_id, for_=for_), violation_names(on)
    return Summary(
        findings=sum(share.findings for share in known.shares),
        lines=sum(share.lines for share in known.shares),
        amount_fen=sum(share.amount_fen for share in known.shares),
        loss_fen=sum(share.fund_loss_fen for share in known.shares),
        passed=known.passed,
        results=sum(known.results.values()),
        shares=tuple(
            ViolationShare(
                code=share.violation,
                name=names.get(share.violation, share.violation),
                findings=share.findings,
                amount_fen=share.amount_fen,
            )
            for share in known.shares
        ),
    )
