from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from vendors.actors import Actor
from vendors.errors import Conflict, Invalid, Words
from vendors.findings.casework import take_up
from vendors.findings.rules import REPLACEABLE, FalseKind, Fund, Severity, Source
from vendors.journal.actions import Deed, act
from vendors.journal.rules import Json
from vendors.periods import local_date
from vendors.policy.codes import violation_names

_STANDING = """
SELECT source, severity, false_kinds, fund, violation, recoded, created_at FROM vendors_finding WHERE id = $1
"""
_CLASSIFY = """
UPDATE vendors_finding SET source = $2, severity = $3, false_kinds = $4, fund = $5, version = version + 1 WHERE id = $1
"""
_RECODE = "UPDATE vendors_finding SET recoded = $2, version = version + 1 WHERE id = $1"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Standing:
    """What a finding is taken for; `day` is the one whose taxonomy holds."""

    classes: Mapping[str, Json]
    reported: str
    violation: str
    day: date


async def classify(
    *,
    finding: int,
    version: int,
    source: Source | None = None,
    severity: Severity | None = None,
    false_kinds: Sequence[FalseKind] | None = None,
    fund: Fund | None = None,
    by: Actor,
    at: datetime,
) -> None:
    """线索来源、欺诈滥用浪费、三假、险种 as the bureau sees them; None leaves what stands.

    Raises NotFound, Forbidden, Conflict (determined, stale version), Invalid (nothing changes).
    """
    async with act(by=by, at=at) as deed:
        held = await take_up(deed, finding=finding, version=version)
        before = (await _standing(deed, finding)).classes
        wanted: dict[str, Json] = {
            "source": source.value if source else before["source"],
            "severity": severity.value if severity else before["severity"],
            "false_kinds": before["false_kinds"] if false_kinds is None else _in_order(false_kinds),
            "fund": fund.value if fund else before["fund"],
        }
        changed = {name: value for name, value in wanted.items() if value != before[name]}
        if not changed:
            raise Invalid({"source": Words("没有任何变更。", "Nothing is changed.")})
        await deed.connection.execute(_CLASSIFY, finding, *wanted.values())
        was = {name: before[name] for name in changed}
        deed.note("finding.classified", "finding", finding, vendor=held.vendor, before=was, after=changed)


async def recode(*, finding: int, version: int, violation: str, reason: str, by: Actor, at: datetime) -> None:
    """重新定性: another violation type in force on the day the finding was filed; the reported one stays on record.

    Raises NotFound, Forbidden, Conflict (the institution has been told of it, stale version), Invalid.
    """
    async with act(by=by, at=at) as deed:
        held = await take_up(deed, finding=finding, version=version)
        if held.state not in REPLACEABLE:
            raise Conflict(
                f"{held.number} 已告知当事机构，不能再改变违规类型。",
                f"The institution has been told of {held.number}; its violation type can no longer change.",
            )
        known = await _standing(deed, finding)
        _refuse(violation, known=known, reason=reason)
        await deed.connection.execute(_RECODE, finding, "" if violation == known.reported else violation)
        deed.note(
            "finding.recoded",
            "finding",
            finding,
            vendor=held.vendor,
            before={"violation": known.violation},
            after={"violation": violation},
            note=reason,
        )


async def _standing(deed: Deed, finding: int) -> _Standing:
    row = dict(await deed.connection.fetchrow(_STANDING, finding))
    filed, reported, recoded = row.pop("created_at"), row.pop("violation"), row.pop("recoded")
    return _Standing(classes=row, reported=reported, violation=recoded or reported, day=local_date(filed))


def _refuse(violation: str, *, known: _Standing, reason: str) -> None:
    faults = {}
    if violation not in violation_names(known.day):
        faults["violation"] = Words("该违规类型在报送当日不存在或已停用。", "No such violation type held on that day.")
    elif violation == known.violation:
        faults["violation"] = Words("与现定性相同。", "That is what it is already.")
    if not reason.strip():
        faults["reason"] = Words("请说明重新定性的理由。", "Say why it is re-coded.")
    if faults:
        raise Invalid(faults)


def _in_order(kinds: Sequence[FalseKind]) -> list[Json]:
    return [kind.value for kind in FalseKind if kind in kinds]
