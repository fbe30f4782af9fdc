"""Next year's rules on their way: one version submitted, one still being drafted; a contract's own target."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import Final

from kpi.rulebooks.actions import copy_version, save_text, submit_version
from kpi.rulebooks.numbers import changed, every_number
from kpi.rulebooks.source import read_standalone
from kpi.rulebooks.target_actions import set_target
from kpi.rulebooks.version_queries import version
from kpi.rulebooks.writing import as_toml
from server.demo.calendar import HOUR
from server.demo.cast import Stage
from vendors.periods import local_date

NEXT_YEAR: Final = date(2027, 1, 1)
COPIED, SUBMITTED, DRAFTED = date(2026, 11, 9), date(2026, 11, 16), date(2026, 11, 18)
TARGET_ON: Final = date(2026, 1, 12)
STRICTER: Final[Mapping[str, Mapping[str, str]]] = {
    "A-2026": {"95%": "96%"},
    "B-2026": {"60%": "65%"},
}
"""Which thresholds a version moves, of the indicator named below."""
MOVED: Final[Mapping[str, str]] = {"A-2026": "A04", "B-2026": "B02"}
WHY: Final[Mapping[str, str]] = {
    "A-2026": "全年问题认定准确率普遍在 95% 以上，满分线拟提高到 96%。",
    "B-2026": "拟将疑点查实率目标提高到 65%，征求意见中。",
}


def plan_rulebooks(stage: Stage) -> None:
    agenda = stage.agenda
    agenda.on(TARGET_ON, 15, 30, partial(_agree, stage))
    agenda.on(COPIED, 11, 0, partial(_draft, stage, "A-2026"))
    agenda.on(DRAFTED, 16, 0, partial(_draft, stage, "B-2026"))
    agenda.on(SUBMITTED, 10, 0, partial(_submit, stage, "A-2027"))


async def _agree(stage: Stage, at: datetime) -> None:
    contract = stage.parties["A1"].contract
    await set_target(
        contract=contract, fact="manual_review_target", value=Decimal("0.06"), basis="合同第五条：人工抽检不低于 6%",
        begins=date(2026, 1, 1), by=stage.manager, at=at,
    )  # fmt: skip


async def _draft(stage: Stage, name: str, at: datetime) -> None:
    by = stage.manager
    made = await copy_version(name=name, starts_on=NEXT_YEAR, reason=WHY[name], by=by, at=at)
    draft = await version(made, for_=by, on=local_date(at))
    raw = dict(read_standalone(draft.source, file=f"{made}.toml").raw)
    typed = {
        number.key: STRICTER[name][number.text]
        for number in every_number(_only(raw, MOVED[name]))
        if number.text in STRICTER[name]
    }
    text = as_toml(_told(changed(raw, typed), name))
    await save_text(name=made, text=text, base=draft.sha256, by=by, at=at + HOUR)


def _told(raw: Mapping[str, object], name: str) -> Mapping[str, object]:
    """The rule in words says the same as the numbers."""
    found = raw["indicator"]
    if not isinstance(found, list):
        raise TypeError(name)
    own = next(one for one in found if one["code"] == MOVED[name])
    for key in ("rule_zh", "rule_en"):
        for old, new in STRICTER[name].items():
            own[key] = own[key].replace(old, new)
    return raw


def _only(raw: Mapping[str, object], code: str) -> Mapping[str, object]:
    """The tables with every other indicator emptied, so that keys keep their places."""
    found = raw["indicator"]
    if not isinstance(found, list):
        raise TypeError(code)
    return {"indicator": [one if one["code"] == code else {"code": one["code"]} for one in found]}


async def _submit(stage: Stage, name: str, at: datetime) -> None:
    await submit_version(name=name, by=stage.manager, at=at)
