"""What each sampling tool asks for, and its form read into what `hengjian stats` would be told."""

from argparse import ArgumentTypeError, Namespace
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from server.draws.columns import Sheet
from server.draws.inference_arguments import shares
from server.web.forms import Form, Reading
from server.web.i18n import N_, _
from vendors.attachments.rules import File
from vendors.errors import Words

USUAL: Final = "80, 90, 95"
_MOST: Final = 10**9
_HUNDRED: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One thing to fill in; `number`: whole, decimal, percent, or text."""

    name: str
    label: str
    number: str = "whole"
    must: bool = True
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """`table` says which columns it takes, by a file or pasted; empty when it takes none.

    Where the table may stand instead of the fields that need not be (`must` is false), the example is only shown in the
    empty fields (`shown`), lest it be taken for an answer; elsewhere the form opens with it (`filled`).
    """

    act: str
    title: str
    note: str
    fields: tuple[Field, ...]
    table: str = ""
    must: bool = True
    example: str = ""
    filled: Mapping[str, str] = field(default_factory=dict)
    shown: Mapping[str, str] = field(default_factory=dict)


_SURE: Final = Field(name="confidence", label=N_("置信水平（%%）"), number="confidence", hint=N_("可填几个，逗号隔开"))
_ONE_SURE: Final = Field(name="confidence", label=N_("置信水平（%%）"), number="confidence")
_UNIVERSE: Final = Field(name="universe", label=N_("总体数量"))

TOOLS: Final[Mapping[str, Tool]] = {
    one.act: one
    for one in (
        Tool(
            act="attribute", title=N_("属性评估"), note=N_("由抽样命中数推断总体中有多少，超几何分布精确区间"),
            fields=(
                _UNIVERSE, Field(name="sample", label=N_("样本量")),
                Field(name="hits", label=N_("命中数"), hint=N_("样本中具有该特征的数量")), _SURE,
            ),
            filled={"universe": "150", "sample": "100", "hits": "97", "confidence": USUAL},
        ),
        Tool(
            act="variable", title=N_("变量评估"), note=N_("由样本金额推断总体金额，学生 t 分布，有限总体修正"),
            fields=(
                _UNIVERSE, Field(name="sample", label=N_("样本量"), must=False),
                Field(name="mean", label=N_("样本均值（元）"), number="decimal", must=False),
                Field(name="sd", label=N_("样本标准差（元）"), number="decimal", must=False), _SURE,
            ),
            table="value（金额）", must=False, example="value\n1200.00\n800\n1000",
            filled={"confidence": USUAL},
            shown={"universe": "1000", "sample": "999", "mean": "14234.8984", "sd": "31492.46"},
        ),
        Tool(
            act="stratified", title=N_("分层评估"), note=N_("各层分别推断后相加，正态分位数"), fields=(_SURE,),
            table="stratum,universe,value | stratum,universe,sample,mean,sd（层,总体,金额 | 层,总体,样本,均值,标准差）",
            example="stratum,universe,sample,mean,sd\n"
            "三级,400,40,1820.5,960.2\n二级,900,60,640,410\n一级,2600,50,155.3,88",
            filled={"confidence": USUAL},
        ),
        Tool(
            act="proportion", title=N_("比率区间"), note=N_("不知总体多大时一个比率的区间"),
            fields=(
                Field(name="hits", label=N_("命中数")), Field(name="n", label=N_("样本量")),
                Field(name="method", label=N_("方法"), number="method"), _ONE_SURE,
            ),
            filled={"hits": "7", "n": "50", "method": "exact", "confidence": "95"},
        ),
        Tool(
            act="kappa", title=N_("一致性系数 κ"), note=N_("两人对同一批事项的判定有多一致，扣除偶然一致"),
            fields=(_ONE_SURE,), table="first,second[,count]（第一,第二[,件数]）",
            example="first,second,count\n成立,成立,20\n成立,不成立,5\n不成立,成立,10\n不成立,不成立,15",
            filled={"confidence": "95"},
        ),
        Tool(
            act="shrink", title=N_("收缩估计"), fields=(),
            note=N_("样本少的比率向总均值拉近（经验贝叶斯），至少四个对象"), table="name,hits,n（名称,命中,例数）",
            example="name,hits,n\n甲,18,45\n乙,16,45\n丙,12,45\n丁,10,45\n戊,7,45", filled={},
        ),
        Tool(
            act="plan", title=N_("抽样方案"), note=N_("给定样本量和允许数，某差错率的一批通过的可能性"),
            fields=(
                Field(name="n", label=N_("样本量")), Field(name="c", label=N_("样本中允许的差错数")),
                Field(name="p", label=N_("差错率（%%）"), number="percent"),
            ),
            filled={"n": "125", "c": "2", "p": "10"},
        ),
    )
}  # fmt: skip
PASTED: Final = "text"
NAMES: Final = tuple(
    dict.fromkeys(("act", "as", PASTED, *(one.name for tool in TOOLS.values() for one in tool.fields)))
)


def read(tool: Tool, form: Form, file: File | None) -> Namespace:
    """Raises Invalid, naming every field that is wrong."""
    reading, told = Reading(form), Namespace(act=tool.act, csv=None)
    for one in tool.fields:
        setattr(told, one.name, _value(one, reading, form, several=one is _SURE))
    if tool.table:
        told.csv = _sheet(form, file)
        if told.csv is None and tool.must:
            reading.fault(PASTED, Words("请选择文件或粘贴数据。", "Choose a file or paste the figures."))
        if not tool.must:
            _either(tool, form, reading, pasted=told.csv is not None)
    reading.finish()
    return told


def _either(tool: Tool, form: Form, reading: Reading, *, pasted: bool) -> None:
    """The table, or every figure it would tell; never both."""
    for one in (one for one in tool.fields if not one.must):
        if pasted and form.value(one.name):
            reading.fault(one.name, Words("已有粘贴的数据或文件，此项请留空。", "Leave this empty: the data tell it."))
        elif not pasted and not form.value(one.name):
            reading.fault(one.name, Words("请填写，或改为粘贴数据。", "Fill this in, or paste the data instead."))


def _value(one: Field, reading: Reading, form: Form, *, several: bool) -> object:
    if one.number == "confidence":
        found = _confidence(reading, form)
        return found if several else found[0]
    if one.number == "method":
        return "wilson" if form.value(one.name) == "wilson" else "exact"
    if one.number == "whole":
        whole = reading.whole(one.name, required=one.must)
        if whole is not None and not 0 <= whole <= _MOST:
            reading.fault(one.name, Words("数量超出范围。", "Out of range."))
        return whole
    found_decimal = reading.decimal(one.name, required=one.must)
    if found_decimal is None:
        return None
    return float(found_decimal / _HUNDRED) if one.number == "percent" else float(found_decimal)


def _confidence(reading: Reading, form: Form) -> tuple[float, ...]:
    try:
        return shares(form.value("confidence") or "95")
    except ArgumentTypeError:
        reading.fault("confidence", Words("应为 95，或 80,90,95。", "Like 95, or 80,90,95."))
        return (0.0,)


def _sheet(form: Form, file: File | None) -> Sheet | None:
    if file is not None:
        return Sheet(name=file.filename, content=file.content)
    pasted = form.value(PASTED)
    return Sheet(name=_("粘贴的数据"), content=pasted.encode()) if pasted else None
