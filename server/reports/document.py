"""The KPI report as a document: its sections in the order of domain.md §7.1, made from the figures alone."""

from collections.abc import Iterator

from server.paper.blocks import Annex, Block, Document, Heading, Paragraph, enumerated, numbered
from server.reports.drawings import monthly_amounts, scores_by_vendor
from server.reports.figures import Found, KpiFigures
from server.reports.rows import (
    conduct_table,
    counties_table,
    indicator_tables,
    kind_table,
    months_table,
    overall_table,
    proposals_table,
    types_table,
)
from server.reports.rules import percent, ratio
from vendors.money import wan_yuan
from vendors.periods import SHANGHAI, local_date

TITLE_LINE = 20  # characters of 2号 that fit on a line of 版心
ANNEXES = ("分指标考核明细", "问题发现与认定分县区统计表", "智能审核月度统计表")


def document(figures: KpiFigures) -> Document:
    """What the report reads like."""
    return Document(
        title=figures.title,
        lines=_title_lines(figures),
        facts=_facts(figures),
        blocks=tuple(_body(figures)),
        annexes=_annexes(figures),
        bureau=figures.bureau,
        made=figures.cutoff,
    )


def _title_lines(figures: KpiFigures) -> tuple[str, ...]:
    """Filled line by line from its phrases, so that no word of the title is torn."""
    before, period, after = figures.title.partition(figures.period_name)
    who, mark, what = after.partition("机构")
    lines: list[str] = []
    for phrase in filter(None, (before, period, who + mark, what)):
        if lines and len(lines[-1] + phrase) <= TITLE_LINE:
            lines[-1] += phrase
        else:
            lines.append(phrase)
    return tuple(lines)


def _facts(figures: KpiFigures) -> tuple[str, ...]:
    day, moment = local_date(figures.cutoff), figures.cutoff.astimezone(SHANGHAI)
    return (
        f"编号：{figures.number}　期间：{figures.period_name}　版本：第{figures.version}版",
        f"编制单位：{figures.bureau}　编制日期：{day.year}年{day.month}月{day.day}日",
        f"数据截止时间：{day.year}年{day.month}月{day.day}日{moment:%H:%M}",
    )


def _body(figures: KpiFigures) -> Iterator[Block]:
    sections = {
        "总体情况": _overall,
        "分机构得分": _scores,
        "分指标明细": _details,
        "问题发现与认定": _found,
        "申辩与复核": _defended,
        "保密、廉洁、回避情况": _conduct,
        "整改与动态调整": _proposals,
        "存在问题和下一步": _outlook,
    }
    for place, (name, section) in enumerate(sections.items(), 1):
        yield Heading(f"{numbered(place)}、{name}")
        yield from section(figures)
    for place, name in enumerate(ANNEXES, 1):
        yield Paragraph(f"{'附件：' if place == 1 else '　　　'}{place}.{name}")


def _overall(figures: KpiFigures) -> Iterator[Block]:
    overall = figures.overall
    done, drawn = ratio(overall.reviewed, overall.listed), ratio(overall.sampled, overall.frame)
    yield Paragraph(
        f"{figures.period_name}，{figures.bureau}委托{overall.vendors}家第三方机构执行合同{overall.contracts}份，"
        f"下达任务{overall.tasks_issued}件，完成{overall.tasks_finished}件，逾期{overall.tasks_overdue}件。"
        f"应审病例{overall.listed}例，已审{overall.reviewed}例，完成率{percent(done)}；"
        f"人工抽检{overall.sampled}例，占任务范围内病例{overall.frame}例的{percent(drawn)}。"
        f"涉及定点医药机构{overall.institutions}家（去重计数）。"
    )
    yield overall_table(overall)


def _scores(figures: KpiFigures) -> Iterator[Block]:
    scored = [score for score in figures.scores if score.total is not None]
    if not scored:
        yield Paragraph("本期尚无考核结果。")
        return
    yield Paragraph("考核结果在同一类别内排名，不同类别之间不作比较。得分相同的并列。")
    yield from (kind_table(name, scores) for name, scores in figures.kinds)
    yield scores_by_vendor(figures)


def _details(figures: KpiFigures) -> Iterator[Block]:
    cards = len({line.vendor for line in figures.lines})
    yield Paragraph(
        f"本期共出具{cards}份考核结果。各机构逐项指标的分子、分母、指标值和得分见附件1。"
        "分母为零的指标不适用，其分值在所属板块内按比例分摊。"
    )


def _found(figures: KpiFigures) -> Iterator[Block]:
    found = figures.found
    yield Paragraph(
        f"各机构共报送问题病例{found.cases}例、违规明细{found.lines}条，涉及定点医药机构{found.institutions}家（去重计数），"
        f"报送金额{wan_yuan(found.reported_fen)}万元。截至数据截止时间，认定成立（含部分成立）{found.upheld}件、"
        f"不成立{found.rejected}件、待定{found.pending}件，认定金额{wan_yuan(found.determined_fen)}万元，"
        f"问题认定准确率{percent(found.accuracy)}。{_leading(figures.by_county)}"
    )
    if figures.by_type:
        yield types_table(figures)
    if figures.months:
        yield monthly_amounts(figures.months)


def _leading(groups: tuple[Found, ...]) -> str:
    """The group with most reported, where there is anything to compare."""
    if len(groups) < 2:
        return ""
    most = max(groups, key=lambda group: group.reported_fen)
    return f"报送金额最多的是{most.name}，为{wan_yuan(most.reported_fen)}万元。"


def _defended(figures: KpiFigures) -> Iterator[Block]:
    told = figures.defended
    yield Paragraph(
        f"本期发出告知{told.notices}件，收到陈述申辩{told.defences}件，申辩成立{told.moved}件，"
        f"申辩成立率{percent(told.ratio)}。第三方机构对考核结果提出异议{told.objections}项，采纳{told.objections_upheld}项。"
    )


def _conduct(figures: KpiFigures) -> Iterator[Block]:
    if not figures.conduct:
        yield Paragraph("本期未登记保密、廉洁、回避方面的事件。")
        return
    yield Paragraph(f"本期登记事件{sum(event.count for event in figures.conduct)}次，情况如下。")
    yield conduct_table(figures.conduct)


def _proposals(figures: KpiFigures) -> Iterator[Block]:
    if not figures.proposals:
        yield Paragraph("本期尚无动态调整建议。")
        return
    deducted = sum(one.fee_deducted_fen for one in figures.proposals)
    yield Paragraph(
        f"依据已公布的考核结果提出动态调整建议{len(figures.proposals)}项，考核挂钩款共扣减{wan_yuan(deducted)}万元。"
        "费用只与考核等级挂钩，不与查出金额挂钩。"
    )
    yield proposals_table(figures.proposals)


def _outlook(figures: KpiFigures) -> Iterator[Block]:
    yield Heading("（一）存在问题", 2)
    yield from enumerated(figures.problems or ("本期数据未显示需要说明的问题。",))
    if figures.next_steps:
        yield Heading("（二）下一步", 2)
        yield from enumerated(figures.next_steps)


def _annexes(figures: KpiFigures) -> tuple[Annex, ...]:
    details, counties, months = ANNEXES
    return (
        Annex(title=f"附件1　{details}", blocks=tuple(indicator_tables(figures)), landscape=True),
        Annex(title=f"附件2　{counties}", blocks=(counties_table(figures),), landscape=True),
        Annex(title=f"附件3　{months}", blocks=(months_table(figures),)),
    )
