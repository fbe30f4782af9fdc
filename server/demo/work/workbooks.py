"""Workbooks as a vendor's people fill them in: the task's own template with what they found."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Final

from importers.batches.templates import case_rows
from importers.workbook.writing.sheets import Value
from server.demo.calendar import later
from server.demo.parties.institutions import HOSPITALS, PHARMACY, of
from server.demo.work.violations import (
    BOOKED,
    CLEAR,
    COUNTERS,
    GREAT,
    INJURIES,
    MONITORING,
    PER_CASE,
    PER_DAY,
    RECORDS,
    AuditMatter,
    Charge,
    Injury,
)
from vendors.money import half_up
from vendors.registry.rules import Kind
from vendors.tasks.results.sheet_queries import TaskSheet

Row = dict[str, Value]
_CAP: Final = Decimal("0.6")
_PAGES: Final = 12
WARNED: Final = "是"
IN_TIME, LATE = 1, 6
"""Working days from a charge to the warning of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filling:
    """What goes into one workbook: so many findings, `left` cases not got to, one finding past the discussion line.

    Of the warnings every `slow`-th was sent late, none when it is 0.
    """

    sheet: TaskSheet
    rng: Random
    on: date
    found: int
    left: int = 0
    great: bool = False
    slow: int = 0

    def signed(self) -> Row:
        """审核人, 复核人, 审核日期: two of the vendor's people, in the days before the upload."""
        auditor, checker = self.rng.sample(self.sheet.staff, 2)
        return {"auditor": auditor, "checker": checker, "audited_on": self.on - timedelta(days=self.rng.randint(1, 4))}


def filled(filling: Filling) -> list[Row]:
    """The rows of the detail sheet, in order, numbered."""
    rows = list(_FILL[filling.sheet.workbook_kind](filling))
    for seq, row in enumerate(rows, start=1):
        row["seq"] = seq
    return rows


def _money(row: Mapping[str, Value], key: str) -> Decimal:
    value = row[key]
    if not isinstance(value, Decimal):
        raise TypeError(key)
    return value


def _day(row: Mapping[str, Value], key: str) -> date:
    value = row[key]
    if not isinstance(value, date):
        raise TypeError(key)
    return value


def _loss(row: Mapping[str, Value], amount: Decimal) -> Decimal:
    """What the fund lost of a wrong amount, by the visit's own share."""
    return half_up(amount * _money(row, "hifp_pay") / _money(row, "medfee_sumamt"))


def _picked(filling: Filling, cases: Sequence[Row]) -> set[int]:
    usable = range(len(cases) - filling.left)
    return set(filling.rng.sample(usable, min(filling.found, len(usable))))


def _records(filling: Filling) -> list[Row]:
    """Every case of the list: findings on some, most passed, the last few not got to."""
    cases = case_rows(filling.sheet)
    picked = _picked(filling, cases)
    rows: list[Row] = []
    for place, case in enumerate(cases):
        if place >= len(cases) - filling.left:
            rows.append(case)
        elif place in picked:
            rows.extend(_charged(filling, case, RECORDS))
        else:
            rows.append(case | filling.signed())
    return rows


def _screened(filling: Filling) -> list[Row]:
    """The settlements a rule hit, and only those."""
    cases = case_rows(filling.sheet)
    stays = any(str(case["med_type"]).startswith("2") for case in cases)
    picked = _picked(filling, cases)
    rows = [
        row for place in sorted(picked) for row in _charged(filling, cases[place], MONITORING if stays else COUNTERS)
    ]
    for serial, row in enumerate(rows, start=1):
        row["feedetl_sn"] = f"FY{filling.on:%Y%m}{filling.sheet.id:03d}{serial:05d}"
        if row.get("warned") == WARNED:
            late = filling.slow and serial % filling.slow == 0
            row["warned_on"] = later(_day(row, "fee_ocur_time"), LATE if late else IN_TIME)
    return rows


def _charged(filling: Filling, case: Row, table: Sequence[Charge]) -> list[Row]:
    """One wrong charge on a case, now and then told in two lines of two days."""
    rng = filling.rng
    room = _money(case, "medfee_sumamt") * _CAP
    fitting = [one for one in table if (one.price - (one.due or 0)) * one.least <= room] or [min(table, key=_least)]
    one = rng.choice(fitting)
    each = one.price - (one.due or Decimal(0))
    most = max(1, min(one.most, int(room / each)))
    count = rng.randint(min(one.least, most), most)
    first = _line(filling, case, one, count, day=0) | filling.signed()
    if count >= 6 and one.way != PER_CASE and rng.random() < 0.25 and _day(case, "enddate") > _day(case, "begndate"):
        part = count // 2
        signed = {key: first[key] for key in ("auditor", "checker", "audited_on")}
        lines = [_line(filling, case, one, many, day=day) for day, many in ((0, part), (1, count - part))]
        return [line | signed for line in lines]
    return [first]


def _least(one: Charge) -> Decimal:
    return one.price * one.least


