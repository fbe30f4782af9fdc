"""Exactly what each page shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from server.web.kinds import term
from vendors.errors import Words
from vendors.journal.queries import Verification
from vendors.journal.rules import Json, Link


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """`kind` is the stored one, `said` its term."""

    seq: int
    at: datetime
    actor: str
    kind: str
    said: Words
    object_type: str
    object_id: str
    note: str
    request: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    kind: str = ""
    object_type: str = ""
    object_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalScreen:
    """`next` and `first` are addresses, empty where there is no such page; `verified` after a check of the chain."""

    rows: Sequence[Row]
    filters: Filters
    kinds: Sequence[tuple[str, Words]]
    newest: int
    first: str
    next: str
    verified: Verification | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One value before and after, as text; a dash where it was not recorded."""

    name: str
    before: str
    after: str

    @property
    def differs(self) -> bool:
        return self.before != self.after


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryScreen:
    row: Row
    actor_id: int
    vendor: int | None
    changes: Sequence[Change]
    previous: str
    digest: str


def row(link: Link) -> Row:
    entry = link.entry
    return Row(
        seq=link.seq,
        at=entry.at,
        actor=entry.actor_name,
        kind=entry.kind,
        said=term(entry.kind),
        object_type=entry.object_type,
        object_id=entry.object_id,
        note=entry.note,
        request=entry.request,
    )


def entry_screen(link: Link) -> EntryScreen:
    return EntryScreen(
        row=row(link),
        actor_id=link.entry.actor_id,
        vendor=link.entry.vendor,
        changes=changes(link.entry.before or {}, link.entry.after or {}),
        previous=link.previous,
        digest=link.digest,
    )


def changes(before: Mapping[str, Json], after: Mapping[str, Json]) -> tuple[Change, ...]:
    """Every recorded value, in the order it was written down."""
    names = dict.fromkeys((*before, *after))
    return tuple(Change(name=name, before=_text(before.get(name)), after=_text(after.get(name))) for name in names)


def _text(value: Json) -> str:
    if value is None or value == "":
        return "—"
    if isinstance(value, Mapping):
        return "；".join(f"{name}：{_text(inner)}" for name, inner in value.items())
    if isinstance(value, str | int | bool):
        return str(value)
    return "、".join(_text(inner) for inner in value)
