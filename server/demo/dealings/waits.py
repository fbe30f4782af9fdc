"""Clocks stopped while the bureau owes material."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from server.demo.cast import Stage
from vendors.tasks.clock.actions import ask_pause, confirm_pause, deliver_material
from vendors.tasks.rules import TaskKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """A clock stopped for material of the bureau: asked for, agreed, handed over; None is still to come."""

    job: tuple[str, TaskKind, int]
    material: str
    asked: date
    agreed: date | None = None
    delivered: date | None = None


WAITS: Final = (
    Wait(
        job=("A1", TaskKind.FULL_REVIEW, 3), material="甘州示例第一人民医院补充调阅的 6 份护理记录单",
        asked=date(2026, 11, 11), agreed=date(2026, 11, 12), delivered=date(2026, 11, 17),
    ),
    Wait(
        job=("A2", TaskKind.SAMPLED_REVIEW, 3), material="高台示例中医医院 3 份手术记录原件", asked=date(2026, 11, 19),
    ),
)  # fmt: skip


def wait_for(stage: Stage, wait: Wait, task: Callable[[], int]) -> None:
    """Put one wait on the agenda; `task` answers the task's id once it is made."""
    asked: dict[str, int] = {}
    lead = stage.parties[wait.job[0]].lead

    async def ask(at: datetime) -> None:
        asked["id"] = await ask_pause(task=task(), material=wait.material, by=lead, at=at)

    async def agree(at: datetime) -> None:
        await confirm_pause(
            request=asked["id"], expected_on=wait.delivered, answer="已通知医院调取", by=stage.tasks, at=at
        )

    async def deliver(at: datetime) -> None:
        await deliver_material(request=asked["id"], delivered=f"{wait.material}，已交接", by=stage.tasks, at=at)

    for day, hour, step in ((wait.asked, 10, ask), (wait.agreed, 9, agree), (wait.delivered, 15, deliver)):
        if day:
            stage.agenda.on(day, hour, 25, step)
