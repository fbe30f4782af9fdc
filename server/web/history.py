"""流转记录: the journal entries of one object, as the timeline of its page."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from server.web.i18n import words
from server.web.kinds import term
from vendors.journal import queries


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One entry, as ui.timeline draws it; newest last."""

    at: datetime
    title: str
    note: str
    tone: str = ""


async def history(object_type: str, object_id: int | str, *, hidden: Collection[str] = ()) -> Sequence[Event]:
    """What happened to an object, by whom, oldest first; kinds that are not for this reader left out."""
    known = await queries.history(object_type=object_type, object_id=object_id)
    links = [link for link in known if link.entry.kind not in hidden]
    return tuple(
        Event(
            at=link.entry.at,
            title=words(term(link.entry.kind)),
            note=f"{link.entry.actor_name} {link.entry.note}".strip(),
            tone="brand" if position == len(links) - 1 else "",
        )
        for position, link in enumerate(links)
    )
