import re
import subprocess
import sys
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from vendors.draws.algorithm.drawing import People, draw
from vendors.draws.algorithm.frames import Unit, as_csv, canonical, frame_hash, parsed
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
from vendors.draws.rules import Method, Order, Plan, Spread
from vendors.errors import Invalid

FRAME = [Unit(f"620700G{n:06d}", f"{'甲乙丙'[n % 3]}区·{'二三'[n % 2]}级", 997 * n % 5000) for n in range(338)]
STRATIFIED = Plan(method=Method.STRATIFIED, ratio=Decimal("0.05"), spread=Spread.PROPORTIONAL, least=1)
PLANS = (
    STRATIFIED,
    Plan(ratio=Decimal("0.05")),
    Plan(method=Method.STRATIFIED, size=40, spread=Spread.NEYMAN, deviations={"甲区·二级": Decimal("12.5")}),
    Plan(method=Method.BY_AMOUNT, size=9),
    Plan(method=Method.SYSTEMATIC, size=11, order=Order.AMOUNT),
    Plan(method=Method.DOUBLE, size=5, each=2),
)
PEOPLE = tuple(Person(id=str(n), name=f"检查员{n}") for n in range(1, 6))
BARRED = (Barred(unit=FRAME[3].id, person="2", reason="曾任职"),)


def record(plan: Plan = STRATIFIED, frame: list[Unit] = FRAME, seed: str = "衡鉴-2026") -> DrawRecord:
    people, barred = (PEOPLE, BARRED) if plan.each else ((), ())
    side = People(ids=tuple(one.id for one in people), barred=frozenset((pair.unit, pair.person) for pair in barred))
    drawn = draw(plan, frame, seed=seed, people=side)
    note = FrameNote(
        hash=frame_hash(canonical(frame)), size=len(frame), amount_fen=sum(unit.amount for unit in frame),
        rows=tuple(sorted(frame)),
    )  # fmt: skip
    return DrawRecord(
        plan=plan, seed=seed, seed_commitment=commitment(seed), frame=note, people=people, barred=barred,
        strata=drawn.strata, size=len(drawn.picks), result=lines_of(drawn.picks),
    )  # fmt: skip


@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: plan.method.value)
def test_every_method_replays_from_json_and_frame_alone(plan: Plan) -> None:
    kept = record(plan)
    bare = from_json(as_json(replace(kept, frame=replace(kept.frame, rows=None))))
    assert replay(bare, parsed(canonical(FRAME))) == ()
    assert replay(from_json(as_json(kept))) == ()


@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: plan.method.value)
def test_one_changed_case_in_the_frame_is_found_out(plan: Plan) -> None:
    changed = [FRAME[0]._replace(amount=FRAME[0].amount + 1), *FRAME[1:]]
    assert any("总体与留存摘要不符" in words.zh for words in replay(record(plan), changed))
    missing = [*FRAME[:7], *FRAME[8:]]
    assert any("总体" in words.zh for words in replay(record(plan), missing))


@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: plan.method.value)
def test_one_changed_letter_of_the_seed_is_found_out(plan: Plan) -> None:
    told = [words.zh for words in replay(replace(record(plan), seed="衡鉴-2027"))]
    assert any("种子" in words for words in told)
    assert any("名单" in words or "配对" in words for words in told)


def doctored() -> list[tuple[str, DrawRecord]]:
    kept = record()
    swapped = tuple(reversed(kept.result))
    friend = (replace(kept.result[0], id="620700G999999"), *kept.result[1:])
    double = record(PLANS[-1])
    paired = (replace(double.result[0], partners=("1", "1")), *double.result[1:])
    return [
        ("名单", replace(kept, result=swapped)),
        ("名单", replace(kept, result=friend)),
        ("样本量", replace(kept, result=kept.result[1:], size=kept.size - 1)),
        ("样本量", replace(kept, plan=replace(kept.plan, ratio=Decimal("0.06")))),
        ("分层表", replace(kept, strata=kept.strata[1:])),
        ("未知抽样算法", replace(kept, algorithm="dice")),
        ("数量或金额", replace(kept, frame=replace(kept.frame, size=339))),
        ("各层如何分配", replace(kept, plan=replace(kept.plan, spread=None))),
        ("配对", replace(double, result=paired)),
        ("配对", replace(double, people=PEOPLE[:4])),
        ("对象：", replace(double, people=PEOPLE[:1])),
    ]


@pytest.mark.parametrize(("said", "altered"), doctored())
def test_a_doctored_record_is_found_out(said: str, altered: AnyRecord) -> None:
    assert any(said in words.zh for words in replay(altered))


