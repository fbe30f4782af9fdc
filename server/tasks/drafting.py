"""A new task: what it is and where, the proposal of whom to give it to, and the draft."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from litestar import get, post
from litestar.response import Redirect

from kpi.scorecards import queries as scorecards
from kpi.scorecards.rules import CardState
from server.web import clock
from server.web.access import Right, WebRequest, actor
from server.web.forms import Form, Reading, submitted
from server.web.i18n import code_words
from server.web.pages import Page, see_other
from vendors.actors import Actor
from vendors.campaigns.queries import CampaignView, open_campaigns
from vendors.campaigns.rules import Focus
from vendors.contracts import queries as contracts
from vendors.contracts.queries import ContractView
from vendors.errors import Invalid, NotFound, Words
from vendors.institutions.queries import institutions_by_code
from vendors.periods import local_date
from vendors.policy.codes import code_list
from vendors.registry.rules import Group
from vendors.tasks import actions
from vendors.tasks.assignment.proposing import Proposal
from vendors.tasks.assignment.queries import proposal
from vendors.tasks.particulars import Particulars, default_days, usual_deliverables
from vendors.tasks.rules import Method, TaskKind

_NAMES: Final = (
    "contract", "kind", "title", "covers_from", "covers_to", "deadline_days", "instructions", "campaign", "region",
    "method", "focus_patients", "focus_illness", "focus_bills", "basis", "institutions", "on_site", "choice_reason",
)  # fmt: skip
_APART: Final = re.compile(r"[\s,，、;；]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class KindChoice:
    """A kind of task and what follows from it."""

    kind: TaskKind
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTaskScreen:
    """The form, and the proposal once a kind is chosen. `contracts` are those in force."""

    form: Form
    contracts: Sequence[ContractView]
    campaigns: Sequence[CampaignView]
    regions: Mapping[str, str]
    groups: Sequence[tuple[Group, Sequence[KindChoice]]]
    chosen: TaskKind | None
    proposal: Proposal | None
    methods: Sequence[Method] = tuple(Method)
    focuses: Sequence[Focus] = tuple(Focus)

    @property
    def owed(self) -> str:
        return "、".join(one.title for one in usual_deliverables(self.chosen)) if self.chosen else ""


@get("/tasks/new", opt={"right": Right.MANAGE_TASKS})
async def new_task(request: WebRequest) -> Page:
    values = {name: request.query_params.get(name, "").strip() for name in _NAMES}
    return await _page(request, Form(values=values), clock.now())


@post("/tasks/new", opt={"right": Right.MANAGE_TASKS})
async def create_task(request: WebRequest) -> Page | Redirect:
    form, at, who = await submitted(request, *_NAMES), clock.now(), actor(request)
    read = Reading(form)
    contract, kind = read.whole("contract"), read.choice("kind", TaskKind)
    first, last = read.day("covers_from"), read.day("covers_to")
    days = read.whole("deadline_days", required=False)
    title, instructions = read.text("title", longest=120), read.text("instructions", required=False)
    said = await _particulars(form, read, who, at)
    try:
        read.finish()
        if contract is None or kind is None or first is None or last is None:
            raise NotFound
        task = await actions.create_task(
            contract=contract, kind=kind, title=title, covers_from=first, covers_to=last, deadline_days=days,
            instructions=instructions, particulars=_with_owed(said, kind), reason=form.value("choice_reason"),
            proposal=await _proposal(kind, said.institutions, who, at), by=who, at=at,
        )  # fmt: skip
    except Invalid as invalid:
        return await _page(request, form.failed(invalid), at, status=422)
    return see_other(request, f"/tasks/{task}", said=Words("任务已建立。", "The task is drafted."))


def _with_owed(said: Particulars, kind: TaskKind) -> Particulars:
    return Particulars(
        campaign=said.campaign,
        region=said.region,
        method=said.method,
        focus=said.focus,
        basis=said.basis,
        on_site=said.on_site,
        institutions=said.institutions,
        deliverables=usual_deliverables(kind),
    )


async def _particulars(form: Form, read: Reading, who: Actor, at: datetime) -> Particulars:
    campaign, method = read.whole("campaign", required=False), read.choice("method", Method, required=False)
    region = form.value("region") or who.region
    if region and region not in code_list("region"):
        read.fault("region", Words("请从列表中选择。", "Choose from the list."))
    places = await _places(form, read)
    focus = frozenset(one for one in Focus if form.value(f"focus_{one.value}"))
    basis = read.text("basis", required=False, longest=200)
    on_site = True if form.value("on_site") else None
    if campaign is not None and campaign not in {one.id for one in await open_campaigns(for_=who, on=local_date(at))}:
        read.fault("campaign", Words("该专项行动不在进行中。", "The campaign is not under way."))
    return Particulars(
        campaign=campaign, region=region, method=method, focus=focus, basis=basis, on_site=on_site, institutions=places
    )


async def _places(form: Form, read: Reading | None) -> tuple[int, ...]:
    codes = [one for one in _APART.split(form.value("institutions")) if one]
    known = await institutions_by_code(codes) if codes else {}
    missing = sorted(set(codes) - set(known))
    if missing and read is not None:
        which = "、".join(missing[:5])
        read.fault("institutions", Words(f"没有这些定点机构：{which}", f"No such institutions: {which}"))
    return tuple(known[code].id for code in dict.fromkeys(codes) if code in known)


async def _page(request: WebRequest, form: Form, at: datetime, *, status: int = 200) -> Page:
    who, today = actor(request), local_date(at)
    chosen = _member(TaskKind, form.value("kind"))
    screen = NewTaskScreen(
        form=form,
        contracts=await contracts.contracts(for_=who, in_force_on=today),
        campaigns=await open_campaigns(for_=who, on=today),
        regions=code_words("region"),
        groups=_groups(today),
        chosen=chosen,
        proposal=await _proposal(chosen, await _places(form, None), who, at) if chosen else None,
    )
    return Page("tasks/new.html", screen, fragment="tasks/_proposal.html", status=status)


def _groups(today: date) -> tuple[tuple[Group, tuple[KindChoice, ...]], ...]:
    return tuple(
        (group, tuple(KindChoice(kind=one, days=default_days(one, today)) for one in TaskKind if one.group is group))
        for group in Group
    )


def _member(kind: type[TaskKind], value: str) -> TaskKind | None:
    return kind(value) if value in set(kind) else None


async def _proposal(kind: TaskKind, places: tuple[int, ...], who: Actor, at: datetime) -> Proposal:
    return await proposal(kind=kind, institutions=places, scores=await last_scores(who), at=at, for_=who)


async def last_scores(who: Actor) -> Mapping[int, Decimal]:
    """Each vendor's last published total."""
    found: dict[int, Decimal] = {}
    for row in await scorecards.cards(for_=who, states=(CardState.PUBLISHED,)):
        if row.total is not None:
            found.setdefault(row.vendor, row.total)
    return found


HANDLERS = (new_task, create_task)
