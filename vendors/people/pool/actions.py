"""Keeping the bureau's inspectors and experts; whoever is no longer drawn stays on record."""

from datetime import date, datetime
from typing import Final

from asyncpg import UniqueViolationError

from vendors.actors import Actor
from vendors.errors import Conflict, Invalid, NotFound, Words
from vendors.journal.actions import act
from vendors.journal.rules import Json
from vendors.money import Fen
from vendors.people.pool.cards import ExpertCard, InspectorCard
from vendors.periods import local_date
from vendors.registry.rules import must_be_bureau

_EMPTY: Final = Words("不能为空。", "Must not be empty.")
_BACKWARDS: Final = Words("结束日期早于开始日期。", "The end lies before the beginning.")
_MOST_SESSIONS: Final = 1_000  # an entry of one day; anything above is a slip of the pen
_KINDS: Final = {
    "inspector": {
        "added": "inspector.added",
        "edited": "inspector.edited",
        "active": "inspector.activated",
        "inactive": "inspector.deactivated",
    },
    "expert": {
        "added": "expert.added",
        "edited": "expert.edited",
        "active": "expert.activated",
        "inactive": "expert.deactivated",
    },
}
_INSPECTOR: Final = (
    "name", "unit", "certificate", "valid_from", "valid_until", "speciality", "organisation", "former_employer",
    "former_until",
)  # fmt: skip
_EXPERT: Final = (
    "name", "employer", "specialities", "institution", "title", "former_employer", "former_until"
)  # fmt: skip


async def keep_inspector(*, card: InspectorCard, by: Actor, at: datetime, inspector: int | None = None) -> int:
    """Enter an inspector or, with an id, correct one; returns the id.

    Raises Forbidden for vendor people, NotFound, Invalid for empty fields, dates backwards, a certificate held already.
    """
    must_be_bureau(by)
    _check_inspector(card)
    values = (
        card.name.strip(), card.unit.strip(), card.certificate.strip(), card.valid_from, card.valid_until,
        card.speciality.strip(), card.organisation, card.former_employer.strip(), card.former_until,
    )  # fmt: skip
    after: dict[str, Json] = {"name": values[0], "unit": values[1], "certificate": values[2]}
    try:
        return await _kept("inspector", _INSPECTOR, values, after, known=inspector, by=by, at=at)
    except UniqueViolationError as error:
        words = Words("该执法证号已登记。", "This certificate number is on record already.")
        raise Invalid({"certificate": words}) from error


async def keep_expert(*, card: ExpertCard, by: Actor, at: datetime, expert: int | None = None) -> int:
    """Enter an expert or, with an id, correct one; returns the id. Raises as `keep_inspector`."""
    must_be_bureau(by)
    _check_expert(card)
    chosen = [one.value for one in card.specialities]
    values = (
        card.name.strip(), card.employer.strip(), chosen, card.institution, card.title.strip(),
        card.former_employer.strip(), card.former_until,
    )  # fmt: skip
    after: dict[str, Json] = {"name": values[0], "employer": values[1], "specialities": ",".join(chosen)}
    return await _kept("expert", _EXPERT, values, after, known=expert, by=by, at=at)


async def set_active(*, person_type: str, person: int, active: bool, reason: str, by: Actor, at: datetime) -> None:
    """Take an inspector or expert out of future draws, or back in. Raises NotFound, Conflict, Invalid."""
    must_be_bureau(by)
    if not reason.strip():
        raise Invalid({"reason": Words("请写明理由。", "Give a reason.")})
    table = {"inspector": "vendors_inspector", "expert": "vendors_expert"}.get(person_type)
    if table is None:
        raise NotFound
    async with act(by=by, at=at) as deed:
        was = await deed.connection.fetchval(f"SELECT active FROM {table} WHERE id = $1 FOR UPDATE", person)  # noqa: S608 constant name
        if was is None:
            raise NotFound
        if was is active:
            raise Conflict("状态没有变化。", "Nothing would change.")
        await deed.connection.execute(f"UPDATE {table} SET active = $2 WHERE id = $1", person, active)  # noqa: S608 constant name
        deed.note(
            _KINDS[person_type]["active" if active else "inactive"],
            person_type,
            person,
            after={"active": active},
            note=reason.strip(),
        )


