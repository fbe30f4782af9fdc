"""Registers as somebody at the bureau loads them: file, check, look, commit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from importers.registers.actions import commit, take_in
from importers.registers.catalogue import REGISTERS
from importers.registers.checking import check_register
from importers.registers.committing import commit_register
from importers.registers.queries import UploadView, upload
from importers.registers.register import template
from importers.workbook.writing.sheets import Value
from server.storage.local import LocalBlobs
from tests.support import a
from vendors.actors import Actor

Told = dict[str, Value]


@dataclass
class Remembering:
    """A queue that only remembers."""

    jobs: list[tuple[str, Mapping[str, str | int]]] = field(default_factory=list)

    async def enqueue(self, job: str, arguments: Mapping[str, str | int], *, once: str | None = None) -> None:  # noqa: ARG002 the port's own
        self.jobs.append((job, dict(arguments)))


@dataclass
class Desk:
    """Where files are brought; time stands still."""

    folder: Path
    by: Actor = a.MANAGER
    at: datetime = a.AT
    queue: Remembering = field(default_factory=Remembering)

    @property
    def blobs(self) -> LocalBlobs:
        return LocalBlobs(self.folder)

    async def bring(self, register: str, content: bytes, *, filename: str = "登记表.xlsx") -> UploadView:
        """Taken in and checked."""
        taken = await take_in(
            register=register, filename=filename, content=content, by=self.by, at=self.at, blobs=self.blobs,
            queue=self.queue,
        )  # fmt: skip
        if not taken.again:
            await check_register(upload=taken.upload, blobs=self.blobs, at=self.at)
        return await upload(taken.upload, for_=self.by)

    async def show(self, register: str, rows: Sequence[Mapping[str, Value]]) -> UploadView:
        """The same for rows by column key, in the register's own template."""
        return await self.bring(register, template(REGISTERS[register], at=self.at, rows=rows))

    async def commit(self, one: UploadView) -> UploadView:
        await commit(upload=one.id, by=self.by, at=self.at, queue=self.queue)
        await commit_register(upload=one.id, at=self.at)
        return await upload(one.id, for_=self.by)

    async def load(self, register: str, rows: Sequence[Mapping[str, Value]]) -> UploadView:
        """All of it."""
        shown = await self.show(register, rows)
        assert shown.state == "ready", (shown.refusal, shown.rule_counts)
        return await self.commit(shown)
