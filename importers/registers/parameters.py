"""政策参数表: every threshold with its source and the days it holds."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from importers.registers import messages
from importers.registers.register import Objection, Register, Scene, forward
from importers.workbook.columns import Column, Layout, Need, Type
from importers.workbook.issues import Issue
from importers.workbook.rows import Row
from vendors.actors import Role
from vendors.incoming.rules import Difference
from vendors.policy.bounds import bounds
from vendors.policy.parameters import parameters
from vendors.policy.rows import Unit
from vendors.policy.rules import FRACTIONS, bounds_fault
from vendors.policy.targets import PARAMETERS

_R: Final = Need.REQUIRED
_UNITS: Final[Mapping[str, str]] = MappingProxyType({unit.value: unit.zh for unit in Unit})
KEEPERS: Final = frozenset({Role.CONTRACT_MANAGER, Role.TASK_MANAGER})

BEGINS: Final = Column(
    key="begins",
    zh="生效日期",
    en="In force from",
    type=Type.DATE,
    need=_R,
    aliases=("开始日期", "施行日期"),
    example="2027-01-01",
)
ENDS: Final = Column(
    key="ends",
    zh="截止日期",
    en="In force to",
    type=Type.DATE,
    aliases=("结束日期", "失效日期"),
    example="2031-12-31",
    help_zh="当日仍有效；长期有效时留空",
    help_en="The last day in force; empty until further notice",
)
LAYOUT: Final = Layout(
    key="parameters",
    zh="政策参数表",
    en="Policy parameters",
    sheet="政策参数",
    columns=(
        Column(
            key="code",
            zh="参数代码",
            en="Code",
            type=Type.CODE,
            need=_R,
            pattern=r"^[a-z][a-z0-9_]*$",
            pattern_is_error=True,
            longest=40,
            example="defence_days",
            width=28,
        ),
        Column(key="zh", zh="参数名称", en="Name", need=_R, longest=100, example="陈述申辩期限", width=30),
        Column(key="en", zh="英文名称", en="Name in English", need=_R, longest=100, example="Days to state a defence"),
        Column(
            key="value",
            zh="参数值",
            en="Value",
            type=Type.QUANTITY,
            need=_R,
            places=6,
            least=Decimal(0),
            most=Decimal(10) ** 15,
            example="5",
            help_zh="比例填小数（5% 填 0.05），金额以分计",
            help_en="Ratios as decimals (5 % is 0.05), amounts in fen",
        ),
        Column(key="unit", zh="单位", en="Unit", type=Type.CHOICE, need=_R, choices=_UNITS, example="working_days"),
        Column(
            key="source",
            zh="依据文件",
            en="Source",
            need=_R,
            longest=200,
            example="示例市医疗保障基金监管办法",
            width=34,
        ),
        Column(key="article", zh="条款", en="Article", longest=60, example="第二十二条"),
        BEGINS,
        ENDS,
    ),
)


def counted_in_whole(row: Row, scene: Scene) -> Iterator[Issue]:
    value, unit = row.number_of("value"), row.text("unit")
    if value is not None and unit and unit not in FRACTIONS and value != value.to_integral_value():
        told = Unit(unit)
        yield scene.sheet.issue(messages.PARAMETER_NOT_WHOLE, row, "value", unit=told.zh, unit_en=told.en)


def within_bounds(row: Row, scene: Scene) -> Iterator[Issue]:
    """A known parameter keeps the unit it is reckoned in, and every value the bounds of its unit or code."""
    code, value, unit = row.text("code"), row.number_of("value"), row.text("unit")
    if value is None or not unit:
        return
    known = next((one for one in parameters() if one.code == code), None)
    if known and known.unit != unit:
        told = Unit(known.unit)
        yield scene.sheet.issue(messages.PARAMETER_UNIT, row, "unit", unit=told.zh, unit_en=told.en)
    elif bounds_fault(value, unit, code=code):
        kept = bounds(unit, code)
        words = {"least": f"{kept.least:f}", "most": f"{kept.most:f}"}
        yield scene.sheet.issue(messages.PARAMETER_OUT_OF_BOUNDS, row, "value", **words)


def used(row: Row, scene: Scene) -> Iterator[Issue]:
    code = row.text("code")
    if code and code not in {one.code for one in parameters()}:
        yield scene.sheet.issue(messages.PARAMETER_UNKNOWN, row, "code")


def past_stands(change: Difference, on: date) -> Iterator[Objection]:
    """What is in force keeps its value; an end may still be set, from today on."""
    begins = date.fromisoformat(change.after["begins"])
    if not change.before:
        if begins < on:
            yield Objection(message=messages.BACKDATED, key="begins")
        return
    if begins > on:
        return
    for name in {"value", "unit"} & set(change.changed):
        told = {"begins": begins, "before": change.before[name]}
        yield Objection(message=messages.PARAMETER_IN_FORCE, key=name, words=told)
    ends = change.after["ends"]
    if "ends" in change.changed and ends and date.fromisoformat(ends) < on:
        yield Objection(message=messages.PARAMETER_ENDED, key="ends")


REGISTER: Final = Register(
    zh="政策参数",
    en="Policy parameters",
    layout=LAYOUT,
    unique=("code", "begins"),
    target=PARAMETERS,
    cells=("code", "zh", "en", "value", "unit", "source", "article", "begins", "ends"),
    keepers=KEEPERS,
    checks=(forward("begins", "ends", messages.DATES_BACKWARDS), counted_in_whole, within_bounds, used),
    objections=past_stands,
)
