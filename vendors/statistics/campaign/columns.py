"""The columns of 专项整治行动情况统计表 as data: data/campaign_columns.toml (domain.md §7.3; docs/decisions).

An entry there is a column everywhere: entry, checks, total, page, workbook and the reference page.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Final

from vendors.errors import Words
from vendors.labels import Labelled


class Part(Labelled):
    """The table's ten parts."""

    INSPECTION = "inspection", "一、检查", "I. Inspection"
    VIOLATION = "violation", "二、查处", "II. Violations"
    AGREEMENT = "agreement", "三、协议处理", "III. Under the agreement"
    PENALTY = "penalty", "四、行政处罚", "IV. Administrative penalties"
    TRANSFER = "transfer", "五、移送", "V. Transfers"
    JUDICIAL = "judicial", "六、司法", "VI. Judicial"
    MONEY = "money", "七、资金", "VII. Money"
    EXPOSURE = "exposure", "八、曝光宣传", "VIII. Exposure"
    TIPS = "tips", "九、举报", "IX. Reports received"
    THIRD_PARTIES = "third_parties", "十、第三方投入", "X. Third parties"


class Unit(Labelled):
    """What a column counts; money is kept in fen and shown in 万元."""

    PLACES = "places", "家", "institutions"
    CASES = "cases", "例", "cases"
    MATTERS = "matters", "件", "matters"
    PEOPLE = "people", "人", "people"
    TIMES = "times", "人次", "person-times"
    EVENTS = "events", "场次", "events"
    MONEY = "money", "万元", "10 000 yuan"
    SHARE = "share", "%", "%"


class Total(Labelled):
    """How 合计 comes about."""

    SUM = "sum", "各行相加", "Rows added up"
    DISTINCT = "distinct", "全市去重，不相加", "Distinct over the city, never added up"
    RATIO = "ratio", "由合计数计算", "From the totals"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """`group` joins columns under one heading. Not `computed`: only people know it. `defined`: what it counts."""

    key: str
    part: Part
    name: Words
    unit: Unit
    total: Total
    defined: Words
    computed: bool = True
    group: Words | None = None

    @property
    def money(self) -> bool:
        return self.unit is Unit.MONEY


@cache
def _read() -> tuple[Column, ...]:
    book = tomllib.loads(files("vendors.statistics").joinpath("data/campaign_columns.toml").read_text(encoding="utf-8"))
    groups = {key: Words(*names) for key, names in book["group"].items()}
    return tuple(
        Column(
            key=row["key"],
            part=Part(row["part"]),
            name=Words(*row["name"]),
            unit=Unit(row["unit"]),
            total=Total(row["total"]),
            defined=Words(row["zh"], row["en"]),
            computed=not row.get("entered", False),
            group=groups.get(row.get("group", "")),
        )
        for row in book["column"]
    )


COLUMNS: Final = _read()
BY_KEY: Final[Mapping[str, Column]] = MappingProxyType({column.key: column for column in COLUMNS})
STORED: Final = tuple(column for column in COLUMNS if column.total is not Total.RATIO)
"""Columns with a number of their own; the coverage is worked out from them."""


def coverage(values: Mapping[str, int | None]) -> Decimal | None:
    """检查机构合计 over 总数 as a ratio; None while one of them is not known or there is nothing to inspect."""
    part, *whole = (values.get(key) for key in ("inspected", "medical_total", "pharmacy_total"))
    known = [one for one in whole if one is not None]
    if part is None or len(known) < len(whole) or not sum(known):
        return None
    return Decimal(part) / sum(known)
