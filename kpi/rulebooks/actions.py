import hashlib
from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING

from kpi.rulebooks.checking import Checked, check_text
from kpi.rulebooks.draft_queries import lagging, refused
from kpi.rulebooks.errors import BadDay, BadFile
from kpi.rulebooks.queries import every
from kpi.rulebooks.rules import (
    NAME,
    VersionState,
    move,
    must_approve,
    must_draft,
    next_name,
    retitled,
)
from kpi.rulebooks.source import MAX_BYTES, read_standalone
from kpi.rulebooks.version_queries import version
from kpi.rulebooks.writing import as_toml
from vendors.actors import Actor
from vendors.errors import Conflict, Invalid, NotFound, Words
from vendors.journal.actions import Deed, act
from vendors.journal.rules import Json
from vendors.periods import local_date
from vendors.policy.actions import announce
from vendors.registry.rules import Kind

if TYPE_CHECKING:
    from asyncpg import Record

_INSERT = """
INSERT INTO kpi_rulebook
  (name, kind, state, starts_on, source, sha256, copied_from, reason, written_by, writers, written_at, submitted_by,
   decided_by, opinion)
VALUES ($1, $2, 'draft', $3, $4, $5, $6, $7, $8, $9, $10, '', '', '') RETURNING id
"""
_SAVE = """
UPDATE kpi_rulebook SET source = $2, sha256 = $3, starts_on = $4, written_by = $5, written_at = $7,
  writers = CASE WHEN $6 = ANY(writers) THEN writers ELSE writers || $6::int END WHERE id = $1
"""
_SUBMIT = """
UPDATE kpi_rulebook SET state = $2, submitted_by = $3, submitted_by_id = $4, submitted_at = $5, opinion = ''
WHERE id = $1
"""
_DECIDE = "UPDATE kpi_rulebook SET state = $2, decided_by = $3, decided_at = $4, opinion = $5 WHERE id = $1"
_ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtext('kpi_rulebook'))"
_REASON = Words("请写明理由。", "Give a reason.")
_UNCOMPARED = Words(
    "有指标数值已改而计分规则文字未改，请逐项比对后勾选。",
    "Some indicators count otherwise while their rules say the same: compare them, then tick.",
)


async def copy_version(*, name: str, starts_on: date, reason: str, by: Actor, at: datetime) -> str:
    """A new draft that says what `name` says, to begin on another day; returns its id. Raises BadDay, NotFound."""
    must_draft(by)
    found = await version(name, for_=by, on=local_date(at))
    try:
        raw = dict(read_standalone(found.source, file=f"{name}.toml").raw)
    except BadFile as broken:
        raise Conflict("该版本不是有效的 TOML，不能复制。", "It is not valid TOML, so it cannot be copied.") from broken
    raw.pop("effective_to", None)
    async with act(by=by, at=at) as deed:
        made = next_name(found.kind.value, starts_on, await _names(deed))
        await _must_begin(deed, made, found.kind, starts_on)
        titles = {key: retitled(raw[key], name, made) for key in ("zh", "en") if key in raw}
        raw |= {"id": made, "effective_from": starts_on} | titles
        text = as_toml(raw)
        return await _draft(deed, made, found.kind, starts_on, text, copied_from=name, reason=reason)


async def upload_version(*, text: str, reason: str, by: Actor, at: datetime) -> str:
    """A new draft from a file that stands alone, or an old draft's new text; returns its id. Raises BadFile."""
    must_draft(by)
    reader = read_standalone(text, file="TOML")
    name, kind, starts_on = reader.text("id"), reader.text("kind"), reader.day("effective_from")
    if not NAME.fullmatch(name) or kind not in set(Kind) or not name.startswith(kind):
        raise reader.error("id", f"应如 {kind}-{starts_on.year}", f"should be like {kind}-{starts_on.year}")
    async with act(by=by, at=at) as deed:
        if name in await _names(deed):
            row = await _held(deed, name, VersionState.DRAFT)
            await _save(deed, row, text, starts_on)
            return name
        return await _draft(deed, name, Kind(kind), starts_on, text, copied_from="", reason=reason)


