"""代码表: entries the bureau adds to, renames in or ends in the packaged lists."""

from collections.abc import Iterator
from datetime import date
from types import MappingProxyType
from typing import Final

from importers.registers import messages
from importers.registers.parameters import BEGINS, ENDS, KEEPERS
from importers.registers.register import Objection, Register, forward
from importers.workbook.columns import Column, Layout, Need, Type
from vendors.incoming.rules import Difference
from vendors.policy.codes import code_lists
from vendors.policy.targets import CODES

_R: Final = Need.REQUIRED

LAYOUT: Final = Layout(
    key="codes",
    zh="代码表",
    en="Code lists",
    sheet="代码",
    columns=(
        Column(
            key="list_name",
            zh="代码表名称",
            en="List",
            type=Type.CHOICE,
            need=_R,
            aliases=("代码表", "表名"),
            choices=MappingProxyType({name: one.title for name, one in code_lists().items()}),
            longest=40,
            example="region",
            width=18,
        ),
        Column(key="code", zh="代码", en="Code", type=Type.CODE, need=_R, longest=30, example="620799"),
        Column(
            key="zh", zh="名称", en="Words", need=_R, aliases=("中文名称",), longest=100, example="示例区", width=30
        ),
        Column(key="en", zh="英文名称", en="Words in English", longest=200, example="Sample District", width=30),
        BEGINS,
        ENDS,
    ),
)


def told_in_time(change: Difference, on: date) -> Iterator[Objection]:
    if not change.before and date.fromisoformat(change.after["begins"]) < on:
        yield Objection(message=messages.BACKDATED, key="begins")


REGISTER: Final = Register(
    zh="代码表",
    en="Code lists",
    layout=LAYOUT,
    unique=("list_name", "code", "begins"),
    target=CODES,
    cells=("list_name", "code", "zh", "en", "begins", "ends"),
    keepers=KEEPERS,
    checks=(forward("begins", "ends", messages.DATES_BACKWARDS),),
    objections=told_in_time,
)
