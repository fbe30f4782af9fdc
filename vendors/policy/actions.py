from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from asyncpg import UniqueViolationError

from vendors.actors import Actor, Role
from vendors.errors import Conflict, Forbidden, Invalid, NotFound, Words
from vendors.journal.actions import Deed, act
from vendors.journal.rules import Json
from vendors.periods import local_date
from vendors.policy.basis import Basis
from vendors.policy.parameters import NoParameterInForce, known_parameter, parameter
from vendors.policy.rows import DayKind, Parameter
from vendors.policy.rules import value_fault

KEEPERS = frozenset({Role.CONTRACT_MANAGER, Role.TASK_MANAGER, Role.SYSTEM})
_SET = """
INSERT INTO vendors_policy_parameter (code, zh, en, value, unit, source, article, begins, ends)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
"""
_WITHDRAW = "DELETE FROM vendors_policy_parameter WHERE code = $1 AND begins = $2 RETURNING value, source, ends"
_DAY = """
INSERT INTO vendors_holiday (day, works, kind, note, source) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (day) DO UPDATE SET works = EXCLUDED.works, kind = EXCLUDED.kind, note = EXCLUDED.note,
  source = EXCLUDED.source
"""
_BASIS = """
INSERT INTO vendors_basis (code, number, title, kind, issuer, issued_on, begins, ends, note, updated_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
ON CONFLICT (code) DO UPDATE SET number = EXCLUDED.number, title = EXCLUDED.title, kind = EXCLUDED.kind,
  issuer = EXCLUDED.issuer, issued_on = EXCLUDED.issued_on, begins = EXCLUDED.begins, ends = EXCLUDED.ends,
  note = EXCLUDED.note, updated_at = EXCLUDED.updated_at
RETURNING id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewValue:
    """A value of a known parameter from a future day on, with the document that says so."""

    code: str
    value: Decimal
    source: str
    article: str
    begins: date
    ends: date | None = None


async def announce(deed: Deed, *, register: str) -> None:
    """Within the act that changes the bureau's own rules: every process reads them anew with its next request.

    Announcements are made one at a time, so that a greater version always holds what the lesser one did.
    """
    await deed.connection.execute("LOCK TABLE vendors_policy_change IN SHARE ROW EXCLUSIVE MODE")
    await deed.connection.execute(
        "INSERT INTO vendors_policy_change (register, by_name, at) VALUES ($1, $2, $3)",
        register,
        deed.by.name,
        deed.at,
    )


def checked(new: NewValue, *, at: datetime) -> tuple[Parameter | None, Parameter]:
    """What holds on the new value's first day without it, and the row it would become.

    Raises NotFound for a code there is not, Invalid for a value its unit does not take or a day that is not to come.
    """
    known = known_parameter(new.code)
    if known is None:
        raise NotFound
    wrong: dict[str, Words] = {}
    if fault := value_fault(new.value, known.unit, code=new.code):
        wrong["value"] = fault
    if new.begins <= local_date(at):
        wrong["begins"] = Words(
            "已生效的数值不改；请从明天或以后起生效。", "What is in force stands; begin tomorrow or later."
        )
    if new.ends is not None and new.ends < new.begins:
        wrong["ends"] = Words("截止日期早于生效日期。", "It ends before it begins.")
    if not new.source.strip():
        wrong["source"] = Words("请填写依据文件。", "Name the document.")
    if wrong:
        raise Invalid(wrong)
    try:
        before = parameter(new.code, new.begins)
    except NoParameterInForce:
        before = None
    return before, Parameter(
        code=new.code, zh=known.zh, en=known.en, value=new.value, unit=known.unit, source=new.source.strip(),
        article=new.article.strip(), begins=new.begins, ends=new.ends,
    )  # fmt: skip


async def set_parameter(*, new: NewValue, by: Actor, at: datetime) -> None:
    """A dated value beside those there are; what is in force today stays. Raises as `checked` does, and Forbidden."""
    must_keep(by)
    before, row = checked(new, at=at)
    values = (
        row.code, row.zh, row.en, row.value, row.unit, row.source, row.article, row.begins, row.ends
    )  # fmt: skip
    told: dict[str, Json] = {"value": str(row.value), "source": row.source, "article": row.article}
    told |= {"begins": row.begins.isoformat(), "ends": row.ends.isoformat() if row.ends else None}
    try:
        async with act(by=by, at=at) as deed:
            await deed.connection.execute(_SET, *values)
            await announce(deed, register="parameters")
            was = {"value": str(before.value), "source": before.source} if before else None
            deed.note("parameter.set", "parameter", row.code, before=was, after=told)
    except UniqueViolationError:
        taken = Words(
            "该日起已有一个数值；如需改动，请先撤回它。",
            "A value begins on that day; withdraw it to change it.",
        )
        raise Invalid({"begins": taken}) from None


async def withdraw_parameter(*, code: str, begins: date, reason: str, by: Actor, at: datetime) -> None:
    """撤回: the bureau's own value that has not begun is taken back; its day is free for another.

    Raises Forbidden, NotFound, Invalid without a reason and Conflict for a value that has begun.
    """
    must_keep(by)
    if not reason.strip():
        raise Invalid({"reason": Words("请说明理由。", "Say why.")})
    if begins <= local_date(at):
        raise Conflict("已生效的数值不能撤回。", "A value in force cannot be withdrawn.")
    async with act(by=by, at=at) as deed:
        row = await deed.connection.fetchrow(_WITHDRAW, code, begins)
        if row is None:
            raise NotFound
        await announce(deed, register="parameters")
        was: dict[str, Json] = {"value": f"{row['value'].normalize():f}", "source": row["source"]}
        was |= {"begins": begins.isoformat(), "ends": row["ends"].isoformat() if row["ends"] else None}
        deed.note("parameter.withdrawn", "parameter", code, before=was, note=reason.strip())


async def set_day(
    *, day: date, works: bool, note: str, source: str, by: Actor, at: datetime, running_since: date | None = None
) -> None:
    """本局调整: whether people work on a day, today or to come. Raises Forbidden, Invalid.

    A day gone by may still be made one of rest when it lies in a term that runs: behind `running_since`, the day the
    oldest of them began. Terms reckoned over it are moved by the caller, in the same transaction; none that is over
    is opened again, and none is shortened into the past.
    """
    must_keep(by)
    wrong: dict[str, Words] = {}
    if day < local_date(at) and (works or running_since is None or day <= running_since):
        wrong["day"] = Words(
            "只能调整今天及以后的日期；已过去的日期，仅在仍有申辩期限跨越该日时可改为休息。",
            "Only today and days to come can be changed; a day gone by only into one of rest, and only while a term"
            " of defence runs across it.",
        )
    if not source.strip():
        wrong["source"] = Words("请填写依据文件。", "Name the document.")
    if wrong:
        raise Invalid(wrong)
    async with act(by=by, at=at) as deed:
        row = await deed.connection.fetchrow("SELECT works, kind FROM vendors_holiday WHERE day = $1", day)
        if row is not None and row["kind"] == DayKind.NOTICE:
            raise Conflict("该日由国务院安排确定，请重新导入年度安排。", "The yearly notice says so; import it anew.")
        await deed.connection.execute(_DAY, day, works, DayKind.OVERRIDE.value, note.strip(), source.strip())
        await announce(deed, register="holidays")
        after: dict[str, Json] = {"works": works, "note": note.strip(), "source": source.strip()}
        was = {"works": row["works"]} if row else None
        deed.note("calendar.day_set", "day", day.isoformat(), before=was, after=after)


async def store_basis(deed: Deed, *, basis: Basis) -> int:
    """Add a document or change one by its code, within the caller's act; its id. Raises Forbidden, Invalid."""
    must_keep(deed.by)
    if basis.begins and basis.ends and basis.ends < basis.begins:
        raise Invalid({"ends": Words("截止日期早于生效日期。", "It ends before it begins.")})
    told: dict[str, Json] = {"title": basis.title, "number": basis.number, "kind": basis.kind.value}
    for name in ("issued_on", "begins", "ends"):
        day: date | None = getattr(basis, name)
        told[name] = day.isoformat() if day else None
    made = await deed.connection.fetchval(
        _BASIS, basis.code, basis.number, basis.title, basis.kind.value, basis.issuer, basis.issued_on, basis.begins,
        basis.ends, basis.note, deed.at,
    )  # fmt: skip
    deed.note("basis.stored", "basis", int(made), after=told)
    return int(made)


def must_keep(by: Actor) -> None:
    """Raise Forbidden unless a manager of the city: a county keeps no rules of its own."""
    if not by.at_bureau or by.region or not by.has(*KEEPERS):
        raise Forbidden("基础数据由市级管理员维护。", "The city's managers keep the reference data.")