def test_an_altered_ratio_is_told_as_the_size_and_not_as_the_inspectors() -> None:
    kept = record()
    told = [words.zh for words in replay(replace(kept, plan=replace(kept.plan, ratio=Decimal("0.2"))))]
    assert told[0] == "样本量与方案的比例或数量不符。"
    assert not any("检查人员" in words for words in told)


def test_a_frame_with_the_line_ends_of_windows_is_the_same_frame() -> None:
    for text in (canonical(FRAME), as_csv(FRAME)):
        assert canonical(parsed(text.replace("\n", "\r\n"))) == canonical(FRAME)


def test_a_case_twice_in_the_frame_differs_and_no_frame_at_all_cannot_be_replayed() -> None:
    assert any("重复" in words.zh for words in replay(record(), [*FRAME, FRAME[0]]))
    kept = record()
    with pytest.raises(Invalid, match="总体文件"):
        replay(replace(kept, frame=replace(kept.frame, rows=None)))


@pytest.mark.parametrize("content", [b"", b"{}", b"\xff", b'{"algorithm": "x"}', b"[1]", b'{"algorithm": 1}'])
def test_what_is_no_record_is_refused(content: bytes) -> None:
    with pytest.raises(Invalid, match="无法读取"):
        from_json(content)


names = st.text("AB甲G0", min_size=1, max_size=6)
frames = st.lists(st.builds(Unit, names, names, st.integers(0, 10**15)), unique_by=lambda unit: unit.id, max_size=30)


@given(frames)
def test_text_and_csv_carry_the_same_frame(frame: list[Unit]) -> None:
    assert canonical(parsed(canonical(frame))) == canonical(parsed(as_csv(frame))) == canonical(frame)


@given(frames.filter(bool), st.sampled_from(PLANS[:5]), st.text("衡鉴0123", min_size=1, max_size=9))
def test_every_honest_draw_replays(frame: list[Unit], plan: Plan, seed: str) -> None:
    assume(plan.method is not Method.BY_AMOUNT or any(unit.amount for unit in frame))
    assert replay(from_json(as_json(record(plan, frame, seed)))) == ()


@pytest.mark.parametrize("text", ["V1\t甲\tx\n", "V1\t甲\n", "V1\t甲\t1\t2\n", "id,stratum,amount_fen\nV1,甲,1.5\n"])
def test_a_line_that_cannot_be_read_is_named(text: str) -> None:
    with pytest.raises(Invalid, match="第 1 行"):
        parsed(text)


@pytest.mark.parametrize("unit", [Unit("a\tb"), Unit("a", "x\ny"), Unit(""), Unit("a", "", -1)])
def test_a_frame_that_could_be_read_two_ways_is_none(unit: Unit) -> None:
    with pytest.raises(Invalid):
        canonical([unit])


def independent(folder: Path, kept: DrawRecord, frame: str) -> tuple[int, str]:
    """The script printed in the how-to, run as it stands there."""
    page = Path("docs/howto/replay-a-draw.md").read_text(encoding="utf-8")
    (script,) = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    assert len(script.splitlines()) <= 40
    for name, text in (("replay.py", script), ("frame.txt", frame)):
        (folder / name).write_bytes(text.encode())
    (folder / "record.json").write_bytes(as_json(replace(kept, frame=replace(kept.frame, rows=None))))
    command = [sys.executable, "-W", "ignore", "-I", "replay.py", "record.json", "frame.txt"]
    done = subprocess.run(command, cwd=folder, capture_output=True, check=False, env={"PYTHONIOENCODING": "utf-8"})
    assert not done.stderr
    return done.returncode, done.stdout.decode().strip()


@pytest.mark.parametrize(
    "plan",
    [
        STRATIFIED,
        PLANS[1],
        Plan(method=Method.STRATIFIED, size=3, spread=Spread.PROPORTIONAL, least=1),
        Plan(method=Method.STRATIFIED, size=338, spread=Spread.PROPORTIONAL),
    ],
)
def test_a_script_that_knows_none_of_our_code_agrees(tmp_path: Path, plan: Plan) -> None:
    assert independent(tmp_path, record(plan), canonical(FRAME)) == (0, "一致")


def test_the_script_sees_one_changed_case_and_one_changed_seed(tmp_path: Path) -> None:
    lines = canonical(FRAME).splitlines(keepends=True)
    lines[5] = lines[5].replace("620700G000005", "620700G900005")
    assert independent(tmp_path, record(), "".join(lines)) == (1, "总体")
    told = independent(tmp_path, replace(record(), seed="衡鉴-2027"), canonical(FRAME))
    assert told == (1, "种子、名单")
