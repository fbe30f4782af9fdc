"""The KPI report as a workbook: numbers as numbers, money in 元, native charts. Text stays text."""

from collections.abc import Iterable

from importers.workbook.writing import book
from importers.workbook.writing.book import Book
from importers.workbook.writing.looks import CENTRED, COUNT, DATE, MONEY, PERCENT
from importers.workbook.writing.sheets import Cell, Value
from server.reports.figures import KpiFigures, Overall
from server.reports.finding_tabs import found_tab, months_tab
from server.reports.rules import ratio
from server.reports.score_tabs import lines_tab, scores_tab
from server.web.tabs import Field, Tab, yuan
from vendors.periods import SHANGHAI


def render(figures: KpiFigures) -> bytes:
    """The .xlsx. The same figures give the same bytes."""
    cutoff = figures.cutoff.astimezone(SHANGHAI)
    meta = (
        f"{figures.bureau}　期间：{figures.period_name}　版本：第{figures.version}版　数据截止：{cutoff:%Y-%m-%d %H:%M}"
    )
    return book.write(
        Book(
            sheets=tuple(tab.sheet(meta) for tab in _tabs(figures)),
            made=figures.cutoff,
            title=figures.title,
            subject=figures.number,
            author=figures.bureau,
        )
    )


def _tabs(figures: KpiFigures) -> tuple[Tab, ...]:
    return (
        _overall(figures),
        scores_tab(figures),
        lines_tab(figures),
        found_tab(figures),
        months_tab(figures),
        _defended(figures),
        _conduct(figures),
        _proposals(figures),
        _outlook(figures),
    )


def _overall(figures: KpiFigures) -> Tab:
    rows: list[tuple[Value | Cell, ...]] = [("报告", figures.title, ""), ("编号", figures.number, "")]
    rows += [(name, Cell(count, COUNT), unit) for name, count, unit in _counts(figures.overall)]
    overall = figures.overall
    for name, part, whole in (
        ("审核完成率", overall.reviewed, overall.listed),
        ("人工抽检比例", overall.sampled, overall.frame),
    ):
        rows.append((name, Cell(ratio(part, whole), PERCENT), "%"))
    return Tab(
        name="总体情况",
        title="总体情况表",
        fields=(Field("项目", 30), Field("数值", 56), Field("单位", 10, CENTRED)),
        rows=tuple(rows),
        notes=("涉及定点医药机构为去重计数。",),
        landscape=False,
    )


def _counts(overall: Overall) -> Iterable[tuple[str, int, str]]:
    yield "第三方机构", overall.vendors, "家"
    yield "执行合同", overall.contracts, "份"
    yield "下达任务", overall.tasks_issued, "件"
    yield "完成任务", overall.tasks_finished, "件"
    yield "逾期任务", overall.tasks_overdue, "件"
    yield "应审病例", overall.listed, "例"
    yield "已审病例", overall.reviewed, "例"
    yield "人工抽检病例", overall.sampled, "例"
    yield "任务范围内病例", overall.frame, "例"
    yield "涉及定点医药机构", overall.institutions, "家"


def _defended(figures: KpiFigures) -> Tab:
    told = figures.defended
    rows: tuple[tuple[Value | Cell, ...], ...] = (
        ("告知", told.notices, "件"),
        ("陈述申辩", told.defences, "件"),
        ("申辩成立", told.moved, "件"),
        ("申辩成立率", Cell(told.ratio, PERCENT), "%"),
        ("考核异议", told.objections, "项"),
        ("采纳异议", told.objections_upheld, "项"),
    )
    fields = (Field("项目", 40), Field("数值", 40, COUNT), Field("单位", 10, CENTRED))
    return Tab(name="申辩与复核", title="申辩与复核情况表", fields=fields, rows=rows, landscape=False)


def _conduct(figures: KpiFigures) -> Tab:
    fields = (
        Field("机构", 28),
        Field("日期", 13, DATE),
        Field("事件", 24),
        Field("次数", 8, COUNT),
        Field("依据", 60),
    )
    rows = tuple((event.vendor, event.happened_on, event.kind, event.count, event.basis) for event in figures.conduct)
    notes = () if rows else ("本期未登记保密、廉洁、回避方面的事件。",)
    return Tab(name="行为事件", title="保密、廉洁、回避事件表", fields=fields, rows=rows, notes=notes)


def _proposals(figures: KpiFigures) -> Tab:
    fields = (
        Field("机构", 28),
        Field("等级", 10, CENTRED),
        Field("建议措施", 44),
        Field("付款比例", 10, PERCENT),
        Field("应付金额", 16, MONEY),
        Field("扣减金额", 16, MONEY),
        Field("状态", 12, CENTRED),
        Field("决定", 24),
    )
    rows = tuple(
        (
            one.vendor,
            one.grade,
            "；".join(one.measures) or "—",
            one.fee_ratio,
            yuan(one.fee_due_fen),
            yuan(one.fee_deducted_fen),
            one.state,
            one.decision or None,
        )
        for one in figures.proposals
    )
    notes = ("费用只与考核等级挂钩，不与查出金额挂钩。",) if rows else ("本期尚无动态调整建议。",)
    return Tab(name="整改与调整", title="动态调整建议表", unit="金额单位：元", fields=fields, rows=rows, notes=notes)


def _outlook(figures: KpiFigures) -> Tab:
    rows = (
        *(("存在问题", sentence) for sentence in figures.problems),
        *(("下一步", sentence) for sentence in figures.next_steps),
    )
    fields = (Field("部分", 14, CENTRED), Field("内容", 90))
    return Tab(name="存在问题", title="存在问题和下一步", fields=fields, rows=rows, landscape=False)
