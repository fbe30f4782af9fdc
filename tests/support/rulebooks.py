"""Versions of rulebooks taken through their whole way."""

from datetime import date, datetime

from kpi.rulebooks.actions import approve_version, copy_version, save_text, submit_version
from kpi.rulebooks.queries import newest
from kpi.rulebooks.version_queries import version
from tests.support import a, cards
from vendors.periods import local_date
from vendors.policy.queries import newest as newest_rules


async def drafted(name: str, starts_on: date, *changes: tuple[str, str], at: datetime = a.AT) -> str:
    """A copy of a version with each text put in another's place."""
    made = await copy_version(name=name, starts_on=starts_on, reason="年度修订", by=a.MANAGER, at=at)
    found = await version(made, for_=a.MANAGER, on=local_date(at))
    text = found.source
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    await save_text(name=made, text=text, base=found.sha256, by=a.MANAGER, at=at)
    return made


async def approved(name: str, starts_on: date, *changes: tuple[str, str], at: datetime = a.AT) -> str:
    """The same, approved by a leader and known to this process."""
    made = await drafted(name, starts_on, *changes, at=at)
    await submit_version(name=made, by=a.MANAGER, at=at)
    await approve_version(name=made, opinion="同意", by=cards.LEADER, at=at, compared=True)
    await newest_rules()
    await newest()
    return made
