"""The bureau's own rules as registers."""

from typing import Final

from vendors.incoming.rules import Field, Target

_BEGINS: Final = Field(name="begins", zh="生效日期", en="In force from", type="date")
_ENDS: Final = Field(name="ends", zh="截止日期", en="In force to", type="date")

PARAMETERS: Final = Target(
    register="parameters",
    table="vendors_policy_parameter",
    key=("code", "begins"),
    traced=True,
    fields=(
        Field(name="code", zh="参数代码", en="Code"),
        Field(name="zh", zh="参数名称", en="Name"),
        Field(name="en", zh="英文名称", en="Name in English"),
        Field(name="value", zh="参数值", en="Value", type="numeric"),
        Field(name="unit", zh="单位", en="Unit"),
        Field(name="source", zh="依据文件", en="Source"),
        Field(name="article", zh="条款", en="Article"),
        _BEGINS,
        _ENDS,
    ),
)
CODES: Final = Target(
    register="codes",
    table="vendors_code_entry",
    key=("list_name", "code", "begins"),
    traced=True,
    fields=(
        Field(name="list_name", zh="代码表", en="List"),
        Field(name="code", zh="代码", en="Code"),
        Field(name="zh", zh="名称", en="Words"),
        Field(name="en", zh="英文名称", en="Words in English"),
        _BEGINS,
        _ENDS,
    ),
)
HOLIDAYS: Final = Target(
    register="holidays",
    table="vendors_holiday",
    key=("day",),
    traced=True,
    fields=(
        Field(name="day", zh="日期", en="Day", type="date"),
        Field(name="works", zh="安排", en="Works", type="boolean", taken="x.v[2] = '1'"),
        Field(name="kind", zh="类别", en="Kind"),
        Field(name="note", zh="说明", en="Note"),
        Field(name="source", zh="依据文件", en="Source"),
    ),
)
