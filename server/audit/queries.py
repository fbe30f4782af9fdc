from vendors.errors import NotFound
from vendors.journal import queries
from vendors.journal.rules import Link


async def entry(seq: int) -> Link:
    """One entry in its place. Raises NotFound."""
    found = await queries.page(before=seq + 1, size=1)
    if not found or found[0].seq != seq:
        raise NotFound
    return found[0]
