from datetime import datetime

from vendors.actors import Actor
from vendors.journal.actions import act


async def record_taken(*, object_type: str, object_id: int, number: str, name: str, by: Actor, at: datetime) -> None:
    """Who took a copy of which paper, and when."""
    async with act(by=by, at=at) as deed:
        deed.note("document.taken", object_type, object_id, after={"number": number, "file": name})
