"""The versions of what a task's vendor has delivered, and any two of them side by side."""

from collections.abc import Sequence
from dataclasses import dataclass

from litestar import get
from litestar.params import FromPath, FromQuery

from importers.batches import queries
from importers.batches.queries import Diff, Version
from importers.findings.kinds import kind_named
from server.uploads.screens import TELLING, TONES
from server.web.access import Right, WebRequest, actor
from server.web.pages import Page
from vendors.errors import NotFound, Words
from vendors.tasks.queries import TaskView
from vendors.tasks.queries import task as task_view


@dataclass(frozen=True, slots=True, kw_only=True)
class Deliverable:
    """One kind of sheet the task has stored, with its versions, the newest first."""

    key: str
    versions: Sequence[Version]

    @property
    def name(self) -> Words:
        return deliverable_name(self.key)

    @property
    def choices(self) -> Sequence[tuple[int, str]]:
        return tuple((each.batch, f"V{each.version} · {each.number}") for each in self.versions)

    def tone(self, version: Version) -> str:
        return TONES[version.state]


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionsScreen:
    """`changes` are those from the version `against` to the version `batch`, when two were chosen."""

    task: TaskView
    deliverables: Sequence[Deliverable]
    batch: int
    against: int
    changes: Diff | None
    telling: frozenset[str] = TELLING

    def number(self, batch: int) -> str:
        """`V2 · SC-2026-0007`."""
        return next((name for each in self.deliverables for id_, name in each.choices if id_ == batch), "")


def deliverable_name(key: str) -> Words:
    """What a kind of sheet is called; its key when it is one no longer known."""
    kind = kind_named(key)
    return Words(kind.zh, kind.en) if kind else Words(key, key)


@get("/tasks/{task:int}/versions", opt={"right": Right.VIEW_BATCH})
async def task_versions(
    request: WebRequest, task: FromPath[int], batch: FromQuery[int] = 0, against: FromQuery[int] = 0
) -> Page:
    who = actor(request)
    found = await task_view(task, for_=who)
    keys = sorted({one.deliverable for one in await queries.attempts(task, for_=who) if one.version})
    deliverables = [
        Deliverable(key=key, versions=await queries.versions(task=task, deliverable=key, for_=who)) for key in keys
    ]
    known = {each.batch for deliverable in deliverables for each in deliverable.versions}
    if not {batch, against} - {0} <= known:
        raise NotFound
    changes = await queries.diff(batch, against=against, for_=who) if batch and against and batch != against else None
    screen = VersionsScreen(task=found, deliverables=deliverables, batch=batch, against=against, changes=changes)
    return Page("uploads/versions.html", screen)


HANDLERS = (task_versions,)
