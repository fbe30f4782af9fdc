"""A newly approved rulebook, told to every vendor it will be applied to."""

from collections.abc import Sequence
from datetime import date

from kpi.rulebooks.version_queries import OPEN_TO_VENDORS, Version, versions
from server.desk.news import BACK
from server.desk.rules import Letter, MessageKind, at_vendor
from vendors.actors import SYSTEM
from vendors.errors import Words
from vendors.periods import local_date
from vendors.registry.queries import vendors


async def approved(on: date) -> Sequence[Letter]:
    """One letter for each version approved of late; after as long as other news it is none any more."""
    found = [one for one in await versions(for_=SYSTEM, on=on) if _is_news(one, on)]
    if not found:
        return ()
    known = await vendors(for_=SYSTEM)
    return [
        Letter(
            once=f"rulebook {one.name}",
            kind=MessageKind.NEWS,
            words=Words(
                f"考核规则 {one.name} 已审批，自 {one.since} 起施行",
                f"Rulebook {one.name} is approved and holds from {one.since}",
            ),
            link=f"/rulebooks/{one.name}",
            to=tuple(at_vendor(vendor.id) for vendor in known if vendor.kind is one.kind),
        )
        for one in found
    ]


def _is_news(one: Version, on: date) -> bool:
    decided = local_date(one.decided_at) if one.decided_at else None
    return one.state in OPEN_TO_VENDORS and decided is not None and on - BACK <= decided <= on
