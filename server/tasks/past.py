"""流转记录 of a task: the bureau reads all of it, a vendor what was noted of its own dealings with the task."""

from collections.abc import Sequence

from server.web.history import Event
from server.web.i18n import words
from server.web.kinds import term
from vendors.actors import Actor
from vendors.journal import queries


async def past(task: int, *, who: Actor) -> Sequence[Event]:
    """Oldest first. A task taken over from another vendor does not tell what that one said."""
    links = await queries.history(object_type="task", object_id=task)
    seen = [link.entry for link in links if who.at_bureau or link.entry.vendor == who.vendor]
    return tuple(
        Event(
            at=entry.at,
            title=words(term(entry.kind)),
            note=f"{entry.actor_name} {entry.note}".strip(),
            tone="brand" if place == len(seen) else "",
        )
        for place, entry in enumerate(seen, start=1)
    )
