import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

GENESIS: Final = "0" * 64

Json = str | int | bool | None | Sequence["Json"] | Mapping[str, "Json"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One journal entry without its place in the chain. Numbers are integers or text, never floats."""

    at: datetime
    actor_id: int
    actor_name: str
    request: str
    kind: str
    object_type: str
    object_id: str
    vendor: int | None
    before: Mapping[str, Json] | None
    after: Mapping[str, Json] | None
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """An entry in its place: `digest` covers the entry, its sequence number and the digest before it."""

    seq: int
    entry: Entry
    previous: str
    digest: str


def digest(entry: Entry, *, seq: int, previous: str) -> str:
    """SHA-256 over the canonical JSON (sorted keys, UTC microseconds) of the entry, its place and its predecessor."""
    content = {
        "seq": seq,
        "previous": previous,
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": [entry.actor_id, entry.actor_name],
        "request": entry.request,
        "kind": entry.kind,
        "object": [entry.object_type, entry.object_id],
        "vendor": entry.vendor,
        "before": entry.before,
        "after": entry.after,
        "note": entry.note,
    }
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def first_break(links: Sequence[Link], *, seq: int = 0, previous: str = GENESIS) -> tuple[int, str] | None:
    """The first place where the chain does not hold, with what is wrong; None when it holds.

    `seq` and `previous` are the place of the link before the first one given.
    """
    for link in links:
        seq += 1
        if link.seq != seq:
            return seq, "missing"
        if link.previous != previous:
            return seq, "unlinked"
        if digest(link.entry, seq=seq, previous=previous) != link.digest:
            return seq, "altered"
        previous = link.digest
    return None
