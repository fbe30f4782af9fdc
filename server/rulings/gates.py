"""What still stands in the way of a determination, each with the page that mends it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from vendors.errors import Gate, Words
from vendors.findings.rules import Act
from vendors.rulings.panel_rules import check_panel
from vendors.rulings.queries import CaseFile
from vendors.rulings.rules import GateCode, Outcome, check_clue, check_evidence, check_heard

_MENDED: Final = {
    GateCode.DEFENCE_OPEN: ("/rulings/{id}", Words("查看申辩期", "See the time to be heard")),
    GateCode.RECHECK_MISSING: ("/rulings/{id}#recheck", Words("去复核", "Recheck it")),
    GateCode.CLUE_UNVERIFIED: ("/rulings/{id}#verify", Words("去核查", "Verify it")),
    GateCode.CORROBORATION_MISSING: ("/review/{id}", Words("去补充证据", "Add evidence")),
    GateCode.PANEL_MISSING: ("/rulings/{id}#panel", Words("去记录合议", "Record the panel")),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    """A closed gate: which, what is missing, where to mend it."""

    code: GateCode
    words: Words
    href: str
    mend: Words


def closed(case: CaseFile) -> tuple[Closed, ...]:
    """The gates that keep this finding from being upheld now."""
    return tuple(_closed(case))


def _closed(case: CaseFile) -> Iterator[Closed]:
    head = case.finding.head
    kinds = [item.kind for item in case.finding.evidence if item.voided_at is None]
    checks: tuple[Callable[[], None], ...] = (
        lambda: check_heard(head.state, number=head.number, heard_until=head.heard_until),
        lambda: check_clue(head.certainty, number=head.number),
        lambda: check_evidence(Outcome.UPHELD, kinds, number=head.number),
        lambda: check_panel(case.panel_due, number=head.number),
    )
    for check in checks:
        try:
            check()
        except Gate as gate:
            code = GateCode(gate.gate)
            href, mend = _MENDED[code]
            yield Closed(code=code, words=gate.words, href=href.format(id=head.id), mend=mend)


def decidable(case: CaseFile) -> bool:
    """Whether the state is one in which it may be determined."""
    return Act.UPHOLD in case.acts
