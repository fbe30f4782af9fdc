from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from vendors.actors import Actor
from vendors.errors import Conflict, Invalid, NotFound, Words
from vendors.journal.actions import Deed, act
from vendors.journal.rules import Json
from vendors.periods import local_date
from vendors.registry.ownership.blacklist_rules import Hit
from vendors.registry.ownership.hits import blacklist_hits
from vendors.registry.ownership.rules import Known, Named, known
from vendors.registry.rules import must_be_bureau

_INSERT = """
INSERT INTO vendors_blacklist
  (is_company, name, certificate, identity, fingerprint, company_code, reason, basis, source, listed_from,
   listed_until, by_name, added_at, end_reason)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, '') RETURNING id
"""
_SAME = """
SELECT id FROM vendors_blacklist
WHERE ended_on IS NULL AND is_company = $1 AND source = $2 AND basis = $3 AND listed_from = $4
  AND CASE WHEN $5 <> '' THEN fingerprint = $5 WHEN $6 <> '' THEN company_code = $6
      ELSE name = $7 AND fingerprint = '' AND company_code = '' END
"""
_ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtext('vendors_blacklist'))"
_EARLIEST = date(1949, 10, 1)
_LONGEST = {"reason": 300, "basis": 200, "source": 100}


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounds:
    """Why somebody is listed, after which document, by whom, and for how long (`until` None is for good)."""

    reason: str
    basis: str
    source: str
    since: date
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """A new entry and whom it means among the vendors."""

    entry: int
    hits: Sequence[Hit]


async def blacklist(
    *, named: Named, is_company: bool, grounds: Grounds, key: bytes, by: Actor, at: datetime
) -> Entered:
    """List a person or company; every vendor it means is told in the journal. `key` is the house's secret.

    A published list may give a name alone. Raises Invalid by field; `name` too for an entry that stands already.
    """
    must_be_bureau(by)
    subject = _checked(named, is_company=is_company, grounds=grounds, key=key, on=local_date(at))
    async with act(by=by, at=at) as deed:
        await _must_be_new(deed, subject, is_company=is_company, grounds=grounds)
        made = int(
            await deed.connection.fetchval(
                _INSERT, is_company, subject.name, subject.certificate, subject.identity, subject.fingerprint,
                subject.company_code, grounds.reason.strip(), grounds.basis.strip(), grounds.source.strip(),
                grounds.since, grounds.until, by.name, at,
            )
        )  # fmt: skip
        after: dict[str, Json] = {
            "name": subject.name, "identity": subject.identity, "company_code": subject.company_code,
            "since": grounds.since.isoformat(), "until": grounds.until.isoformat() if grounds.until else None,
        }  # fmt: skip
        deed.note("blacklist.added", "blacklist", made, after=after, note=grounds.reason.strip())
        meant = [hit for hit in await blacklist_hits(None, on=local_date(at)) if hit.entry == made]
        for hit in meant:
            told: dict[str, Json] = {"entry": made, "sure": hit.sure}
            deed.note("vendor.blacklist_hit", "vendor", hit.vendor, vendor=hit.vendor, after=told, note=hit.words.zh)
    return Entered(entry=made, hits=tuple(meant))


async def _must_be_new(deed: Deed, subject: Known, *, is_company: bool, grounds: Grounds) -> None:
    await deed.connection.execute(_ONE_AT_A_TIME)
    same = await deed.connection.fetchval(
        _SAME, is_company, grounds.source.strip(), grounds.basis.strip(), grounds.since, subject.fingerprint,
        subject.company_code, subject.name,
    )  # fmt: skip
    if same is not None:
        words = Words("同一来源、依据和列入日期的条目已在黑名单内。", "The same entry stands on the blacklist already.")
        raise Invalid({"name": words})


def _checked(named: Named, *, is_company: bool, grounds: Grounds, key: bytes, on: date) -> Known:
    faults: dict[str, Words] = {}
    for name, longest in _LONGEST.items():
        text = getattr(grounds, name).strip()
        if not text:
            faults[name] = Words("不能为空。", "Must not be empty.")
        elif len(text) > longest:
            faults[name] = Words(f"最多 {longest} 个字。", f"At most {longest} characters.")
    if not _EARLIEST <= grounds.since <= on:
        faults["since"] = Words(
            "列入日期不能晚于今天，也不能早于 1949-10-01。", "Not after today, nor before 1949-10-01."
        )
    if grounds.until and grounds.until < grounds.since:
        faults["until"] = Words("截止日期早于列入日期。", "It ends before it begins.")
    try:
        subject = known(named, key=key, on=on, must=False)
    except Invalid as invalid:
        raise Invalid(invalid.fields | faults) from invalid
    if faults | (mixed := _mixed(named, is_company=is_company)):
        raise Invalid(faults | mixed)
    return subject


def _mixed(named: Named, *, is_company: bool) -> dict[str, Words]:
    if is_company and named.number:
        return {"number": Words("单位只填统一社会信用代码。", "A company has its unified code only.")}
    if not is_company and named.company_code:
        return {"company_code": Words("个人不填统一社会信用代码。", "A person has no unified code.")}
    return {}


async def unlist(*, entry: int, reason: str, by: Actor, at: datetime) -> None:
    """End an entry early, from today, with a reason. Raises NotFound, Conflict when it has ended, Invalid."""
    must_be_bureau(by)
    if not reason.strip():
        raise Invalid({"reason": Words("请写明理由。", "Give a reason.")})
    today = local_date(at)
    async with act(by=by, at=at) as deed:
        row = await deed.connection.fetchrow(
            "SELECT listed_until, ended_on FROM vendors_blacklist WHERE id = $1 FOR UPDATE", entry
        )
        if row is None:
            raise NotFound
        if row["ended_on"] or (row["listed_until"] and row["listed_until"] < today):
            raise Conflict("该条目已经结束。", "This entry has ended.")
        await deed.connection.execute(
            "UPDATE vendors_blacklist SET ended_on = $2, end_reason = $3 WHERE id = $1", entry, today,
            reason.strip()[:300],
        )  # fmt: skip
        deed.note("blacklist.ended", "blacklist", entry, after={"ended_on": today.isoformat()}, note=reason.strip())
