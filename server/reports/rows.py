"""The tables of the paper report: which columns, which words in which cell."""

from collections.abc import Iterator
from decimal import Decimal

from server.paper.blocks import Align, Block, Column, Paragraph, Table
from server.reports.figures import (
    Conduct,
    Found,
    IndicatorLine,
    KpiFigures,
    Month,
    Overall,
    Proposed,
    VendorScore,
)
from server.reports.rules import ROUNDED, parts_add_up, percent, ratio
from vendors.money import half_up, wan_yuan, yuan

_FINE = Decimal("0.0001")
_FOUND = ("涉及机构（家）", "病例数", "明细数", "报送金额", "认定金额", "成立", "不成立", "待定", "准确率")


def overall_table(overall: Overall) -> Table:
    pairs = (
        ("第三方机构（家）", f"{overall.vendors:,}", "执行合同（份）", f"{overall.contracts:,}"),
        ("下达任务（件）", f"{overall.tasks_issued:,}", "完成任务（件）", f"{overall.tasks_finished:,}"),
        ("逾期任务（件）", f"{overall.tasks_overdue:,}", "涉及定点机构（家）", f"{overall.institutions:,}"),
        ("应审病例（例）", f"{overall.listed:,}", "已审病例（例）", f"{overall.reviewed:,}"),
        ("人工抽检（例）", f"{overall.sampled:,}", "审核完成率", percent(ratio(overall.reviewed, overall.listed))),
        ("任务范围（例）", f"{overall.frame:,}", "抽检比例", percent(ratio(overall.sampled, overall.frame))),
    )
    return Table(
        title="总体情况表", columns=_columns("项目 数量 项目 数量", (2, 1, 2, 1), "left right left right"), rows=pairs
    )


def kind_table(name: str, scores: tuple[VendorScore, ...]) -> Table:
    columns = _columns(
        "排名 机构 得分 等级 环比 主要扣分项", (0.7, 2.6, 1, 1, 1, 3.2), "center left right center right left"
    )
    return Table(title=f"{name}得分表", columns=columns, rows=tuple(_scored(s) for s in scores), unit="单位：分")


def _scored(score: VendorScore) -> tuple[str, ...]:
    grade = f"{score.grade}（一票否决）" if score.vetoed else score.grade
    deductions = "；".join(score.deductions) or "—"
    return (
        "—" if score.rank is None else str(score.rank),
        score.vendor,
        points(score.total),
        grade or "未考核",
        signed(score.change),
        deductions,
    )


def types_table(figures: KpiFigures) -> Table:
    """By level-1 violation type, in 万元; the footnote where the rounded parts do not add up."""
    groups = (*figures.by_type, figures.found)
    rows = tuple(
        (
            group.name,
            f"{group.cases:,}",
            f"{group.lines:,}",
            wan_yuan(group.reported_fen),
            wan_yuan(group.determined_fen),
            percent(group.accuracy),
        )
        for group in groups
    )
    columns = _columns(
        "违规类型 病例数 明细数 报送金额 认定金额 准确率",
        (2.4, 1, 1, 1.3, 1.3, 1),
        "left right right right right right",
    )
    note = "" if _adds_up(figures) else ROUNDED
    return Table(
        title="问题发现与认定分类型统计表", columns=columns, rows=rows, unit="金额单位：万元", note=note, total=True
    )


def _adds_up(figures: KpiFigures) -> bool:
    return parts_add_up((one.reported_fen for one in figures.by_type), figures.found.reported_fen) and parts_add_up(
        (one.determined_fen for one in figures.by_type), figures.found.determined_fen
    )


def counties_table(figures: KpiFigures) -> Table:
    """By county, in 元. Institutions of the last row are counted once, not added up."""
    groups = (*figures.by_county, figures.found)
    columns = (
        Column(name="县区", width=1.4),
        *(Column(name=name, width=1.8 if "金额" in name else 1, align="right") for name in _FOUND),
    )
    return Table(
        title="问题发现与认定分县区统计表",
        columns=columns,
        rows=tuple(found_cells(group) for group in groups),
        unit="金额单位：元",
        note="注：涉及机构按去重计数；待定不计入准确率。",
        total=True,
    )


