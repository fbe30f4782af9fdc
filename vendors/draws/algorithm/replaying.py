"""Doing a draw again from its record and frame alone, and saying what does not agree. Pure."""

from collections.abc import Sequence

from vendors.draws.algorithm.drawing import Drawn, People, draw
from vendors.draws.algorithm.first_algorithm import FirstRecord, replay_first
from vendors.draws.algorithm.frames import Unit, canonical, frame_hash
from vendors.draws.algorithm.generator import ALGORITHM, commitment
from vendors.draws.algorithm.records import AnyRecord, DrawRecord, ResultLine, lines_of
from vendors.draws.rules import plan_problems
from vendors.errors import Conflict, Invalid, Words


def replay(record: AnyRecord, frame: Sequence[Unit] | None = None) -> tuple[Words, ...]:
    """Empty when everything comes out the same, else what does not; `frame` when the record does not hold it.

    Invalid when there is no frame at all.
    """
    if isinstance(record, FirstRecord):
        return replay_first(record)
    if record.algorithm != ALGORITHM:
        return (Words(f"未知抽样算法 {record.algorithm}。", f"Unknown algorithm {record.algorithm}."),)
    units = record.frame.rows if frame is None else frame
    if units is None:
        missing = Words("记录中没有总体，请一并给出总体文件。", "The record holds no frame; give its file, too.")
        raise Invalid({"frame": missing})
    try:
        return _told(_sealed(record, units) | _again(record, units))
    except Invalid as odd:
        return (odd.words,)


def _told(checks: dict[Words, bool]) -> tuple[Words, ...]:
    return tuple(words for words, holds in checks.items() if not holds)


def _sealed(record: DrawRecord, units: Sequence[Unit]) -> dict[Words, bool]:
    text = canonical(units)
    figures = (len(units), sum(unit.amount for unit in units)) == (record.frame.size, record.frame.amount_fen)
    return {
        Words("种子与事先公布的摘要不符。", "The seed is not the one committed."): (
            commitment(record.seed) == record.seed_commitment
        ),
        Words("抽样总体与留存摘要不符。", "The frame is not the one hashed."): frame_hash(text) == record.frame.hash,
        Words("总体的数量或金额与记录不符。", "The frame's size or amount is not the recorded one."): figures,
    }


def _again(record: DrawRecord, units: Sequence[Unit]) -> dict[Words, bool]:
    wrong = plan_problems(record.plan)
    if wrong:
        return dict.fromkeys(wrong.values(), False)
    people = People(
        ids=tuple(person.id for person in record.people),
        barred=frozenset((pair.unit, pair.person) for pair in record.barred),
    )
    try:
        drawn = draw(record.plan, units, seed=record.seed, people=people)
    except Conflict as impossible:
        return {impossible.words: False}
    return _compared(record, drawn)


def _compared(record: DrawRecord, drawn: Drawn) -> dict[Words, bool]:
    again = lines_of(drawn.picks)
    sent = {line.id: line.partners for line in record.result}
    return {
        Words("样本量与方案的比例或数量不符。", "The size does not follow from the plan's ratio or number."): (
            record.size == len(again) == len(record.result)
        ),
        Words("分层表与重放结果不符。", "The strata table is not what the frame and the draw give."): (
            record.strata == drawn.strata
        ),
        Words("样本名单与重放结果不符。", "The sample is not the one the seed draws."): (
            [_bare(line) for line in record.result] == [_bare(line) for line in again]
        ),
        Words("检查人员配对与重放结果不符。", "The inspectors are not the ones the seed draws."): (
            all(sent.get(line.id, line.partners) == line.partners for line in again)
        ),
    }


def _bare(line: ResultLine) -> tuple[str, str, int, bool]:
    return line.id, line.stratum, line.amount_fen, line.certain
