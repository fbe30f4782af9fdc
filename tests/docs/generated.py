"""The tables of docs/reference that come from the code. After a change: `.venv/bin/python -m tests.docs.generated`.

Each stands in its page between `<!-- generated -->` and `<!-- end -->`; a test compares page and code.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields
from itertools import groupby
from pathlib import Path
from typing import Final

from openpyxl.utils import get_column_letter

from importers.findings.kinds import KINDS
from importers.findings.scene import Kind
from importers.intake.limits import LIMITS, MIB, REGISTER_LIMITS
from importers.piccolo_app import APP_CONFIG as IMPORTERS
from importers.workbook.columns import Column
from kpi.piccolo_app import APP_CONFIG as KPI
from server.database.isolation import SHARED, UNSCOPED, bounded_by_county
from server.piccolo_app import APP_CONFIG as SERVER
from server.web.access import CITY_RIGHTS, MATRIX, PATIENT_RIGHTS
from vendors.actors import Role
from vendors.piccolo_app import APP_CONFIG as VENDORS
from vendors.policy.parameters import parameters as packaged
from vendors.policy.parameters import use_of
from vendors.policy.rows import Unit
from vendors.statistics.campaign.columns import COLUMNS, Total

REFERENCE: Final = Path(__file__).parents[2] / "docs/reference"
BEGIN, END = "<!-- generated -->\n", "<!-- end -->"
LISTED: Final = 8  # longer code lists are named, not spelt out
LIMIT_WORDS: Final[Mapping[str, str]] = {
    "file_bytes": "文件大小 / the file, MB",
    "unpacked_bytes": "解压后总大小 / all parts unpacked, MB",
    "part_bytes": "单个部件解压后大小 / one part unpacked, MB",
    "ratio": "压缩比上限 / compression ratio of a part",
    "ratio_floor": "小于此大小的部件不看压缩比 / parts below this may compress as they like, MB",
    "entries": "压缩包内文件数 / entries in the archive",
    "sheets": "工作表数 / sheets",
    "rows": "行数 / rows of a sheet",
    "columns": "列数 / columns of a sheet",
    "cells": "单元格总数 / cells of the workbook",
    "merged_cells": "合并单元格的总面积 / cells covered by merged ranges of a sheet",
    "depth": "XML 嵌套层数 / nesting of XML elements",
    "characters": "一个单元格的字数 / characters of one cell",
    "text_bytes": "一个 XML 标签或两标签间的文字，字节 / one XML tag, or the text between two, bytes",
    "styles": "单元格样式数 / cell styles",
    "names": "定义名称数 / defined names",
    "validations": "一张表的数据验证数 / data validations of a sheet",
    "told_bytes": "读取进程可输出的数据量 / what the child may say about any file, MB",
    "told_ratio": "每解压一字节再加这么多字节 / and bytes more for each byte unpacked",
    "frame_bytes": "一次输出（至少一行）/ of that at once, at least one row, MB",
    "handed_characters": "长文字重复引用时可展开的字数 / characters read out of long shared strings, MB",
    "handed_ratio": "每解压一字节再加这么多字 / and characters more for each byte unpacked",
    "child_memory": "读取进程内存 / memory of the reading child, MB",
    "child_cpu_seconds": "读取进程 CPU 秒数 / processor seconds of the child",
    "child_wall_seconds": "读取进程时钟秒数 / wall seconds of the child",
    "seconds_per_bytes": "每解压这么多再加一份秒数 / another helping of both times for each of these unpacked, MB",
}


def _row(*cells: str) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |\n"


def _head(*cells: str, centred: int = 0) -> str:
    lines = ["---"] * (len(cells) - centred) + [":-:"] * centred
    return _row(*cells) + "|" + "|".join(lines) + "|\n"


def access_matrix() -> str:
    roles = [role for role in Role if role is not Role.SYSTEM]
    text = _head("right", "权限", "病人 / patient", "市级 / city", *(role.zh for role in roles), centred=len(roles) + 2)
    for right, holders in MATRIX.items():
        marks = ["●" if role in holders else "" for role in roles]
        signs = ("▲" if right in PATIENT_RIGHTS else "", "◆" if right in CITY_RIGHTS else "")
        text += _row(f"`{right.value}`", right.zh, *signs, *marks)
    return text


def limits() -> str:
    text = _head("limit", "报送 / uploads", "台账 / registers", "说明 / meaning")
    for field in fields(LIMITS):
        words = LIMIT_WORDS[field.name]
        values = [getattr(limits, field.name) for limits in (LIMITS, REGISTER_LIMITS)]
        text += _row(
            f"`{field.name}`", *(f"{value // (MIB if words.endswith('MB') else 1):,}" for value in values), words
        )
    return text


def workbooks() -> str:
    return "\n".join(_workbook(kind) for kind in KINDS)


def _workbook(kind: Kind) -> str:
    named = f"`--kind {kind.letter}` or `--kind {kind.key}`" if kind.record is None else f"`--kind {kind.key}`"
    text = f"## {kind.letter} {kind.zh} / {kind.en}\n\n{named}; sheet “{kind.layout.sheet}”; "
    text += f"version {kind.layout.version}; its rows are {'findings' if kind.record is None else 'results'}. "
    text += f"A row is the same row again when it agrees in {_keys(kind.reading.unique)}.\n\n"
    text += _head("", "列名", "key", "type", "need", "also read as", "holds")
    for number, column in enumerate(kind.layout.columns, start=1):
        text += _column(get_column_letter(number), column)
    text += f"\nChecked 校验: {_keys(check.__name__ for check in kind.row_checks)}; "
    text += f"over the whole sheet {_keys(check.__name__ for check in kind.sheet_checks)}."
    for rule in kind.derived:
        text += f"\nWorked out 系统计算: `{rule.key}` = {rule.formula}."
    if kind.record is not None:
        text += f"\nCounted 可统计: {_keys(kind.record.figures)}; by the day in `{kind.record.happened_on}`."
    return text + "\n"


def _keys(keys: Iterable[str]) -> str:
    return ", ".join(f"`{key}`" for key in keys)


def _column(letter: str, column: Column) -> str:
    aliases = "、".join(column.aliases)
    return _row(
        letter, column.zh, f"`{column.key}`", column.type.value, column.need.zh, aliases, "；".join(_holds(column))
    )


def _holds(column: Column) -> Iterator[str]:
    remarks = (
        (column.longest, f"≤ {column.longest} 字"),
        (column.least is not None, f"≥ {column.least}"),
        (column.most is not None, f"≤ {column.most}"),
        (column.masked, "须脱敏 / masked"),
        (column.derived, "可留空，由系统计算 / worked out when empty"),
        (column.local, f"本地代码 / local codes `{column.local}`"),
        (column.help_zh, column.help_zh),
    )
    yield from _choices(column)
    yield from (words for holds, words in remarks if holds)


def _choices(column: Column) -> Iterator[str]:
    if column.choices_on:
        yield "代码表（按日期）/ dated code list"
    elif len(column.choices) > LISTED:
        yield f"代码表 / code list ({len(column.choices)})"
    elif column.choices:
        yield "、".join(words if code == words else f"{code} {words}" for code, words in column.choices.items())


def database() -> str:
    text = _head("table", "what a row is", "行级安全 / row-level security")
    for app in (VENDORS, IMPORTERS, KPI, SERVER):
        cards = {table._meta.tablename: table for table in app.table_classes}  # noqa: SLF001 Piccolo's own way
        for name, table in sorted(cards.items()):
            columns = {column._meta.name for column in table._meta.columns}  # noqa: SLF001 likewise
            owned = "vendor" in columns and name not in UNSCOPED
            county = bounded_by_county(name, dict.fromkeys(columns, "integer"))
            text += _row(f"`{name}`", _first(table.__doc__ or ""), _scope(name, owned=owned, county=county))
    return text


def _first(doc: str) -> str:
    """The first paragraph of a docstring, without its pointers into the domain notes."""
    lines = (line.strip() for line in doc.strip().splitlines())
    return re.sub(r",? ?domain\.md §[\d.]+", "", " ".join(next(groupby(lines, key=bool))[1]))


def _scope(name: str, *, owned: bool, county: bool) -> str:
    mine = "`id`" if name == "vendors_vendor" else "`vendor`" if owned else "各方 sides" if name in SHARED else ""
    return "、".join(filter(None, (mine, "县区 county" if county else "")))


def parameters() -> str:
    text = _head("code", "参数", "parameter", "数值 value", "依据 source", "自 from", "至 to", "用途 decides")
    for row in packaged():
        use = use_of(row.code)
        value = f"{row.value.normalize():f} {Unit(row.unit).zh}"
        source, ends = f"{row.source} {row.article}".strip(), row.ends.isoformat() if row.ends else ""
        text += _row(
            f"`{row.code}`", row.zh, row.en, value, source, row.begins.isoformat(), ends, use.zh if use else ""
        )
    return text


def campaign_table() -> str:
    text = _head("部分", "指标", "column", "单位 unit", "合计 total", "来源 source", "含义 definition")
    for column in COLUMNS:
        group = (f"{column.group.zh} · ", f"{column.group.en}: ") if column.group else ("", "")
        source = "系统数，可改写 / records, may be departed from" if column.computed else "人工填报 / entered"
        source = "由其他列计算 / worked out" if column.total is Total.RATIO else source
        text += _row(
            column.part.zh, f"{group[0]}{column.name.zh}", f"{group[1]}{column.name.en}", column.unit.zh,
            f"{column.total.zh} / {column.total.en}", source, f"{column.defined.zh} {column.defined.en}",
        )  # fmt: skip
    return text


PAGES: Final[Mapping[str, Callable[[], str]]] = {
    "access-matrix.md": access_matrix,
    "limits.md": limits,
    "workbooks.md": workbooks,
    "database.md": database,
    "parameters.md": parameters,
    "statistics.md": campaign_table,
}


def fitted(page: str, content: str) -> str:
    """The page with its generated part replaced."""
    before, _, rest = page.partition(BEGIN)
    return before + BEGIN + "\n" + content + "\n" + END + rest.partition(END)[2]


def main() -> None:
    for name, content in PAGES.items():
        path = REFERENCE / name
        path.write_text(fitted(path.read_text(encoding="utf-8"), content()), encoding="utf-8")


if __name__ == "__main__":
    main()