async def save_text(*, name: str, text: str, base: str, by: Actor, at: datetime) -> Checked:
    """A draft's new text, sound or not. `base` is the sha256 of the text that was edited.

    Raises Conflict when it is no draft any more or somebody saved in between, Invalid beyond 2 MB.
    """
    must_draft(by)
    if len(text.encode()) > MAX_BYTES:
        raise Invalid({"text": Words("文字超过 2 MB。", "The text is larger than 2 MB.")})
    async with act(by=by, at=at) as deed:
        row = await _held(deed, name, VersionState.DRAFT)
        if row["sha256"] != base:
            raise Conflict(
                "您打开之后该版本已被他人修改，请重新打开。", "Somebody has saved since you opened it; open it again."
            )
        checked = check_text(text, name=name, kind=row["kind"])
        raw_day = checked.raw.get("effective_from") if checked.raw else None
        await _save(deed, row, text, raw_day if type(raw_day) is date else row["starts_on"])
    return checked


async def submit_version(*, name: str, by: Actor, at: datetime) -> None:
    """提交审批. Raises Conflict for a text with faults or a day it may not begin on."""
    must_draft(by)
    async with act(by=by, at=at) as deed:
        row = await _held(deed, name, VersionState.DRAFT)
        state = move(VersionState(row["state"]), VersionState.SUBMITTED)
        await _must_be_fit(deed, row)
        await deed.connection.execute(_SUBMIT, row["id"], state.value, by.name, by.id, at)
        _note(deed, "rulebook.submitted", row, {"sha256": row["sha256"]})


async def return_version(*, name: str, opinion: str, by: Actor, at: datetime) -> None:
    """退回修改, with reasons. Raises Invalid, Forbidden, Conflict."""
    async with act(by=by, at=at) as deed:
        row = await _held(deed, name)
        must_approve(by, writers=_writers(row))
        if not opinion.strip():
            raise Invalid({"opinion": _REASON})
        state = move(VersionState(row["state"]), VersionState.DRAFT)
        await deed.connection.execute(_DECIDE, row["id"], state.value, by.name, at, opinion.strip()[:500])
        _note(deed, "rulebook.returned", row, {}, note=opinion.strip())


async def approve_version(*, name: str, opinion: str, by: Actor, at: datetime, compared: bool = False) -> None:
    """审批通过: it holds from its first day on, the version before it until the day before. Raises as submit does.

    `compared`: the leader has held the rules in words against the numbers; Invalid without it where they lag behind.
    """
    async with act(by=by, at=at) as deed:
        row = await _held(deed, name)
        must_approve(by, writers=_writers(row))
        state = move(VersionState(row["state"]), VersionState.APPROVED)
        raw = await _must_be_fit(deed, row)
        behind = await lagging(name, raw, starts_on=row["starts_on"], for_=by, on=local_date(at))
        if behind and not compared:
            raise Invalid({"compared": _UNCOMPARED})
        await deed.connection.execute(_DECIDE, row["id"], state.value, by.name, at, opinion.strip()[:500])
        await announce(deed, register="rulebooks")
        after: dict[str, Json] = {"starts_on": row["starts_on"].isoformat(), "sha256": row["sha256"]}
        after |= {"compared": [one.code for one in behind]} if behind else {}
        _note(deed, "rulebook.approved", row, after, note=opinion.strip())


