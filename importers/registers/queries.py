from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

import msgspec

from importers.registers.catalogue import REGISTERS, register_named
from importers.registers.rules import UNDER_WAY, UploadState
from importers.workbook.issues import Issue, Severity
from vendors.actors import Actor
from vendors.errors import NotFound, Words
from vendors.incoming import queries as incoming
from vendors.incoming.rules import Change, Difference
from vendors.registry.rules import must_be_bureau
from vendors.transaction import transaction

if TYPE_CHECKING:
    from asyncpg import Record

SHOWN: Final = 200
_COLUMNS = """
id, register, state, filename, sha256, size, rows_total, rows_done, added, changed, same, missing, errors, warnings,
notices, rule_counts, refusal_zh, refusal_en, uploaded_by_name, committed_by_name, received_at, checked_at,
committed_at, timings
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadView:
    """A file of a register. `refusal` says why it was refused, failed, or must be checked again."""

    id: int
    register: str
    state: UploadState
    filename: str
    sha256: str
    size: int
    rows_total: int
    rows_done: int
    added: int
    changed: int
    same: int
    missing: int
    errors: int
    warnings: int
    notices: int
    rule_counts: Mapping[str, int]
    refusal: Words
    uploaded_by_name: str
    committed_by_name: str
    received_at: datetime
    checked_at: datetime | None
    committed_at: datetime | None
    timings: Mapping[str, str]

    @property
    def under_way(self) -> bool:
        return self.state in UNDER_WAY


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterView:
    """A register with its size and the load that last changed it."""

    key: str
    rows: int
    last: UploadView | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What a checked file would do; the first of each, in the file's order."""

    added: tuple[Difference, ...]
    changed: tuple[Difference, ...]
    missing: tuple[Difference, ...]


async def last_loads(*, for_: Actor) -> Mapping[str, UploadView]:
    """The load that last changed each register, by key. Forbidden for vendor people."""
    must_be_bureau(for_)
    sql = (
        f"SELECT DISTINCT ON (register) {_COLUMNS} FROM importers_register_upload"  # noqa: S608 constant columns
        " WHERE state = 'committed' ORDER BY register, committed_at DESC, id DESC"
    )
    async with transaction() as connection:
        return {row["register"]: _view(row) for row in await connection.fetch(sql)}


async def registers(*, for_: Actor) -> tuple[RegisterView, ...]:
    """Every register in the order of the catalogue. Forbidden for vendor people."""
    last = await last_loads(for_=for_)
    return tuple(
        [
            RegisterView(key=key, rows=await incoming.size_of(one.target), last=last.get(key))
            for key, one in REGISTERS.items()
        ]
    )


async def entries(register: str, *, for_: Actor, size: int = SHOWN) -> tuple[Mapping[str, str], ...]:
    """The register itself, the first so many by key. Raises NotFound, Forbidden for vendor people."""
    must_be_bureau(for_)
    return await incoming.entries(register_named(register).target, size=size)


async def uploads(register: str, *, for_: Actor, size: int = 50) -> tuple[UploadView, ...]:
    """The newest files of a register first. Forbidden for vendor people."""
    must_be_bureau(for_)
    sql = (
        f"SELECT {_COLUMNS} FROM importers_register_upload WHERE register = $1"  # noqa: S608 constant columns
        " ORDER BY id DESC LIMIT $2"
    )
    async with transaction() as connection:
        return tuple(_view(row) for row in await connection.fetch(sql, register, size))


async def upload(id_: int, *, for_: Actor) -> UploadView:
    """One file. Raises NotFound; Forbidden for vendor people."""
    must_be_bureau(for_)
    sql = f"SELECT {_COLUMNS} FROM importers_register_upload WHERE id = $1"  # noqa: S608 constant columns
    async with transaction() as connection:
        row = await connection.fetchrow(sql, id_)
    if row is None:
        raise NotFound
    return _view(row)


async def issues(id_: int, *, for_: Actor, size: int = 1_000) -> tuple[Issue, ...]:
    """What was kept of a file's problems, errors first. Raises as `upload` does."""
    await upload(id_, for_=for_)
    async with transaction() as connection:
        rows = await connection.fetch(
            "SELECT * FROM importers_register_issue WHERE upload = $1"
            " ORDER BY array_position(ARRAY['error', 'warning', 'notice'], severity), position LIMIT $2",
            id_,
            size,
        )
    return tuple(_issue(row) for row in rows)


async def preview(id_: int, *, for_: Actor, size: int = SHOWN) -> Preview:
    """The differences of a file that waits to be committed. Raises as `upload` does."""
    found = await upload(id_, for_=for_)
    target = register_named(found.register).target
    return Preview(
        added=await incoming.differences(upload=id_, target=target, change=Change.ADDED, size=size),
        changed=await incoming.differences(upload=id_, target=target, change=Change.CHANGED, size=size),
        missing=await incoming.missing(upload=id_, target=target, size=size),
    )


def _view(row: "Record") -> UploadView:
    fields = dict(row)
    refusal = Words(fields.pop("refusal_zh"), fields.pop("refusal_en"))
    for name in ("rule_counts", "timings"):
        fields[name] = msgspec.json.decode(fields[name])
    return UploadView(refusal=refusal, **(fields | {"state": UploadState(fields["state"])}))


def _issue(row: "Record") -> Issue:
    return Issue(
        code=row["code"],
        severity=Severity(row["severity"]),
        message=Words(row["message_zh"], row["message_en"]),
        fix=Words(row["fix_zh"], row["fix_en"]),
        sheet=row["sheet"],
        row=row["row"],
        column=row["column"],
        header=row["header"],
        value=row["value"],
    )
