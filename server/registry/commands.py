"""`hengjian load REGISTER FILE [--commit --as USER]`."""

import asyncio
from contextlib import suppress
from pathlib import Path

from importers.registers import actions, checking, committing, queries
from importers.registers.queries import Preview, UploadView
from importers.registers.rules import UploadState
from importers.workbook.issues import Issue
from server.web import clock
from server.web.house import House
from vendors.actors import Actor
from vendors.errors import Conflict
from vendors.incoming.rules import Difference
from vendors.policy.queries import held

PAUSE = 0.5


async def load(*, register: str, file: Path, content: bytes, commit: bool, by: Actor, house: House) -> UploadView:
    """As the page does: take in, check, and with `commit` take over when clean. Needs `seeing(None)` around it.

    Beside a running worker either of the two does the work, and both see the one result.
    """
    async with held():
        taken = await actions.take_in(
            register=register, filename=file.name, content=content, by=by, at=clock.now(), blobs=house.blobs,
            queue=house.queue,
        )  # fmt: skip
        with suppress(Conflict):
            await checking.check_register(upload=taken.upload, blobs=house.blobs, at=clock.now())
        found = await _settled(taken.upload, by)
        if commit and found.state is UploadState.READY:
            await actions.commit(upload=found.id, by=by, at=clock.now(), queue=house.queue)
            with suppress(Conflict):
                await committing.commit_register(upload=found.id, at=clock.now())
            found = await _settled(found.id, by)
    return found


async def _settled(upload: int, by: Actor) -> UploadView:
    while (found := await queries.upload(upload, for_=by)).under_way:  # noqa: ASYNC110 another process ends it
        await asyncio.sleep(PAUSE)
    return found


def exit_code(found: UploadView) -> int:
    """0 ready or committed, 1 problems in the file or a register that moved, 2 not read at all."""
    if found.state is UploadState.COMMITTED or (found.state is UploadState.READY and not found.refusal.zh):
        return 0
    return 1 if found.rows_total else 2


def as_json(found: UploadView, preview: Preview | None, issues: tuple[Issue, ...]) -> dict[str, object]:
    """One object: the file, its counts, the first differences cell by cell, the problems kept."""
    told: dict[str, object] = {
        name: getattr(found, name)
        for name in ("id", "register", "filename", "sha256", "added", "changed", "same", "missing", "errors",
                     "warnings", "notices", "timings")
    }  # fmt: skip
    told |= {"state": found.state.value, "rows": found.rows_total, "rule_counts": dict(found.rule_counts)}
    told["refusal"] = found.refusal.zh
    if preview:
        told["differences"] = {
            "added": [one.after for one in preview.added],
            "changed": [_changed(one) for one in preview.changed],
            "missing": [one.before for one in preview.missing],
        }
    return told | {"issues": [issue.as_json() for issue in issues]}


def _changed(one: Difference) -> dict[str, object]:
    cells = {name: [one.before[name], one.after[name]] for name in one.changed}
    return {"row": one.row, "key": one.key.split("\x1f"), "cells": cells}


def as_text(found: UploadView, issues: tuple[Issue, ...]) -> str:
    counts = (
        f"新增 {found.added}，变更 {found.changed}，无变化 {found.same}，文件未列出 {found.missing}"
        f" / {found.added} added, {found.changed} changed, {found.same} unchanged, {found.missing} not in the file"
    )
    lines = [f"{found.id} {found.state.zh} {found.state.en}", counts]
    if found.refusal.zh:
        lines.append(f"{found.refusal.zh} / {found.refusal.en}")
    lines += [f"{issue.sheet} {issue.cell} {issue.code} {issue.message.zh}" for issue in issues]
    return "\n".join(lines)
