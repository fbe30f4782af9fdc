"""续签建议书: a contract's record and what it advises, for those who decide to sign."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from kpi.retention.renewal_queries import RenewalView
from kpi.rulebooks.queries import by_id
from server.paper.blocks import Block, Column, Document, Form, Heading, Paragraph, Row, Table, enumerated
from vendors.money import yuan
from vendors.periods import local_date

_TITLE: Final = "第三方服务合同续签建议书"
_SIGN: Final = ("科室意见", "法制意见", "领导意见", "集体研究")


def sheet(one: RenewalView, *, bureau: str, at: datetime) -> Document:
    """The paper as of now. `bureau` stands above the empty date."""
    under = one.contract
    return Document(
        title=f"{_TITLE}（{under.number}）",
        lines=(_TITLE,),
        facts=(f"{under.vendor_name}　合同 {under.number}　{under.title}", f"数据截至 {local_date(at)}"),
        blocks=(
            Heading("一、合同概况"),
            _contract(one),
            Heading("二、考核情况"),
            *_cards(one),
            Heading("三、留用管理情况"),
            *_dealings(one),
            Heading("四、续签建议"),
            Paragraph(f"系统依据考核与留用记录得出：{one.advised.advice.zh}。理由如下："),
            *enumerated([reason.zh for reason in one.advised.reasons]),
            Heading("五、审批意见"),
            Form(rows=tuple(Row(pairs=((name, ""),), height=22) for name in _SIGN)),
        ),
        signers=(),
        bureau=bureau,
        made=at,
    )


def _contract(one: RenewalView) -> Form:
    under = one.contract
    return Form(
        rows=(
            Row(pairs=(("承办机构", under.vendor_name), ("机构类别", under.vendor_kind.zh))),
            Row(pairs=(("合同编号", under.number), ("金额（元）", yuan(under.amount_fen)))),
            Row(pairs=(("履行期限", f"{under.starts_on} 至 {under.ends_on}"), ("机构状态", one.standing.zh))),
            Row(pairs=(("连续履行", f"{under.chain_months or '—'} 个月"), ("采购方式", under.procurement.zh))),
        )
    )


def _cards(one: RenewalView) -> Sequence[Block]:
    if not one.cards:
        return (Paragraph("合同期内没有已公布的季度考核。"),)
    rows = tuple(
        (
            row.period.zh,
            "—" if row.total is None else f"{row.total:f}",
            _grade(row.grade, row.rulebook),
            "是" if row.vetoed else "否",
        )
        for row in one.cards
    )
    mean = "—" if one.mean is None else f"{one.mean:f}"
    return (
        Table(
            title="季度考核得分",
            columns=(
                Column(name="考核期", width=2),
                Column(name="得分", align="right"),
                Column(name="等级", align="center"),
                Column(name="一票否决", align="center"),
            ),
            rows=(*rows, ("均分", mean, "", "")),
            total=True,
        ),
    )


def _grade(code: str, rulebook: str) -> str:
    return next((band.words.zh for band in by_id(rulebook).bands if band.code == code), "—")


def _dealings(one: RenewalView) -> Sequence[Block]:
    told = [
        f"{each.period.zh}：{'；'.join(item.words.zh for item in each.items if item.adopted)}（{each.decided_by}）"
        for each in one.decisions
        if any(item.adopted for item in each.items)
    ]
    told += [f"整改 {each.number}：{each.state.zh}，期限 {each.due_on}" for each in one.rectifications]
    told += [f"观察期 {each.number}：{each.state.zh}，至 {each.ends_on}" for each in one.probations]
    told += [f"不良记录 {each.number}：有效期至 {each.until}" for each in one.records]
    if not told:
        return (Paragraph("合同期内没有整改、观察期和不良记录。"),)
    return enumerated([f"{sentence}。" for sentence in told])
