from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from importers.batches.queries import batch
from importers.batches.staging import kept
from vendors.actors import Actor
from vendors.findings.actions import NewFinding
from vendors.policy.codes import violation_names
from vendors.transaction import transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class ViolationShare:
    """Findings of one violation type in a batch."""

    code: str
    name: str
    findings: int
    amount_fen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What a clean workbook brings when its vendor confirms it; `passed` counts cases reviewed without a finding."""

    findings: int
    lines: int
    amount_fen: int
    loss_fen: int
    passed: int
    shares: Sequence[ViolationShare]


async def summary(batch_id: int, *, on: date, for_: Actor) -> Summary:
    """Counted from what the check kept; `on` is the day whose taxonomy names the types. Raises NotFound."""
    await batch(batch_id, for_=for_)
    async with transaction() as connection:
        what = await kept(connection, batch=batch_id)
    lines = [line for finding in what.findings for line in finding.lines]
    return Summary(
        findings=len(what.findings),
        lines=len(lines),
        amount_fen=sum(line.amount_fen for line in lines),
        loss_fen=sum(line.fund_loss_fen for line in lines),
        passed=len(what.passed),
        shares=_shares(what.findings, on),
    )


def _shares(findings: Sequence[NewFinding], on: date) -> tuple[ViolationShare, ...]:
    names = violation_names(on)
    grouped: dict[str, list[int]] = {}
    for finding in findings:
        grouped.setdefault(finding.violation, []).append(sum(line.amount_fen for line in finding.lines))
    shares = (
        ViolationShare(code=code, name=names.get(code, code), findings=len(sums), amount_fen=sum(sums))
        for code, sums in grouped.items()
    )
    return tuple(sorted(shares, key=lambda share: (-share.amount_fen, share.code)))
