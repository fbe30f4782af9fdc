from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vendors.journal.rules import GENESIS, Entry, Link, digest, first_break

Chain = list[Link]
AT = datetime(2026, 7, 6, 1, 0, tzinfo=UTC)
texts = st.text(max_size=12)
entries = st.builds(
    Entry,
    at=st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 given a zone
    actor_id=st.integers(0, 99),
    actor_name=texts,
    request=texts,
    kind=texts,
    object_type=texts,
    object_id=texts,
    vendor=st.none() | st.integers(1, 9),
    before=st.none() | st.dictionaries(texts, texts | st.integers() | st.booleans() | st.none(), max_size=3),
    after=st.none() | st.dictionaries(texts, st.lists(texts, max_size=2), max_size=3),
    note=texts,
)


def chain(told: list[Entry]) -> Chain:
    links: Chain = []
    for seq, entry in enumerate(told, start=1):
        previous = links[-1].digest if links else GENESIS
        links.append(Link(seq=seq, entry=entry, previous=previous, digest=digest(entry, seq=seq, previous=previous)))
    return links


def edited(**changes: object) -> Callable[[Chain, int], Chain]:
    def tamper(links: Chain, at: int) -> Chain:
        entry = replace(links[at].entry, **changes)  # type: ignore[arg-type]
        return [*links[:at], replace(links[at], entry=entry), *links[at + 1 :]]

    return tamper


def deleted(links: Chain, at: int) -> Chain:
    return links[:at] + links[at + 1 :]


def deleted_and_renumbered(links: Chain, at: int) -> Chain:
    return links[:at] + [replace(link, seq=link.seq - 1) for link in links[at + 1 :]]


def doubled(links: Chain, at: int) -> Chain:
    return links[: at + 1] + links[at:]


def inserted(links: Chain, at: int) -> Chain:
    """A well-formed forgery put in between, what follows renumbered."""
    entry = replace(links[at].entry, note="此前已口头批准")
    previous = links[at].previous
    forged = replace(links[at], entry=entry, digest=digest(entry, seq=links[at].seq, previous=previous))
    return [*links[:at], forged, *(replace(link, seq=link.seq + 1) for link in links[at:])]


def swapped(links: Chain, at: int) -> Chain:
    return [*links[:at], links[at + 1], links[at], *links[at + 2 :]]


def swapped_contents(links: Chain, at: int) -> Chain:
    one, other = links[at], links[at + 1]
    return [*links[:at], replace(one, entry=other.entry), replace(other, entry=one.entry), *links[at + 2 :]]


def rehashed(links: Chain, at: int) -> Chain:
    """Edited, and its own digest made to fit."""
    entry = replace(links[at].entry, note="改过的说明")
    fitting = digest(entry, seq=links[at].seq, previous=links[at].previous)
    return [*links[:at], replace(links[at], entry=entry, digest=fitting), *links[at + 1 :]]


def beheaded(links: Chain, at: int) -> Chain:
    return links[at + 1 :]


TAMPERINGS = {
    "the actor": edited(actor_name="另一个人的名字", actor_id=100),
    "the time": edited(at=AT - timedelta(days=9999)),
    "the object": edited(object_id="另一个对象的编号就在这里"),
    "the vendor": edited(vendor=10),
    "the change": edited(after={"amount_fen": -1}),
    "a deletion": deleted,
    "a renumbered deletion": deleted_and_renumbered,
    "a copy": doubled,
    "an insertion": inserted,
    "a swap": swapped,
    "swapped contents": swapped_contents,
    "a re-hash": rehashed,
    "a cut front": beheaded,
}


@given(told=st.lists(entries, max_size=8))
def test_an_honest_chain_holds(told: list[Entry]) -> None:
    assert first_break(chain(told)) is None


@pytest.mark.parametrize("tampering", TAMPERINGS)
@settings(max_examples=20)
@given(told=st.lists(entries, min_size=3, max_size=6, unique_by=lambda entry: entry.at), data=st.data())
def test_tampering_is_found_no_later_than_the_link_after(
    tampering: str, told: list[Entry], data: st.DataObject
) -> None:
    links = chain(told)
    at = data.draw(st.integers(0, len(links) - 2))
    broken = first_break(TAMPERINGS[tampering](links, at))
    assert broken is not None
    assert broken[0] <= at + 2


@given(told=st.lists(entries, min_size=2, max_size=6), data=st.data())
def test_a_chain_may_be_checked_in_pieces(told: list[Entry], data: st.DataObject) -> None:
    links = chain(told)
    cut = data.draw(st.integers(1, len(links) - 1))
    assert first_break(links[cut:], seq=cut, previous=links[cut - 1].digest) is None
    assert first_break(links[cut:]) == (1, "missing")


@given(entries)
def test_the_same_instant_in_another_zone_is_the_same_entry(entry: Entry) -> None:
    shanghai = replace(entry, at=entry.at.astimezone(timezone(timedelta(hours=8))))
    assert digest(shanghai, seq=1, previous=GENESIS) == digest(entry, seq=1, previous=GENESIS)


def test_the_digest_stays_what_it_was() -> None:
    entry = Entry(
        at=AT, actor_id=1, actor_name="周启明", request="r-1", kind="vendor.registered", object_type="vendor",
        object_id="7", vendor=7, before=None, after={"status": "registered"}, note="",
    )  # fmt: skip
    assert digest(entry, seq=1, previous=GENESIS) == "549a3b3c31b8d5808a5efa8a953b9c87a900587792ac5e097d220bf728890c34"
