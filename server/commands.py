"""What each `hengjian` command does. Every function takes the parsed arguments and returns the exit code."""

import errno
import json
import logging
import sys
from argparse import Namespace
from dataclasses import replace
from pathlib import Path

from importers.batches.actions import Upload, confirm, take_in
from importers.batches.checking import check_batch, task_context
from importers.batches.queries import batch as batch_view
from importers.batches.queries import issues as batch_issues
from importers.batches.rules import BatchState
from importers.batches.templates import blank_workbook, task_workbook
from importers.findings.answers import as_json, as_text, exit_code
from importers.findings.checked import Checked, Verdict
from importers.findings.checking import check as check_workbook
from importers.findings.context import TaskContext
from importers.findings.kinds import KINDS, kind_named
from importers.findings.scene import Kind
from importers.intake.refusals import Refusal, refuse
from importers.registers import queries as register_queries
from importers.registers.rules import UploadState
from kpi.engine.canonical import card_as_json
from kpi.rulebooks.files import score_files
from kpi.rulebooks.rendering import card_as_shown, card_as_text
from kpi.scorecards.actions import issue
from kpi.scorecards.queries import card as card_view
from server import settings as settings_room
from server.accounts import commands as accounts
from server.accounts.demo import demo_people
from server.accounts.passwords import Passwords
from server.accounts.queries import credentials
from server.demo.world import ensure
from server.registry import commands as registers
from server.reports import commands as reports
from server.serving import claim, opened_house
from server.serving import serve as run
from server.settings import Settings
from server.web import clock, logs
from vendors.actors import SYSTEM, Actor
from vendors.contracts.queries import contracts
from vendors.errors import Conflict, NotFound
from vendors.journal.queries import page, verify
from vendors.organisation.queries import county_of_unit
from vendors.periods import Period, local_date
from vendors.scope import seeing
from vendors.tasks.queries import task_by_number
from vendors.tasks.results.sheet_queries import task_sheet

_UNREADABLE = {
    errno.ENOENT: "没有这个文件 (no such file)",
    errno.EISDIR: "这是文件夹 (a folder)",
    errno.EACCES: "没有读取权限 (not permitted)",
}


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


def _settings(given: Namespace | None = None) -> Settings:
    read = settings_room.read()
    host, port = getattr(given, "host", None), getattr(given, "port", None)
    return replace(read, host=host or read.host, port=port or read.port)


async def serve(given: Namespace) -> int:
    logs.configure()
    read = _settings(given)
    claim(read)
    await run(read, work=not given.no_worker, schedule=not given.no_scheduler)
    return 0


async def worker(_: Namespace) -> int:
    logs.configure()
    await run(_settings(), web=False, schedule=False)
    return 0


async def scheduler(_: Namespace) -> int:
    logs.configure()
    await run(_settings(), web=False, work=False)
    return 0


async def migrate(_: Namespace) -> int:
    async with opened_house(_settings()):
        say("数据库结构已是最新。 / The schema is up to date.")
    return 0


async def demo(given: Namespace) -> int:
    """Seed the demo world once, then serve it."""
    logs.configure(level=logging.WARNING)
    read = replace(_settings(given), demo=True)
    claim(read)
    async with opened_house(read) as running:
        if await ensure(running.house) is None:
            for one in demo_people(read.data):
                say(f"  {one.username:<14}{one.password}    {one.name} {one.role_zh} {one.vendor}")
    say(f"http://{read.host}:{read.port}/")
    await run(read, work=not given.no_worker, schedule=not given.no_scheduler)
    return 0


async def user(given: Namespace) -> int:
    password = accounts.ask_password(from_stdin=given.password_stdin)
    read = _settings()
    async with opened_house(read):
        made = await accounts.add_user(
            username=given.username,
            name=given.name,
            roles=given.role,
            password=password,
            passwords=Passwords(names=(read.bureau,)),
            at=clock.now(),
            vendor_code=given.vendor or "",
            unit_code=given.unit or "",
        )
    say(f"已建立账号 {given.username}（{made}）。 / Account {given.username} is made.")
    return 0


async def template(given: Namespace) -> int:
    at = clock.now()
    if given.task:
        read = _settings()
        async with opened_house(read):
            with seeing(None):
                found = await task_by_number(given.task, for_=SYSTEM)
                if found is None:
                    raise NotFound
                sheet = await task_sheet(found.id, on=local_date(at), for_=SYSTEM)
        content = task_workbook(sheet, secret=read.secret.encode(), at=at, kind=_kind(given.kind).key)
    else:
        content = blank_workbook(_kind(given.kind), at=at)
    given.output.write_bytes(content)
    say(str(given.output))
    return 0


def _kind(text: str) -> Kind:
    """Raises NotFound, naming every kind there is."""
    found = kind_named(text)
    if found is None:
        keys = "、".join(kind.key for kind in KINDS)
        raise NotFound(
            f"没有类别 {text}，应为 A、B、C、D（该类机构的疑点明细表），或 {keys}。",
            f"No kind {text}; it is A, B, C or D (the findings sheet of that kind of vendor), or one of {keys}.",
        )
    return found


async def check(given: Namespace) -> int:
    """0 clean, 1 issues, 2 refused: the worst of the files. One that cannot be read does not keep the others out."""
    kind = _kind(given.kind) if given.kind else None
    context = await _context(given.task) if given.task else None
    worst = 0
    for path in given.files:
        checked = await _checked(path, kind, context)
        say(json.dumps(as_json(checked), ensure_ascii=False) if given.json else as_text(checked))
        worst = max(worst, exit_code(checked))
    return worst


