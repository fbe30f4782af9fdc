"""Replays under way and done, in this process alone: nothing of them is stored, a restart forgets them."""

import asyncio
import secrets
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

import structlog

from kpi.engine.errors import EngineError
from kpi.engine.rulebook import Rulebook
from kpi.replays.queries import grades, kept, linked_fees
from kpi.replays.rules import Grades, Kept, Replay, replay
from kpi.replays.sensitivity import Sensitivity, sensitivity
from kpi.rulebooks.differences import Difference
from kpi.rulebooks.queries import by_id
from vendors.errors import HengjianError, NotFound, Words
from vendors.periods import Period
from vendors.registry.rules import Kind

log = structlog.get_logger()
MOST: Final = 20  # runs remembered; the oldest is forgotten first
_BROKEN: Final = Words(
    "试算中断，请重试；仍不行请联系系统管理员。", "The replay broke off; try again, or tell an administrator."
)
_READING: Final = 30  # per cent of the work that is reading the frozen numbers


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is to be replayed: the rules as tried, from which version they began, over which periods."""

    kind: Kind
    version: str
    rulebook: Rulebook
    text: str
    differences: Sequence[Difference]
    periods: Sequence[Period]


@dataclass(slots=True, kw_only=True)
class Run:
    """One person's replay; `replay` is there once it is done, `failed` when it cannot be."""

    token: str
    owner: int
    at: datetime
    order: Order
    read: int = 0
    scored: int = 0
    of: int = 0
    replay: Replay | None = None
    firm: Mapping[Period, Sensitivity] = field(default_factory=dict)
    failed: Words | None = None

    @property
    def percent(self) -> int:
        """How far it is, 0–100."""
        if self.replay:
            return 100
        reading = _READING * self.read // max(1, len(self.order.periods))
        return reading + ((99 - _READING) * self.scored // self.of if self.of else 0)

    def hear(self, scored: int) -> None:
        self.scored = scored


class Runs:
    """The newest runs by token."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, Run] = OrderedDict()
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self, order: Order, *, owner: int, at: datetime) -> Run:
        """Begin in the background, within the scope of the request that asks."""
        run = Run(token=secrets.token_hex(8), owner=owner, at=at, order=order)
        self._known[run.token] = run
        while len(self._known) > MOST:
            self._known.popitem(last=False)
        task = asyncio.create_task(_carry_out(run))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return run

    def of(self, owner: int) -> Sequence[Run]:
        """The newest first."""
        return [run for run in reversed(self._known.values()) if run.owner == owner]

    def one(self, token: str, *, owner: int) -> Run:
        """Raises NotFound, also for somebody else's."""
        run = self._known.get(token)
        if run is None or run.owner != owner:
            raise NotFound(
                "该次试算已不在，试算结果不保存，请重新试算。",
                "This replay is gone: results are not stored. Run it again.",
            )
        return run

    async def settled(self) -> None:
        """When everything begun is done."""
        while self._tasks:
            await asyncio.gather(*self._tasks)


RUNS: Final = Runs()


async def _carry_out(run: Run) -> None:
    try:
        cards: list[Kept] = []
        fees = await linked_fees(run.order.kind, run.order.periods)
        for period in run.order.periods:
            cards += await kept(run.order.kind, (period,), fees)
            run.read += 1
        known = await grades([one.contract for one in cards])
        await asyncio.to_thread(_replay, run, cards, known)
    except HengjianError as refused:
        run.failed = refused.words
    except EngineError as refused:
        run.failed = Words(refused.words.zh, refused.words.en)
    except Exception:
        log.exception("replay broke off", run=run.token)
        run.failed = _BROKEN


def _replay(run: Run, cards: Sequence[Kept], known: Grades) -> None:
    run.of = len(cards)
    rulebook = run.order.rulebook
    found = replay(cards, rulebook=rulebook, held=by_id, grades=known, told=run.hear)
    run.firm = {period: sensitivity(found.of(period), rulebook) for period in found.periods}
    run.replay = found
