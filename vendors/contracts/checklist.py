"""What a contract must say (条款核对) and why one may leave its normal course: packaged, dated lists."""

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources

from vendors.contracts.rules import ContractState
from vendors.errors import Gate, Invalid, Words
from vendors.labels import Labelled


class ClauseGroup(Labelled):
    """Where the demand for a clause comes from."""

    CONTENT = "content", "合同必备内容", "Contents every contract has"
    PERSONAL_DATA = "personal_data", "个人信息委托处理", "Entrusted personal information"


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """One line of the checklist with the rule that asks for it."""

    code: str
    group: ClauseGroup
    words: Words
    source: str
    begins: date
    ends: date | None = None

    def holds_on(self, day: date) -> bool:
        return self.begins <= day and (self.ends is None or day <= self.ends)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """A reason for a change of state; a `grave` one is the vendor's breach."""

    to: ContractState
    code: str
    words: Words
    grave: bool
    begins: date
    ends: date | None = None


def _read(name: str) -> Mapping[str, list[dict[str, object]]]:
    return tomllib.loads(resources.files("vendors.contracts").joinpath(f"data/{name}.toml").read_text("utf-8"))


@cache
def _clauses() -> tuple[Clause, ...]:
    return tuple(
        Clause(
            code=str(row["code"]),
            group=ClauseGroup(str(row["group"])),
            words=Words(str(row["zh"]), str(row["en"])),
            source=str(row["source"]),
            begins=_day(row["from"]),
            ends=_day(row["to"]) if "to" in row else None,
        )
        for row in _read("clauses")["clause"]
    )


@cache
def _reasons() -> tuple[Reason, ...]:
    return tuple(
        Reason(
            to=ContractState(str(row["to"])),
            code=str(row["code"]),
            words=Words(str(row["zh"]), str(row["en"])),
            grave=bool(row.get("grave")),
            begins=_day(row["from"]),
            ends=_day(row["until"]) if "until" in row else None,
        )
        for row in _read("reasons")["reason"]
    )


def _day(value: object) -> date:
    if not isinstance(value, date):
        raise TypeError(value)
    return value


def clauses(on: date) -> tuple[Clause, ...]:
    """The checklist in force on a day."""
    return tuple(one for one in _clauses() if one.holds_on(on))


def ticked(stored: str) -> Mapping[str, str]:
    """The checklist as a contract's row keeps it: code → number of the clause."""
    return {str(code): str(place) for code, place in json.loads(stored or "{}").items()}


def missing(held: Mapping[str, str], on: date) -> tuple[Clause, ...]:
    """Lines of the checklist without a clause number."""
    return tuple(one for one in clauses(on) if not held.get(one.code, "").strip())


def words_of(code: str) -> Words:
    """A line of the checklist, in force or not; the code itself when there is none."""
    return next((one.words for one in _clauses() if one.code == code), Words(code, code))


def must_be_complete(held: Mapping[str, str], on: date) -> None:
    """Raise Gate `contract_clauses` naming what the contract does not say yet: it goes to no reviewer so."""
    lacking = missing(held, on)
    if lacking:
        zh = "、".join(one.words.zh for one in lacking)
        en = "; ".join(one.words.en for one in lacking)
        raise Gate(
            "contract_clauses",
            f"合同尚缺 {len(lacking)} 项必备条款，不能送审和签订：{zh}。",
            f"The contract lacks {len(lacking)} required clauses and is neither reviewed nor signed: {en}.",
        )


def reasons(to: ContractState, on: date) -> tuple[Reason, ...]:
    """The reasons that may lead to a state."""
    return tuple(
        one for one in _reasons() if one.to is to and one.begins <= on and (one.ends is None or on <= one.ends)
    )


def reason(to: ContractState, code: str, on: date) -> Reason:
    """One of them. Raises Invalid naming the field `code`."""
    for one in reasons(to, on):
        if one.code == code:
            return one
    raise Invalid({"code": Words("请选择原因。", "Choose a reason.")})