def found_cells(group: Found) -> tuple[str, ...]:
    counts = (group.institutions, group.cases, group.lines)
    decided = (group.upheld, group.rejected, group.pending)
    return (
        group.name,
        *(f"{count:,}" for count in counts),
        yuan(group.reported_fen),
        yuan(group.determined_fen),
        *(f"{count:,}" for count in decided),
        percent(group.accuracy),
    )


def months_table(figures: KpiFigures) -> Table:
    columns = _columns(
        "月份 涉及违规医疗机构（家） 违规病例数 违规明细数 涉及金额 已追回",
        (1, 1.5, 1, 1, 1.6, 1.6),
        "center right right right right right",
    )
    return Table(
        title="智能审核月度统计表",
        columns=columns,
        rows=tuple(_month(month) for month in (*figures.months, figures.months_total)),
        unit="金额单位：元",
        note="注：合计的涉及机构为全期去重计数，不是各月之和。",
        total=True,
    )


def _month(month: Month) -> tuple[str, ...]:
    return (
        month.month,
        f"{month.institutions:,}",
        f"{month.cases:,}",
        f"{month.lines:,}",
        yuan(month.amount_fen),
        "—" if month.recovered_fen is None else yuan(month.recovered_fen),
    )


def conduct_table(events: tuple[Conduct, ...]) -> Table:
    columns = _columns("机构 日期 事件 次数 依据", (2, 1.2, 2, 0.7, 3), "left center left right left")
    rows = tuple((e.vendor, e.happened_on.isoformat(), e.kind, str(e.count), e.basis) for e in events)
    return Table(title="保密、廉洁、回避事件表", columns=columns, rows=rows)


def proposals_table(proposals: tuple[Proposed, ...]) -> Table:
    columns = _columns(
        "机构 等级 建议措施 付款比例 应付金额 扣减金额 状态",
        (2, 0.9, 2.6, 0.9, 1.5, 1.4, 0.9),
        "left center left right right right center",
    )
    rows = tuple(
        (
            one.vendor,
            one.grade,
            "；".join(one.measures) or "—",
            percent(one.fee_ratio),
            yuan(one.fee_due_fen),
            yuan(one.fee_deducted_fen),
            one.state,
        )
        for one in proposals
    )
    return Table(title="动态调整建议表", columns=columns, rows=rows, unit="金额单位：元")


def indicator_tables(figures: KpiFigures) -> Iterator[Block]:
    """One table for each card; lines keep the order of the rulebook."""
    columns = _columns(
        "代码 指标 分值 分子 分母 指标值 得分 说明",
        (0.7, 2.1, 0.8, 1.1, 1.1, 1.1, 0.9, 5.4),
        "center left right right right right right left",
    )
    for vendor in dict.fromkeys(line.vendor for line in figures.lines):
        lines = [line for line in figures.lines if line.vendor == vendor]
        yield Table(title=vendor, columns=columns, rows=tuple(_line(line) for line in lines), unit="单位：分")
    if not figures.lines:
        yield Paragraph("本期尚无考核明细。")


def _line(line: IndicatorLine) -> tuple[str, ...]:
    return (
        line.code,
        line.name,
        points(line.full),
        quantity(line.numerator),
        quantity(line.denominator),
        line.value or "—",
        "不适用" if line.points is None else points(line.points),
        line.note or "—",
    )


def points(value: Decimal | None) -> str:
    return "—" if value is None else str(half_up(value))


def signed(value: Decimal | None) -> str:
    """With its sign, zero without one."""
    return "—" if value is None else f"{half_up(value):+}" if half_up(value) else "0.00"


def quantity(value: Decimal | None) -> str:
    """At most four decimals, without trailing zeros, thousands separated."""
    if value is None:
        return "—"
    shown = f"{half_up(value, _FINE):,f}"
    return shown.rstrip("0").rstrip(".") if "." in shown else shown


def _columns(names: str, widths: tuple[float, ...], aligns: str) -> tuple[Column, ...]:
    known: dict[str, Align] = {"left": "left", "center": "center", "right": "right"}
    return tuple(
        Column(name=name, width=width, align=known[align])
        for name, width, align in zip(names.split(), widths, aligns.split(), strict=True)
    )