def _line(filling: Filling, case: Row, one: Charge, count: int, *, day: int) -> Row:
    each = one.price - (one.due or Decimal(0))
    if one.way == PER_DAY:
        count = min(count, (_day(case, "enddate") - _day(case, "begndate")).days + 1)
    amount = half_up(each * count)
    page = filling.rng.randint(1, _PAGES)
    found: Row = {
        "hilist_code": one.item_code,
        "hilist_name": one.item,
        "fee_ocur_time": _day(case, "begndate") + timedelta(days=day),
        "cnt": count + filling.rng.randint(0, 2),
        "pric": one.price,
        "vola_cnt": count,
        "deduction": one.way,
        "due_pric": one.due,
        "vola_type": one.code,
        "certainty": one.certainty,
        "vola_evid": one.basis,
        "vola_cont": one.said.format(n=count, d=each),
        "vola_amt": amount,
        "fund_loss": _loss(case, amount),
        "evidence": f"{one.evidence.rsplit(':', 1)[0]}:{page}",
        "recall_docs": one.recall or None,
    }
    return {**case, **found, **(_rule(filling, one.rule) if one.rule else {})}


def _rule(filling: Filling, rule: tuple[str, str, str, str]) -> Row:
    number, name, klass, severity = rule
    warned = filling.rng.random() < 0.4
    return {
        "rule_id": number,
        "rule_name": name,
        "rule_version": f"{filling.on.year}.{filling.on.month:02d}",
        "rule_class": klass,
        "sev_deg": severity,
        "vola_item_type": "1",
        "warned": WARNED if warned else "否",
    }


def _audited(filling: Filling) -> list[Row]:
    """Problems found in the books of a few institutions."""
    rng = filling.rng
    places = rng.sample(of(("二级医院", PHARMACY)) if not filling.great else of(HOSPITALS), 4)
    rows = []
    for serial in range(1, filling.found + 1):
        matter = GREAT if filling.great and serial == 1 else rng.choice(BOOKED)
        place = places[0] if matter is GREAT else places[serial % len(places)]
        rows.append(_problem(filling, matter, serial) | {"fixmedins_code": place.code, "fixmedins_name": place.name})
    return rows


def _problem(filling: Filling, matter: AuditMatter, serial: int) -> Row:
    rng, sheet = filling.rng, filling.sheet
    amount = Decimal(rng.randint(matter.least * 100, matter.most * 100)) / 100
    signed = filling.signed()
    problem: Row = {
        "task_no": sheet.number,
        "issue_no": f"WT-{sheet.number[-4:]}-{serial:02d}",
        "audit_item": matter.matter,
        "period": f"{sheet.covers_from:%Y年%m月}至{sheet.covers_to:%m月}",
        "voucher_no": f"记-{rng.randint(11, 240):04d}",
        "paper_no": f"DG-{rng.randint(1, 9):02d}-{serial:02d}",
        "evidence_no": f"QZ-{sheet.number[-4:]}-{serial:02d}",
        "opinion": rng.choice(("认可", "认可", "部分认可", "未反馈")),
        "accountant": signed["auditor"],
        "accountant_no": f"6207{rng.randint(10_000_000, 99_999_999)}",
        "vola_type": matter.code,
        "certainty": matter.certainty,
        "vola_evid": matter.basis,
        "vola_cont": matter.said,
        "vola_amt": amount,
        "fund_loss": half_up(amount * Decimal("0.7")),
        "evidence": matter.evidence,
        **signed,
    }
    answered = problem["opinion"] != "未反馈"
    return {**problem, "opinion_on": signed["audited_on"] if answered else None}


def _investigated(filling: Filling) -> list[Row]:
    """Every accident of the list: some claims do not hold, the others are passed, the last not got to."""
    cases = case_rows(filling.sheet)
    picked = _picked(filling, cases)
    rows = []
    for place, case in enumerate(cases):
        if place >= len(cases) - filling.left:
            rows.append(case)
        elif place in picked:
            rows.append(_unfounded(filling, case, filling.rng.choice(INJURIES), place + 1))
        else:
            rows.append(case | filling.signed())
    return rows


def _unfounded(filling: Filling, case: Row, one: Injury, serial: int) -> Row:
    admitted, signed = _day(case, "begndate"), filling.signed()
    refused = half_up(_money(case, "hifp_pay") * one.share)
    found: Row = {
        "case_no": f"YW-{filling.sheet.number[-4:]}-{serial:03d}",
        "received_on": _day(case, "enddate"),
        "injured_on": admitted,
        "injured_at": filling.rng.choice(("自家院内", "村道路口", "建筑工地", "农田", "商铺门前")),
        "claimed_cause": one.claimed,
        "methods": "病历核查、现场走访、电话",
        "investigator": signed["auditor"],
        "investigator2": signed["checker"],
        "statements": filling.rng.randint(1, 3),
        "third_party": one.third_party,
        "liability_share": one.share * 100 if one.third_party == "有" else None,
        "conclusion": one.conclusion,
        "case_fee": case["medfee_sumamt"],
        "advised_refusal": refused,
        "finished_on": signed["audited_on"],
        "vola_type": one.code,
        "certainty": CLEAR,
        "vola_evid": one.basis,
        "vola_cont": one.said,
        "vola_amt": refused,
        "fund_loss": refused,
        "evidence": f"当事人陈述:询问笔录:{filling.rng.randint(1, 4)};书证:协查回函:1",
    }
    return {**case, **found, **signed}


_FILL: Final[Mapping[Kind, Callable[[Filling], list[Row]]]] = {
    Kind.A: _records, Kind.B: _screened, Kind.C: _audited, Kind.D: _investigated,
}  # fmt: skip
