from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from kpi.retention.notice_rules import NOTICES, Answer, need
from kpi.retention.rows import locked, must_be_open, must_hear, must_prepare, must_speak
from vendors.actors import Actor
from vendors.attachments.actions import attach
from vendors.attachments.rules import File
from vendors.errors import Conflict, Forbidden, Invalid, NotFound, Words
from vendors.journal.actions import Deed, act
from vendors.journal.rules import Json
from vendors.numbering import allot
from vendors.periods import local_date
from vendors.policy.calendar import deadline
from vendors.policy.parameters import parameter

if TYPE_CHECKING:
    from asyncpg import Record

_EMPTY = Words("不能为空。", "Must not be empty.")
_SERVE = """
INSERT INTO kpi_retention_notice
  (vendor, proposal, number, may_be_heard, note, served_by, served_by_id, served_at, answer_by, answer_provisional,
   answer, statement, answered_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, '', '', '') RETURNING id
"""
_LOCK = """
SELECT n.*, p.state, s.state = 'superseded' AS superseded, h.id AS hearing, h.set_for, h.recorded_at
FROM kpi_retention_notice n JOIN kpi_proposal p ON p.id = n.proposal JOIN kpi_scorecard s ON s.id = p.scorecard
LEFT JOIN kpi_retention_hearing h ON h.notice = n.id WHERE n.id = $1 FOR UPDATE OF n
"""
_ANSWER = (
    "UPDATE kpi_retention_notice SET answer = $2, statement = $3, answered_by = $4, answered_at = $5 WHERE id = $1"
)
_CALL = """
INSERT INTO kpi_retention_hearing
  (vendor, notice, called_on, set_for, place, called_by, chair, people, record, opinion, recorded_by)
VALUES ($1, $2, $3, $4, $5, $6, '', '', '', '', '')
ON CONFLICT (notice) DO UPDATE SET called_on = $3, set_for = $4, place = $5, called_by = $6
"""
_RECORD = """
INSERT INTO kpi_retention_hearing
  (vendor, notice, place, called_by, held_on, chair, people, record, upheld, opinion, recorded_by, recorded_at)
VALUES ($1, $2, '', '', $3, $4, $5, $6, $7, $8, $9, $10)
ON CONFLICT (notice) DO UPDATE SET held_on = $3, chair = $4, people = $5, record = $6, upheld = $7, opinion = $8,
  recorded_by = $9, recorded_at = $10
"""


async def serve_notice(*, proposal: int, note: str = "", by: Actor, at: datetime) -> int:
    """告知: tell the vendor what is proposed and until when it may answer; returns the notice's id.

    Raises NotFound, Forbidden, Conflict (decided, lapsed, told already, or no measure the vendor is told of).
    """
    must_prepare(by)
    today = local_date(at)
    async with act(by=by, at=at) as deed:
        held = await locked(deed, proposal)
        must_be_open(held.row)
        if held.told is not None:
            raise Conflict("已经告知。", "The vendor has been told.")
        needed = need(held.measures.values(), cut=held.row["fee_ratio"] < 1)
        if not needed.notice:
            raise Conflict("所建议的措施无须事先告知，可以直接决定。", "Nothing proposed asks for a notice.")
        due = deadline(today, parameter("retention_answer_days", today).whole)
        (number,) = await allot(deed.connection, NOTICES, year=today.year)
        made = await deed.connection.fetchval(
            _SERVE, held.vendor, proposal, number, needed.hearing, note.strip(), by.name, by.id, at, due.on,
            due.provisional,
        )  # fmt: skip
        after: dict[str, Json] = {
            "number": number, "measures": list(held.measures), "answer_by": due.on.isoformat(),
        }  # fmt: skip
        deed.note("retention.notified", "proposal", proposal, vendor=held.vendor, after=after, note=note.strip())
    return int(made)


async def answer_notice(
    *,
    notice: int,
    answer: Answer,
    statement: str,
    by: Actor,
    at: datetime,
    evidence: tuple[File, str] | None = None,
) -> None:
    """The vendor's answer, once and in time. `evidence` is a file and its SHA-256, kept already.

    Raises NotFound, Forbidden, Conflict (answered, too late, decided), Invalid (nothing said, no hearing due).
    """
    async with act(by=by, at=at) as deed:
        row = await _notice(deed, notice)
        must_speak(by, row["vendor"])
        must_be_open(row)
        if row["answer"]:
            raise Conflict("已经答复。", "The notice is answered.")
        if local_date(at) > row["answer_by"]:
            raise Conflict(f"答复期限已于 {row['answer_by']} 届满。", f"The term ended on {row['answer_by']}.")
        wrong = _answer_faults(row, answer, statement)
        if wrong:
            raise Invalid(wrong)
        await deed.connection.execute(_ANSWER, notice, answer.value, statement.strip(), by.name, at)
        deed.note(
            "retention.answered", "proposal", row["proposal"], vendor=row["vendor"],
            after={"notice": row["number"], "answer": answer.value}, note=statement.strip(),
        )  # fmt: skip
        if evidence:
            file, sha256 = evidence
            await attach(
                deed, object_type="retention_notice", object_id=notice, vendor=row["vendor"], title="申辩材料",
                file=file, sha256=sha256,
            )  # fmt: skip