async def link_account(*, expert: int, account: int | None, by: Actor, at: datetime) -> None:
    """The account an expert signs in with; None takes it away. Raises Forbidden, NotFound, Invalid (another's)."""
    must_be_bureau(by)
    async with act(by=by, at=at) as deed:
        sql = "UPDATE vendors_expert SET account = $2 WHERE id = $1 RETURNING id"
        try:
            async with deed.connection.transaction():
                found = await deed.connection.fetchval(sql, expert, account)
        except UniqueViolationError as error:
            words = Words("该账号已属于另一位专家。", "The account is another expert's.")
            raise Invalid({"account": words}) from error
        if found is None:
            raise NotFound
        deed.note("expert.account_linked", "expert", expert, after={"account": account})


async def record_session(
    *, expert: int, held_on: date, purpose: str, sessions: int, fee_fen: Fen, by: Actor, at: datetime
) -> None:
    """劳务报酬: so many sessions on a day and the fee for them. Raises Forbidden, NotFound, Invalid."""
    must_be_bureau(by)
    fields = {} if purpose.strip() else {"purpose": _EMPTY}
    if sessions < 1:
        fields["sessions"] = Words("场次至少为 1。", "At least one session.")
    if sessions > _MOST_SESSIONS:
        fields["sessions"] = Words(f"场次不能超过 {_MOST_SESSIONS}。", f"At most {_MOST_SESSIONS} sessions.")
    if fee_fen < 0:
        fields["fee"] = Words("金额不能为负。", "The fee cannot be negative.")
    if held_on > local_date(at):
        fields["held_on"] = Words("日期不能晚于今天。", "The day lies after today.")
    if fields:
        raise Invalid(fields)
    async with act(by=by, at=at) as deed:
        if not await deed.connection.fetchval("SELECT 1 FROM vendors_expert WHERE id = $1", expert):
            raise NotFound
        await deed.connection.execute(
            "INSERT INTO vendors_expert_session (expert, held_on, purpose, sessions, fee_fen, recorded_by, recorded_at)"
            " VALUES ($1, $2, $3, $4, $5, $6, $7)",
            expert, held_on, purpose.strip(), sessions, fee_fen, by.name, at,
        )  # fmt: skip
        after: dict[str, Json] = {"held_on": held_on.isoformat(), "sessions": sessions, "fee_fen": fee_fen}
        deed.note("expert.paid", "expert", expert, after=after, note=purpose.strip())


async def _kept(
    what: str,
    names: tuple[str, ...],
    values: tuple[object, ...],
    after: dict[str, Json],
    *,
    known: int | None,
    by: Actor,
    at: datetime,
) -> int:
    """What is written under `names` in the table of `what`."""
    async with act(by=by, at=at) as deed:
        if known is None:
            places = ", ".join(f"${place}" for place in range(1, len(names) + 2))
            sql = f"INSERT INTO vendors_{what} ({', '.join(names)}, registered_at) VALUES ({places}) RETURNING id"  # noqa: S608 constant names
            made = await deed.connection.fetchval(sql, *values, at)
        else:
            changes = ", ".join(f"{name} = ${place}" for place, name in enumerate(names, start=2))
            sql = f"UPDATE vendors_{what} SET {changes} WHERE id = $1 RETURNING id"  # noqa: S608 constant names
            made = await deed.connection.fetchval(sql, known, *values)
        if made is None:
            raise NotFound
        deed.note(_KINDS[what]["added" if known is None else "edited"], what, made, after=after)
    return int(made)


def _check_inspector(card: InspectorCard) -> None:
    texts = {"name": card.name, "unit": card.unit, "certificate": card.certificate}
    fields = {name: _EMPTY for name, text in texts.items() if not text.strip()}
    if card.valid_from and card.valid_until and card.valid_until < card.valid_from:
        fields["valid_until"] = _BACKWARDS
    if fields:
        raise Invalid(fields)


def _check_expert(card: ExpertCard) -> None:
    texts = {"name": card.name, "employer": card.employer}
    fields = {name: _EMPTY for name, text in texts.items() if not text.strip()}
    if not card.specialities:
        fields["specialities"] = Words("至少选择一个专业。", "Choose at least one speciality.")
    if fields:
        raise Invalid(fields)