async def _checked(path: Path, kind: Kind | None, context: TaskContext | None) -> Checked:
    content = _content(path)
    if isinstance(content, Refusal):
        return Checked(filename=path.name, verdict=Verdict.REFUSED, refusal=content, kind=kind)
    return await check_workbook(content, path.name, kind=kind, context=context, on=local_date(clock.now()))


def _content(path: Path) -> bytes | Refusal:
    try:
        return path.read_bytes()
    except OSError as error:
        return refuse("file-missing", detail=_UNREADABLE.get(error.errno or 0, str(error.strerror)))


async def _context(number: str) -> TaskContext:
    read = _settings()
    async with opened_house(read):
        with seeing(None):
            found = await task_by_number(number, for_=SYSTEM)
            if found is None:
                raise NotFound(f"没有任务 {number}。", f"There is no task {number}.")
            sheet = await task_sheet(found.id, on=local_date(clock.now()), for_=SYSTEM)
    return task_context(sheet, received_at=clock.now(), secret=read.secret.encode())


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise NotFound(f"无法读取文件 {path}：{error.strerror}。", f"Cannot read {path}: {error.strerror}.") from error


async def import_(given: Namespace) -> int:
    """As the upload page does, for one of the vendor's people: take in, check, and store when clean."""
    read = _settings()
    async with opened_house(read) as running:
        with seeing(None):
            known = await credentials(given.username)
            found = await task_by_number(given.task, for_=SYSTEM)
            if known is None or found is None:
                raise NotFound
            by, house = known.person.acting(), running.house
            upload = Upload(filename=given.file.name, content=_bytes(given.file))
            taken = await take_in(
                task=found.id, upload=upload, by=by, at=clock.now(), blobs=house.blobs, queue=house.queue
            )
            await check_batch(batch=taken.batch, secret=read.secret.encode(), blobs=house.blobs, at=clock.now())
            view = await batch_view(taken.batch, for_=by)
            receipt = ""
            if view.state is BatchState.READY:
                receipt = await confirm(batch=taken.batch, by=by, at=clock.now(), queue=house.queue)
            problems = await batch_issues(taken.batch, for_=by)
    answer = {"batch": view.number, "state": view.state.value, "receipt": receipt, "errors": view.errors}
    if given.json:
        say(json.dumps(answer | {"issues": [[i.cell, i.code, i.message.zh] for i in problems]}, ensure_ascii=False))
    else:
        say(f"{view.number} {view.state.zh} {receipt}".strip())
    if receipt or view.state is BatchState.STORED:
        return 0
    return 1 if view.rows_total else 2


async def load(given: Namespace) -> int:
    """A register of the bureau from a file: previewed, or with --commit taken over as one of its keepers."""
    content = _bytes(given.file)
    async with opened_house(_settings()) as running:
        with seeing(None):
            by = await _acting(given.username) if given.username else SYSTEM
            if given.commit and not given.username:
                raise Conflict("提交须用 --as 指明由谁提交。", "--commit needs --as: somebody commits.")
            found = await registers.load(
                register=given.register, file=given.file, content=content, commit=given.commit, by=by,
                house=running.house,
            )  # fmt: skip
            problems = await register_queries.issues(found.id, for_=by)
            ready = found.state is UploadState.READY
            preview = await register_queries.preview(found.id, for_=by) if ready and given.json else None
    if given.json:
        say(json.dumps(registers.as_json(found, preview, problems), ensure_ascii=False))
    else:
        say(registers.as_text(found, problems))
    return registers.exit_code(found)


async def _acting(username: str) -> Actor:
    known = await credentials(username)
    if known is None:
        raise NotFound(f"没有账号 {username}。", f"There is no account {username}.")
    return replace(known.person.acting(), region=await county_of_unit(known.person.unit))


async def score(given: Namespace) -> int:
    card = score_files(rulebook=given.rulebook, facts=given.facts)
    say(card_as_json(card_as_shown(card)) if given.json else card_as_text(card))
    return 0


async def assess(given: Namespace) -> int:
    """Issue a card for every contract that ran in the period; those without news keep the card they have."""
    period, cards = Period.parse(given.period), []
    async with opened_house(_settings()):
        with seeing(None):
            for contract in await contracts(for_=SYSTEM):
                try:
                    made = await issue(contract=contract.id, period=period, by=SYSTEM, at=clock.now())
                except Conflict as kept:
                    cards.append({"contract": contract.number, "kept": kept.words.zh})
                    continue
                row = (await card_view(made, for_=SYSTEM)).row
                told = {"card": row.number, "total": str(row.total), "grade": row.grade}
                cards.append({"contract": contract.number, **told})
    for card in cards:
        say(json.dumps(card, ensure_ascii=False) if given.json else "  ".join(card.values()))
    return 0


async def report(given: Namespace) -> int:
    async with opened_house(_settings()) as running:
        with seeing(None):
            written = await reports.report(
                kind=given.kind, period=given.period, output=given.output, house=running.house, at=clock.now()
            )
    for path in written:
        say(str(path))
    return 0


async def journal(given: Namespace) -> int:
    async with opened_house(_settings()):
        if given.act == "head":
            newest = await page(size=1)
            say(f"{newest[0].seq}:{newest[0].digest}" if newest else "0:")
            return 0
        seq, _colon, digest = (given.head or "").partition(":")
        found = await verify(head=(int(seq), digest) if digest else None)
    if found.broken_at is None:
        say(f"日志完整：{found.checked} 条，末条 {found.head[:16]}…。 / The journal holds: {found.checked} entries.")
        return 0
    say(f"日志在第 {found.broken_at} 条处断裂（{found.reason}）。 / The journal breaks at entry {found.broken_at}.")
    return 1
