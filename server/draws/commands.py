"""`hengjian draw verify | sample` and `hengjian stats size`: no database, nothing but the files named."""

import argparse
import json
import secrets
import sys
from argparse import ArgumentParser, Namespace
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Final

from server.draws.inference_arguments import inference_arguments
from server.draws.sizing import needed, size_arguments
from server.draws.worded import worded
from server.web import clock
from vendors.draws.algorithm.drawing import Drawn, People, draw
from vendors.draws.algorithm.first_algorithm import FirstRecord
from vendors.draws.algorithm.frames import Unit, canonical, frame_hash, parsed
from vendors.draws.algorithm.generator import commitment
from vendors.draws.algorithm.records import (
    AnyRecord,
    Barred,
    DrawRecord,
    FrameNote,
    Person,
    as_json,
    from_json,
    lines_of,
)
from vendors.draws.algorithm.replaying import replay
from vendors.draws.rules import Base, Method, Order, Plan, Spread, plan_problems, seed_problem
from vendors.errors import Conflict, Invalid

_NO_SHARE: Final = "应为 0.05 或 5% 这样的数：{0} / not a number like 0.05 or 5%: {0}"


def draw_arguments(parser: ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    verify = acts.add_parser("verify", help="重算公布的抽样记录 / replay a published record")
    verify.add_argument("record", type=Path, metavar="RECORD")
    verify.add_argument("frame", type=Path, nargs="?", metavar="FRAME")
    verify.add_argument("--json", action="store_true")
    sample = acts.add_parser("sample", help="离线抽样 / draw from a frame in a file")
    sample.add_argument("--frame", type=Path, required=True, help="编号、分层、金额（分）/ id, stratum, amount in fen")
    sample.add_argument("--method", choices=[method.value for method in Method], default=Method.SIMPLE.value)
    extent = sample.add_mutually_exclusive_group()
    extent.add_argument("--size", type=int)
    extent.add_argument("--ratio", type=_decimal)
    extent.add_argument("--count", action="append", default=[], metavar="STRATUM=N")
    sample.add_argument("--base", choices=[base.value for base in Base], default=Base.COUNT.value)
    sample.add_argument("--spread", choices=[spread.value for spread in Spread])
    sample.add_argument("--deviation", action="append", default=[], metavar="STRATUM=S")
    sample.add_argument("--at-least-one", action="store_true")
    sample.add_argument("--order", choices=[order.value for order in Order], default=Order.ID.value)
    sample.add_argument("--people", type=Path, help="检查人员，每行编号 TAB 姓名 / inspectors: id TAB name")
    sample.add_argument("--each", type=int, default=0)
    sample.add_argument("--barred", type=Path, help="回避，每行对象 TAB 人员 TAB 理由 / object TAB person TAB reason")
    sample.add_argument("--seed")
    sample.add_argument("--inline", action="store_true", help="总体写入记录 / keep the frame in the record")
    sample.add_argument("-o", "--output", type=Path, required=True)
    sample.add_argument("--force", action="store_true", help="覆盖已有文件 / write over an existing file")


async def draw_command(given: Namespace) -> int:
    return _sample(given) if given.act == "sample" else _verify(given)


def _verify(given: Namespace) -> int:
    record = from_json(_bytes(given.record))
    units = None if given.frame is None else parsed(_text(given.frame))
    problems = replay(record, units)
    size, total = _extent(record)
    if given.json:
        told = {
            "same": not problems, "algorithm": record.algorithm, "size": size, "frame_size": total,
            "problems": [{"zh": problem.zh, "en": problem.en} for problem in problems],
        }  # fmt: skip
        _say(json.dumps(told, ensure_ascii=False))
    else:
        for problem in problems:
            _say(f"{problem.zh} / {problem.en}")
        if not problems:
            _say(f"重算一致：{size} / {total}。 / The draw replays to the same sample.")
    return 1 if problems else 0


def _extent(record: AnyRecord) -> tuple[int, int]:
    if isinstance(record, FirstRecord):
        return len(record.sample), len(record.frame)
    return len(record.result), record.frame.size


def _sample(given: Namespace) -> int:
    plan, seed = _plan(given), secrets.token_hex(32) if given.seed is None else given.seed
    wrong = plan_problems(plan)
    if odd := seed_problem(seed):
        wrong["seed"] = odd
    if wrong:
        raise Invalid(wrong)
    if given.output.exists() and not given.force:
        raise Conflict(f"{given.output} 已存在；覆盖请加 --force。", f"{given.output} exists; --force writes over it.")
    units = parsed(_text(given.frame))
    text = canonical(units)
    people = tuple(Person(id=row[0], name=row[-1]) for row in _rows(given.people, least=1))
    barred = tuple(Barred(unit=row[0], person=row[1], reason=row[2]) for row in _rows(given.barred, least=3))
    pairs = frozenset((pair.unit, pair.person) for pair in barred)
    drawn = draw(plan, units, seed=seed, people=People(ids=tuple(one.id for one in people), barred=pairs))
    at = clock.now()
    record = DrawRecord(
        title=given.frame.name, plan=plan, seed=seed, seed_commitment=commitment(seed), committed_at=at,
        frame=_note(units, text, inline=given.inline), people=people, barred=barred, strata=drawn.strata,
        size=len(drawn.picks), result=lines_of(drawn.picks), drawn_at=at,
    )  # fmt: skip
    _write(given.output, as_json(record))
    _say(_drew(drawn))
    return 0


def _plan(given: Namespace) -> Plan:
    method = Method(given.method)
    counts = {name: _whole(name, count) for name, count in map(_of_stratum, given.count)}
    spread = Spread(given.spread) if given.spread else Spread.GIVEN if counts else None
    if spread is None and method is Method.STRATIFIED:
        spread = Spread.PROPORTIONAL
    return Plan(
        method=method, ratio=given.ratio, size=given.size, base=Base(given.base), spread=spread,
        least=int(given.at_least_one), counts=counts, order=Order(given.order), each=given.each,
        deviations=dict(map(_of_stratum, given.deviation)),
    )  # fmt: skip


def _of_stratum(pair: str) -> tuple[str, Decimal]:
    stratum, _, figure = pair.rpartition("=")
    try:
        return stratum, Decimal(figure)
    except InvalidOperation:
        raise Conflict(f"应为“层=数值”：{pair}。", f"Not STRATUM=NUMBER: {pair}.") from None


def _whole(stratum: str, count: Decimal) -> int:
    if not count.is_finite() or count % 1:
        raise Conflict(f"逐层数量应为整数：{stratum}={count}。", f"A count is a whole number: {stratum}={count}.")
    return int(count)


def _note(units: list[Unit], text: str, *, inline: bool) -> FrameNote:
    amount = sum(unit.amount for unit in units)
    rows = tuple(sorted(units)) if inline else None
    return FrameNote(hash=frame_hash(text), size=len(units), amount_fen=amount, rows=rows)


def _drew(drawn: Drawn) -> str:
    size = sum(one.size for one in drawn.strata)
    return f"抽中 {len(drawn.picks)} / {size}，{len(drawn.strata)} 层。 / Drawn, {len(drawn.strata)} strata."


def stats_arguments(parser: ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    size_arguments(acts)
    inference_arguments(acts)


async def stats_command(given: Namespace) -> int:
    if given.act != "size":
        from server.draws.inference import as_json, worked  # noqa: PLC0415 SciPy takes a second to load

        told = as_json(worked(given))
        _say(json.dumps(told, ensure_ascii=False) if given.json else "\n".join(worded(told)))
        return 0
    found = needed(given)
    if given.json:
        _say(json.dumps({"kind": given.kind, "size": found, "universe": given.universe}))
    else:
        _say(f"样本量 {found}。 / A sample of {found}.")
    return 0


def _decimal(text: str) -> Decimal:
    """0.05 or 5%."""
    try:
        return Decimal(text.rstrip("%")) / (100 if text.endswith("%") else 1)
    except InvalidOperation:
        raise argparse.ArgumentTypeError(_NO_SHARE.format(text)) from None


def _rows(path: Path | None, *, least: int) -> list[list[str]]:
    """Lines of a file with so many columns or more; none without a file."""
    rows = [] if path is None else [line.split("\t") for line in _text(path).splitlines() if line]
    for number, row in enumerate(rows, start=1):
        if len(row) < least:
            raise Conflict(
                f"{path} 第 {number} 行应有 {least} 列，以制表符分开。",
                f"Line {number} of {path} needs {least} columns, tabs between them.",
            )
    return rows


def _text(path: Path) -> str:
    try:
        return _bytes(path).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Conflict(f"{path} 不是 UTF-8 文本。", f"{path} is not UTF-8 text.") from None


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Conflict(f"{path} 无法读取。", f"{path} cannot be read: {error.strerror}.") from error


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        raise Conflict(f"{path} 无法写入。", f"{path} cannot be written: {error.strerror}.") from error


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