async def withdraw_version(*, name: str, reason: str, by: Actor, at: datetime) -> None:
    """作废 a draft (whoever drafts) or, before its first day, an approved version (a leader). Raises Conflict."""
    async with act(by=by, at=at) as deed:
        row = await _held(deed, name)
        now = VersionState(row["state"])
        if now is VersionState.APPROVED:
            must_approve(by, writers=())
            if row["starts_on"] <= local_date(at):
                raise Conflict("已生效的版本不能作废。", "What is in force is not withdrawn.")
        else:
            must_draft(by)
        if not reason.strip():
            raise Invalid({"opinion": _REASON})
        state = move(now, VersionState.WITHDRAWN)
        await deed.connection.execute(_DECIDE, row["id"], state.value, by.name, at, reason.strip()[:500])
        if now is VersionState.APPROVED:
            await announce(deed, register="rulebooks")
        _note(deed, "rulebook.withdrawn", row, {}, note=reason.strip())


async def _must_be_fit(deed: Deed, row: "Record") -> Mapping[str, object]:
    """What the text says."""
    checked = check_text(row["source"], name=row["name"], kind=row["kind"])
    if checked.rulebook is None:
        first = checked.faults[0]
        raise Conflict(
            f"规则有 {len(checked.faults)} 处问题，第 {first.line} 行：{first.words.zh}。",
            f"It has {len(checked.faults)} faults; line {first.line}: {first.words.en}.",
        )
    await _must_begin(deed, row["name"], Kind(row["kind"]), checked.rulebook.effective_from)
    return checked.raw or {}


async def _must_begin(deed: Deed, name: str, kind: Kind, starts_on: date) -> None:
    refusal = await refused(name=name, kind=kind.value, starts_on=starts_on, on=local_date(deed.at))
    if refusal:
        raise BadDay(refusal.zh, refusal.en)


async def _names(deed: Deed) -> frozenset[str]:
    """Ids in use; nobody else can take one until this act is over."""
    await deed.connection.execute(_ONE_AT_A_TIME)
    own = await deed.connection.fetch("SELECT name FROM kpi_rulebook")
    return frozenset((*(row["name"] for row in own), *(one.id for one in every())))


async def _draft(
    deed: Deed, name: str, kind: Kind, starts_on: date, text: str, *, copied_from: str, reason: str
) -> str:
    by, at = deed.by, deed.at
    made = await deed.connection.fetchval(
        _INSERT,
        name,
        kind.value,
        starts_on,
        text,
        _sha256(text),
        copied_from,
        reason.strip()[:500],
        by.name,
        [by.id],
        at,
    )
    after: dict[str, Json] = {"name": name, "copied_from": copied_from, "starts_on": starts_on.isoformat()}
    deed.note("rulebook.drafted", "rulebook", int(made), after=after, note=reason.strip())
    return name


async def _save(deed: Deed, row: "Record", text: str, starts_on: date) -> None:
    sha256 = _sha256(text)
    await deed.connection.execute(_SAVE, row["id"], text, sha256, starts_on, deed.by.name, deed.by.id, deed.at)
    deed.note(
        "rulebook.edited", "rulebook", row["id"], before={"sha256": row["sha256"]},
        after={"name": row["name"], "sha256": sha256},
    )  # fmt: skip


async def _held(deed: Deed, name: str, state: VersionState | None = None) -> "Record":
    await deed.connection.execute(_ONE_AT_A_TIME)
    row = await deed.connection.fetchrow("SELECT * FROM kpi_rulebook WHERE name = $1 FOR UPDATE", name)
    if row is None and any(one.id == name for one in every()):
        raise Conflict("随产品提供的规则不能修改，请复制为新版本。", "A packaged rulebook stands; copy it.")
    if row is None:
        raise NotFound(f"没有考核规则 {name}。", f"There is no rulebook {name}.")
    if state is not None and row["state"] != state:
        raise Conflict("只有草拟中的版本可以修改。", "Only a draft can be changed.")
    return row


def _writers(row: "Record") -> frozenset[int]:
    return frozenset(one for one in (*row["writers"], row["submitted_by_id"]) if one is not None)


def _note(deed: Deed, kind: str, row: "Record", after: Mapping[str, Json], *, note: str = "") -> None:
    deed.note(kind, "rulebook", row["id"], after={"name": row["name"], **after}, note=note)


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