def _answer_faults(row: "Record", answer: Answer, statement: str) -> dict[str, Words]:
    faults = {}
    if answer is not Answer.NOTHING and not statement.strip():
        faults["statement"] = Words("请写明事实、理由和请求。", "State the facts, the reasons and what is asked for.")
    if answer is Answer.HEARING and not row["may_be_heard"]:
        faults["answer"] = Words("该措施不适用听证，可以陈述申辩。", "No hearing is due; a statement may be made.")
    return faults


async def call_hearing(*, notice: int, set_for: date, place: str, by: Actor, at: datetime) -> None:
    """听证通知: day and place, told the vendor in time; called again it replaces what was set.

    Raises NotFound, Forbidden, Conflict (not asked for, held already), Invalid (too soon, no place).
    """
    must_prepare(by)
    today = local_date(at)
    earliest = today + timedelta(days=parameter("retention_hearing_days", today).whole)
    async with act(by=by, at=at) as deed:
        row = await _notice(deed, notice)
        must_be_open(row)
        if row["answer"] != Answer.HEARING.value or row["recorded_at"]:
            raise Conflict("机构没有申请听证，或听证已经举行。", "No hearing is asked for, or it was held.")
        wrong = {} if place.strip() else {"place": _EMPTY}
        if set_for < earliest:
            wrong["set_for"] = Words(f"听证日期不早于 {earliest}。", f"Not before {earliest}.")
        if wrong:
            raise Invalid(wrong)
        await deed.connection.execute(_CALL, row["vendor"], notice, today, set_for, place.strip(), by.name)
        deed.note(
            "retention.hearing_called", "proposal", row["proposal"], vendor=row["vendor"],
            after={"set_for": set_for.isoformat(), "place": place.strip()},
        )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """The record of a hearing, or of a statement's review (then without `chair` and `people`).

    `upheld`: the vendor's case holds, so the measures should be dropped or lightened.
    """

    on: date
    record: str
    upheld: bool
    opinion: str
    chair: str = ""
    people: Sequence[str] = ()


async def record_hearing(*, notice: int, heard: Heard, by: Actor, at: datetime) -> None:
    """听证笔录 or 申辩复核意见, by another person than who served the notice.

    Raises NotFound, Forbidden, Conflict (nothing to hear, recorded already, not called), Invalid.
    """
    must_hear(by)
    async with act(by=by, at=at) as deed:
        row = await _notice(deed, notice)
        must_be_open(row)
        if by.id == row["served_by_id"]:
            raise Forbidden("告知人不能复核或主持听证。", "Whoever served the notice neither reviews nor hears it.")
        hearing = row["answer"] == Answer.HEARING.value
        if row["recorded_at"] or row["answer"] in {"", Answer.NOTHING.value}:
            raise Conflict("没有待复核的申辩或待举行的听证。", "There is nothing to review or to hear.")
        if hearing and row["set_for"] is None:
            raise Conflict("请先发出听证通知。", "Call the hearing first.")
        if wrong := _heard_faults(heard, hearing=hearing, row=row, today=local_date(at)):
            raise Invalid(wrong)
        people = "、".join(heard.people)
        await deed.connection.execute(
            _RECORD, row["vendor"], notice, heard.on, heard.chair.strip(), people, heard.record.strip(), heard.upheld,
            heard.opinion.strip(), by.name, at,
        )  # fmt: skip
        deed.note(
            "retention.heard", "proposal", row["proposal"], vendor=row["vendor"],
            after={"on": heard.on.isoformat(), "upheld": heard.upheld, "hearing": hearing}, note=heard.opinion.strip(),
        )  # fmt: skip


def _heard_faults(heard: Heard, *, hearing: bool, row: "Record", today: date) -> dict[str, Words]:
    texts = {"opinion": heard.opinion}
    if hearing:
        texts |= {"record": heard.record, "chair": heard.chair, "people": "".join(heard.people)}
    wrong = {name: _EMPTY for name, text in texts.items() if not text.strip()}
    earliest = row["set_for"] if hearing else local_date(row["answered_at"])
    if not earliest <= heard.on <= today:
        wrong["held_on"] = Words(f"日期应在 {earliest} 至今天之间。", f"The day lies between {earliest} and today.")
    if heard.chair.strip() and heard.chair.strip() == row["served_by"]:
        wrong["chair"] = Words("告知人不能主持听证。", "Whoever served the notice does not preside.")
    return wrong


async def _notice(deed: Deed, notice: int) -> "Record":
    row = await deed.connection.fetchrow(_LOCK, notice)
    if row is None or deed.by.vendor not in (None, row["vendor"]):
        raise NotFound
    return row
