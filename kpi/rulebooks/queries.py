"""Which rulebook holds for a kind on a day: the bureau's own approved version, else the packaged one."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from functools import cache
from pathlib import Path

from kpi.engine.rulebook import Rulebook
from kpi.rulebooks.loader import load
from kpi.rulebooks.shelf import SHELF, Approvals, Approved, approvals, keeping
from vendors.errors import NotFound
from vendors.policy.bureau import bureau
from vendors.transaction import transaction

DATA = Path(__file__).parent / "data"
_APPROVED = """
SELECT name, kind, starts_on, source FROM kpi_rulebook WHERE state = 'approved' ORDER BY kind, starts_on, id
"""


@cache
def every() -> tuple[Rulebook, ...]:
    """The packaged rulebooks, by kind and date."""
    paths = sorted(path for path in DATA.glob("*.toml") if not path.name.startswith("common-"))
    return tuple(sorted((load(path) for path in paths), key=lambda one: (one.kind, one.effective_from)))


def in_force(kind: str, on: date) -> Rulebook:
    """The rulebook of a kind that holds on a day. Raises NotFound.

    From the first day of the bureau's first own version on, packaged ones of the kind no longer count: an
    upgrade of the product never changes how the bureau assesses.
    """
    own = [one for one in approvals().all if one.kind == kind and one.starts_on <= on]
    if own:
        return own[-1].rulebook
    covering = [one for one in every() if one.kind == kind and one.covers(on)]
    if not covering:
        raise NotFound(f"{on} 没有类别 {kind} 的有效考核规则。", f"No rulebook of kind {kind} is in force on {on}.")
    return covering[-1]


def has_one(kind: str, on: date) -> bool:
    """Whether any rulebook of a kind holds on a day."""
    return any(one.kind == kind and one.starts_on <= on for one in approvals().all) or any(
        one.kind == kind and one.covers(on) for one in every()
    )


def by_id(name: str) -> Rulebook:
    """A packaged or approved rulebook by its id, for recomputing an old card. Raises NotFound."""
    for one in every():
        if one.id == name:
            return one
    for own in approvals().all:
        if own.name == name:
            return own.rulebook
    raise NotFound(f"没有考核规则 {name}。", f"There is no rulebook {name}.")


async def newest() -> Approvals:
    """The approved versions as they are committed now; costs nothing while the bureau's rules have not changed."""
    version = bureau().version
    if version != SHELF.newest.version:
        async with transaction() as connection:
            rows = await connection.fetch(_APPROVED)
        SHELF.newest = Approvals(version=version, all=tuple(Approved(**dict(row)) for row in rows))
    return SHELF.newest


@asynccontextmanager
async def held() -> AsyncIterator[Approvals]:
    """Entered at the start of every request and job, inside `vendors.policy.queries.held`, whose version tells."""
    known = await newest()
    with keeping(known):
        yield known
