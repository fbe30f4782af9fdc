"""提请专家评审: experts of the pool drawn by a sealed seed, or named each with a reason; recusals keep out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from vendors.actors import Actor, Role
from vendors.draws.actions import commit_draw, make_draw
from vendors.draws.algorithm.frames import Unit, canonical
from vendors.draws.algorithm.records import Exclusion
from vendors.draws.opening import Opened
from vendors.draws.rules import Method, Plan, Purpose, Spread
from vendors.draws.scopes import Scope
from vendors.errors import Conflict, Forbidden, Invalid, NotFound, Words
from vendors.findings import queries as findings
from vendors.findings.rules import CLOSED, FindingState
from vendors.institutions.queries import institutions_by_code
from vendors.journal.actions import act
from vendors.journal.rules import Json
from vendors.people.pool.cards import Speciality
from vendors.people.pool.queries import Candidate, experts_for_draw
from vendors.people.recusal.barring import barred_pairs
from vendors.periods import local_date
from vendors.policy.calendar import deadline
from vendors.policy.parameters import parameter
from vendors.reviewing.rules import OpinionState

DAYS: Final = "expert_opinion_days"
ASKERS: Final = frozenset({Role.FIRST_REVIEWER, Role.SECOND_REVIEWER, Role.TASK_MANAGER})
_REQUEST: Final = """
INSERT INTO vendors_expert_request (finding, question, draw, due_on, due_provisional, asked_by, asked_by_name, asked_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id
"""
_PLACE: Final = """
INSERT INTO vendors_expert_opinion (request, finding, expert, named_why, state, conclusion, reason)
VALUES ($1, $2, $3, $4, $5, '', '')
"""
_WAITING: Final = """
SELECT o.expert FROM vendors_expert_opinion o WHERE o.finding = $1 AND o.state = $2
"""
_NOBODY: Final = Words("请抽取或指定至少一名专家。", "Draw or name at least one expert.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is asked, of whom: `drawn` of each speciality, or `named` expert ids with why these; one of the two.

    Without `due_on` the day follows from the parameter expert_opinion_days.
    """

    question: str
    drawn: Mapping[Speciality, int]
    named: Sequence[int] = ()
    named_why: str = ""
    due_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pool:
    """Who may be asked about an institution, and who not and why."""

    able: Mapping[int, Candidate]
    barred: Mapping[int, tuple[Candidate, str]]


async def ask_experts(*, finding: int, request: Request, by: Actor, at: datetime, seed: str = "") -> int:
    """Ask for opinions on a finding that is not closed; returns the request's id.

    Raises Forbidden (reviewers and task managers), NotFound, Conflict (closed, too few left in the pool), Invalid.
    """
    if not by.at_bureau or not by.has(*ASKERS):
        raise Forbidden("您的角色不能提请专家评审。", "Your role does not ask experts.")
    head = (await findings.finding(id_=finding, for_=by, at=at)).head
    if head.state in CLOSED or head.state is FindingState.SUPERSEDED:
        raise Conflict("该疑点已办结。", "The finding is closed.")
    _check(request, local_date(at))
    async with act(by=by, at=at) as deed:
        waiting = await deed.connection.fetch(_WAITING, finding, OpinionState.ASKED.value)
        pool = await _pool(head.institution_code, local_date(at), {row["expert"] for row in waiting})
        draw, chosen = None, list(request.named)
        if not chosen:
            draw, chosen = await _draw(request, pool, head.number, head.institution_code, by=by, at=at, seed=seed)
        _must_be_able(pool, chosen)
        term = deadline(local_date(at), parameter(DAYS, local_date(at)).whole)
        due, provisional = (term.on, term.provisional) if request.due_on is None else (request.due_on, False)
        made = await deed.connection.fetchval(
            _REQUEST, finding, request.question.strip(), draw, due, provisional, by.id, by.name, at
        )
        why = request.named_why.strip()
        places = [(made, finding, expert, why, OpinionState.ASKED.value) for expert in chosen]
        await deed.connection.executemany(_PLACE, places)
        after: dict[str, Json] = {
            "finding": finding, "experts": list(chosen), "draw": draw, "due_on": due.isoformat()
        }  # fmt: skip
        deed.note("expert_request.asked", "expert_request", made, after=after, note=why)
    return int(made)


def _check(request: Request, today: date) -> None:
    fields: dict[str, Words] = {}
    if not request.question.strip():
        fields["question"] = Words("请写明要评审的问题。", "Say what is asked.")
    if request.named and not request.named_why.strip():
        fields["named_why"] = Words("指定专家须说明理由。", "Naming experts needs a reason.")
    if not request.named and not any(count > 0 for count in request.drawn.values()):
        fields["named"] = _NOBODY
    if request.named and any(request.drawn.values()):
        fields["named"] = Words("抽取与指定只选一种。", "Draw or name, one of the two.")
    if request.due_on is not None and request.due_on < today:
        fields["due_on"] = Words("期限不能早于今天。", "The day has passed.")
    if fields:
        raise Invalid(fields)


async def _pool(institution: str, on: date, waiting: set[int]) -> _Pool:
    """The pool without those with a tie, those asked already, and those who cannot sign in."""
    candidates = await experts_for_draw(on)
    places = [one.id for one in (await institutions_by_code([institution])).values()]
    ties = await barred_pairs(institutions=places, on=on, experts=[one.id for one in candidates])
    reasons = {person: words.zh for (_, person, _), words in ties.items()}
    reasons |= {one.id: "无登录账号，不能出具意见" for one in candidates if one.account is None}
    reasons |= dict.fromkeys(waiting, "本案已提请，尚未出具")
    return _Pool(
        able={one.id: one for one in candidates if one.id not in reasons},
        barred={one.id: (one, reasons[one.id]) for one in candidates if one.id in reasons},
    )


async def _draw(
    request: Request, pool: _Pool, number: str, institution: str, *, by: Actor, at: datetime, seed: str
) -> tuple[int, list[int]]:
    counts = {one.zh: count for one, count in request.drawn.items() if count}
    plan = Plan(method=Method.STRATIFIED, spread=Spread.GIVEN, counts=counts)
    scope, title = Scope(concerning=(institution,)), f"{number} 专家评审"
    draw = await commit_draw(purpose=Purpose.EXPERTS, plan=plan, scope=scope, title=title, by=by, at=at, seed=seed)
    opened = Opened(
        text=canonical(Unit(str(one.id), _stratum(one)) for one in pool.able.values()),
        labels={str(one.id): f"{one.name}（{one.unit}）" for one in pool.able.values()},
        exclusions=tuple(
            Exclusion(id=str(one.id), name=one.name, reason=reason) for one, reason in pool.barred.values()
        ),
    )
    drawn = await make_draw(draw_id=draw, opened=opened, by=by, at=at)
    return draw, [int(pick.unit.id) for pick in drawn.picks]


def _stratum(one: Candidate) -> str:
    return Speciality(one.specialities[0]).zh if one.specialities else ""


def _must_be_able(pool: _Pool, chosen: Sequence[int]) -> None:
    for expert in chosen:
        if expert in pool.barred:
            one, reason = pool.barred[expert]
            words = Words(f"{one.name} 不能评审本案：{reason}。", f"{one.name} cannot be asked: {reason}.")
            raise Invalid({"named": words})
        if expert not in pool.able:
            raise NotFound
