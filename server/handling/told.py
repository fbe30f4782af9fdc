"""流转记录 of a decision: its entries of the journal, each measure by its name."""

from collections.abc import Sequence

from server.web.history import Event
from server.web.i18n import label, words
from server.web.kinds import term
from vendors.handling.queries import Handling
from vendors.journal import queries
from vendors.journal.rules import Entry
from vendors.rulings.decision_rules import DecisionState

_STATE = "decision.state"


async def told(case: Handling) -> Sequence[Event]:
    """What happened to the decision, by whom, oldest first."""
    links = await queries.history(object_type="decision", object_id=case.head.id)
    names = {one.id: label(one.kind) for one in case.measures}
    last = len(links) - 1
    return tuple(
        Event(
            at=link.entry.at,
            title=_title(link.entry, names),
            note=f"{link.entry.actor_name} {link.entry.note}".strip(),
            tone="brand" if position == last else "",
        )
        for position, link in enumerate(links)
    )


def _title(entry: Entry, names: dict[int, str]) -> str:
    said = words(term(entry.kind))
    after = {**(entry.before or {}), **(entry.after or {})}
    measure, state = after.get("measure"), after.get("state")
    if isinstance(measure, int) and measure in names:
        return f"{said} · {names[measure]}"
    if entry.kind == _STATE and state in set(DecisionState):
        return label(DecisionState(str(state)))
    return said
