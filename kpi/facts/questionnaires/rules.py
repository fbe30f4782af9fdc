import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import Final

from vendors.errors import Words
from vendors.labels import Labelled
from vendors.money import half_up

LONGEST_NAME: Final = 100


class Side(Labelled):
    """Who answers."""

    BUREAU = "bureau", "医保部门", "Bureau"
    INSTITUTION = "institution", "被检机构", "Inspected institution"

    @property
    def fact(self) -> str:
        """The fact its mean becomes."""
        return {Side.BUREAU: "satisfaction_bureau", Side.INSTITUTION: "satisfaction_institutions"}[self]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    code: str
    words: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One step of the scale: what people tick, and what it is worth out of 100."""

    mark: int
    points: Decimal
    words: Words


@cache
def _read() -> Mapping[str, object]:
    return tomllib.loads(resources.files("kpi.facts.questionnaires").joinpath("data/questions.toml").read_text("utf-8"))


@cache
def questions(side: Side) -> tuple[Question, ...]:
    """In the order of the paper."""
    rows: Sequence[Mapping[str, str]] = _read()["question"]  # type: ignore[assignment]
    return tuple(
        Question(code=row["code"], words=Words(row["zh"], row["en"])) for row in rows if row["side"] == side.value
    )


@cache
def scale() -> Mapping[int, Mark]:
    """By mark, the best first."""
    rows: Mapping[str, Mapping[str, str]] = _read()["scale"]  # type: ignore[assignment]
    return {
        int(mark): Mark(mark=int(mark), points=Decimal(row["points"]), words=Words(row["zh"], row["en"]))
        for mark, row in sorted(rows.items(), reverse=True)
    }


def score(answers: Mapping[str, int]) -> Decimal:
    """The mean of what the marks are worth, at two places."""
    points = [scale()[mark].points for mark in answers.values()]
    return half_up(sum(points, Decimal(0)) / len(points))


def problems(
    *, side: Side, answers: Mapping[str, int], respondent: str, answered_on: date, today: date
) -> dict[str, Words]:
    """What is wrong with a sheet of answers, by field; a question's field is its code after `q-`."""
    faults: dict[str, Words] = {
        f"q-{one.code}": Words("请选择评分。", "Choose a mark.")
        for one in questions(side)
        if answers.get(one.code) not in scale()
    }
    if set(answers) - {one.code for one in questions(side)}:
        faults["answers"] = Words("问卷没有这个问题。", "The sheet has no such question.")
    if side is Side.BUREAU and not respondent.strip():
        faults["respondent"] = Words("请填写评价处室。", "Name the office.")
    if len(respondent.strip()) > LONGEST_NAME:
        faults["respondent"] = Words(f"最多 {LONGEST_NAME} 个字。", f"At most {LONGEST_NAME} characters.")
    if answered_on > today:
        faults["answered_on"] = Words("不能晚于今天。", "Not after today.")
    return faults
