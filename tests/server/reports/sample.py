"""A quarter's figures, every name invented."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from server.reports.figures import (
    Conduct,
    Defended,
    Found,
    IndicatorLine,
    KpiFigures,
    Month,
    Overall,
    Proposed,
    VendorScore,
)
from server.reports.rules import next_steps, problems

CUTOFF = datetime(2026, 10, 9, 10, 30, tzinfo=UTC)
_KINDS = {"A": "医疗质量评估机构", "B": "信息技术机构", "C": "会计师事务所", "D": "商业保险机构"}
_VENDORS = (
    ("A", "甘州明鉴医疗质量评估中心", "明鉴评估", "92.12", "88.40", "优秀"),
    ("A", "河西衡医病历审核有限公司", "衡医病审", "78.35", "81.02", "合格"),
    ("B", "祁连数安信息技术有限公司", "祁连数安", "85.00", None, "良好"),
    ("B", "弱水云智信息技术有限公司", "弱水云智", "85.00", "84.10", "良好"),
    ("C", "张掖正平会计师事务所", "正平会计", "90.00", "90.00", "优秀"),
    ("C", "丹霞公信会计师事务所", "丹霞公信", "64.28", "71.55", "不合格"),
    ("D", "焉支山人寿保险张掖支公司", "焉支人寿", "88.76", "86.20", "良好"),
)
_LINES = (
    ("K01", "人员配备到位率", "8", "9.5", "10", "95.0%", "6.00", "低5个百分点，扣2.00分"),
    ("K02", "报告报送及时率", "6", "3", "3", "100.0%", "6.00", ""),
    ("K03", "数据规范率", "4", "1944", "2000", "97.2%", "3.00", "95%–98%得3分"),
    ("K06", "协同衔接", "4", None, None, "", None, "本期无流转件，分值按比例分摊"),
    ("A02", "人工抽检比例达标", "8", "92", "1993", "4.6%", "7.39", "目标5%，应抽100例"),
    ("A04", "问题认定准确率", "14", "430", "455", "94.5%", "13.72", "待定45条不计入"),
)


def figures() -> KpiFigures:
    whole = KpiFigures(
        kind="quarterly",
        number="BG-2026Q3-01",
        title="张掖市医疗保障局关于2026年第三季度第三方监管服务机构绩效考核情况的报告",
        period="2026Q3",
        period_name="2026年第三季度",
        bureau="张掖市医疗保障局",
        place="张掖市",
        cutoff=CUTOFF,
        version=1,
        overall=Overall(
            vendors=7,
            contracts=7,
            tasks_issued=24,
            tasks_finished=21,
            tasks_overdue=2,
            reviewed=1950,
            listed=1993,
            sampled=92,
            frame=1993,
            institutions=68,
        ),
        scores=tuple(_score(vendor) for vendor in _VENDORS),
        lines=tuple(_line(name, line) for _, name, *_ in _VENDORS[:3] for line in _LINES),
        found=_found("合计", 68, 1993, 2147, 100_005_000, 98_000_000, 90_400_010, 430, 25, 45),
        by_type=(
            _found("超标准收费、重复收费", 20, 900, 1000, 33_335_000, 33_000_000, 31_000_005, 200, 10, 15),
            _found("串换药品、医用耗材、诊疗项目", 14, 600, 700, 33_335_000, 33_000_000, 30_400_005, 130, 9, 15),
            _found("分解住院、挂床住院", 9, 493, 447, 33_335_000, 32_000_000, 29_000_000, 100, 6, 15),
        ),
        by_county=(
            _found("甘州区", 30, 1000, 1100, 60_003_000, 59_000_000, 55_000_010, 230, 12, 20),
            _found("山丹县", 21, 593, 647, 20_001_000, 20_000_000, 18_400_000, 120, 8, 15),
            _found("民乐县", 17, 400, 400, 20_001_000, 19_000_000, 17_000_000, 80, 5, 10),
        ),
        defended=Defended(notices=430, defences=31, moved=12, objections=3, objections_upheld=1),
        conduct=(
            Conduct(
                vendor="丹霞公信会计师事务所",
                happened_on=date(2026, 8, 14),
                kind="应回避未申报",
                count=1,
                basis="审核员与被检机构财务负责人系近亲属，未申报回避",
            ),
        ),
        proposals=(
            _proposed("河西衡医病历审核有限公司", "合格", ("限期整改（15个工作日）", "约谈项目负责人"), "0.8", "建议"),
            _proposed("丹霞公信会计师事务所", "不合格", ("暂停派单", "约谈机构负责人"), "0.5", "建议"),
        ),
        months=(_month("2026-07", 41, 471, 507), _month("2026-08", 42, 340, 366), _month("2026-09", 62, 1182, 1274)),
        months_total=_month("合计", 68, 1993, 2147),
    )
    return replace(whole, problems=problems(whole), next_steps=next_steps(whole))


def _score(row: tuple[str, str, str, str, str | None, str]) -> VendorScore:
    kind, vendor, short, total, previous, grade = row
    peers = sorted((Decimal(one[3]) for one in _VENDORS if one[0] == kind), reverse=True)
    return VendorScore(
        kind=kind,
        kind_name=_KINDS[kind],
        vendor=vendor,
        short_name=short,
        contract=f"ZYYB-2026-{kind}",
        card=f"KH-2026Q3-{short}",
        rank=peers.index(Decimal(total)) + 1,
        total=Decimal(total),
        computed=Decimal(total),
        grade=grade,
        previous=None if previous is None else Decimal(previous),
        deductions=("K01 人员配备到位率 −2.00", "A05 认定金额偏差率 −1.12"),
    )


def _line(vendor: str, row: tuple[str, str, str, str | None, str | None, str, str | None, str]) -> IndicatorLine:
    code, name, full, top, bottom, value, got, note = row
    return IndicatorLine(
        vendor=vendor,
        code=code,
        name=name,
        full=Decimal(full),
        numerator=None if top is None else Decimal(top),
        denominator=None if bottom is None else Decimal(bottom),
        value=value,
        points=None if got is None else Decimal(got),
        note=note,
    )


def _found(name: str, *numbers: int) -> Found:
    keys = ("institutions", "cases", "lines", "reported_fen", "settled_fen", "determined_fen")
    counts = dict(zip((*keys, "upheld", "rejected", "pending"), numbers, strict=True))
    return Found(name=name, **counts)


def _proposed(vendor: str, grade: str, measures: tuple[str, ...], ratio: str, state: str) -> Proposed:
    due = int(2_400_000 * Decimal(ratio))
    return Proposed(
        vendor=vendor,
        grade=grade,
        measures=measures,
        fee_ratio=Decimal(ratio),
        fee_due_fen=due,
        fee_deducted_fen=2_400_000 - due,
        state=state,
    )


def _month(month: str, institutions: int, cases: int, lines: int) -> Month:
    return Month(month=month, institutions=institutions, cases=cases, lines=lines, amount_fen=lines * 46_579 + 13)
