"""Checks of one row against itself: plain functions that yield issues. Cells that could not be read are left alone."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from importers.findings import code_messages, messages, record_messages
from importers.findings.checks.rule_checks import reversed_days
from importers.findings.evidence import parse
from importers.findings.scene import Scene, reads
from importers.findings.sheets.every_kind import CLEAR, CLUE
from importers.findings.sheets.kind_a import BY_HAND, DIFFERENCE, FULL, PER_DAY
from importers.findings.sheets.kind_b import YES
from importers.workbook.issues import Issue
from importers.workbook.rows import Row
from importers.workbook.spellings import plain
from vendors.money import half_up, yuan
from vendors.policy.codes import ViolationType, code_list, ended_violations, violation_type

TOLERANCE = 1  # fen
ONE_DAY = timedelta(days=1)


def amounts(row: Row, scene: Scene) -> Iterator[Issue]:
    """违规金额 and 基金支付损失: needed by certainty, and in order."""
    amount, loss, certainty = row.fen("vola_amt"), row.fen("fund_loss"), row.text("certainty")
    if amount is None and certainty not in {"", CLUE} and "vola_amt" not in row.bad:
        yield scene.sheet.issue(messages.AMOUNT_MISSING, row, "vola_amt", certainty=certainty)
    if loss is None and certainty == CLEAR and "fund_loss" not in row.bad:
        yield scene.sheet.issue(messages.FUND_LOSS_MISSING, row, "fund_loss")
    if loss is not None and amount is not None and loss > amount:
        yield scene.sheet.issue(messages.FUND_LOSS_ABOVE, row, "fund_loss", value=yuan(loss), amount=yuan(amount))


_HANGS_ON = {FULL: ("vola_cnt", "pric"), DIFFERENCE: ("vola_cnt", "pric", "due_pric"), PER_DAY: ("vola_cnt",)}


def deduction(row: Row, scene: Scene) -> Iterator[Issue]:
    """差额: 违规数量 × (单价 − 应收单价); 全额 and 按日: 违规数量 × 单价 (按日 less what was due); all to a fen."""
    way = row.text("deduction")
    needed = _HANGS_ON.get(way, ())
    empty = [key for key in needed if row.number_of(key) is None]
    for key in empty:
        if way != FULL and key not in row.bad:
            yield scene.sheet.issue(messages.FORMULA_INCOMPLETE, row, key, way=way)
    amount = row.fen("vola_amt")
    if needed and not empty and amount is not None and row.number_of("pric") is not None:
        yield from _formula(row, scene, way, amount)


def _formula(row: Row, scene: Scene, way: str, amount: int) -> Iterator[Issue]:
    count, price = row.number_of("vola_cnt") or Decimal(0), row.number_of("pric") or Decimal(0)
    due = Decimal(0) if way == FULL else row.number_of("due_pric") or Decimal(0)
    computed = int(half_up(count * (price - due)) * 100)
    if abs(computed - amount) > TOLERANCE:
        inner = f"({plain(price)} − {plain(due)})" if due else plain(price)
        formula = f"{plain(count)} × {inner}"
        yield scene.sheet.issue(
            messages.FORMULA_DIFFERS,
            row,
            "vola_amt",
            value=yuan(amount),
            computed=yuan(computed),
            way=way,
            formula=formula,
        )


@reads("deduction", "vola_cnt", "begndate", "enddate")
def days(row: Row, scene: Scene) -> Iterator[Issue]:
    """按日: no more days are deducted than the stay has, both ends counted."""
    start, end, wrong = row.day("begndate"), row.day("enddate"), row.number_of("vola_cnt")
    if row.text("deduction") != PER_DAY or start is None or end is None or wrong is None:
        return
    limit = (end - start).days + 1
    if start <= end and wrong > limit:
        yield scene.sheet.issue(record_messages.DAYS_ABOVE_STAY, row, "vola_cnt", value=plain(wrong), limit=limit)


@reads("vola_cnt", "cnt")
def quantities(row: Row, scene: Scene) -> Iterator[Issue]:
    wrong, total = row.number_of("vola_cnt"), row.number_of("cnt")
    if wrong is not None and total is not None and wrong > total:
        yield scene.sheet.issue(messages.QUANTITY_ABOVE, row, "vola_cnt", value=plain(wrong), limit=plain(total))


def fees(row: Row, scene: Scene) -> Iterator[Issue]:
    """The visit's own money: fund ≤ total, and no line above the total."""
    total, fund, amount = row.fen("medfee_sumamt"), row.fen("hifp_pay"), row.fen("vola_amt")
    if total is None:
        return
    if fund is not None and fund > total:
        yield scene.sheet.issue(messages.FUND_ABOVE_TOTAL, row, "hifp_pay", value=yuan(fund), limit=yuan(total))
    if amount is not None and amount > total:
        yield scene.sheet.issue(messages.AMOUNT_ABOVE_FEE, row, "vola_amt", value=yuan(amount), limit=yuan(total))


@reads("begndate", "enddate", "fee_ocur_time", "ipt_days")
def stay(row: Row, scene: Scene) -> Iterator[Issue]:
    """Admission ≤ discharge; the charge inside the stay, one day either side; the days as computed."""
    start, end, charged = row.day("begndate"), row.day("enddate"), row.day("fee_ocur_time")
    if start is None or end is None:
        return
    if start > end:
        yield reversed_days(row, scene, "begndate", "enddate")
        return
    if charged is not None and not start - ONE_DAY <= charged <= end + ONE_DAY:
        yield scene.sheet.issue(
            messages.FEE_OUTSIDE_STAY, row, "fee_ocur_time", value=str(charged), admitted=start, discharged=end
        )
    days = row.fen("ipt_days")
    computed = max((end - start).days, 1)
    if days is not None and days != computed:
        yield scene.sheet.issue(messages.DAYS_DIFFER, row, "ipt_days", value=str(days), computed=computed)


@reads("evidence")
def evidence(row: Row, scene: Scene) -> Iterator[Issue]:
    """Every item is kind:name:page of a legal kind (LZ Art.37)."""
    for item in parse(row.text("evidence")):
        if not item.name:
            yield scene.sheet.issue(messages.EVIDENCE_MALFORMED, row, "evidence", item=item.said)
        elif not item.kind:
            kinds = "、".join(code_list("evidence_type").values())
            said = item.said.split(":")[0]
            yield scene.sheet.issue(messages.EVIDENCE_KIND, row, "evidence", item=said, kinds=kinds)
        elif not item.page:
            yield scene.sheet.issue(messages.EVIDENCE_NO_PAGE, row, "evidence", item=item.said)


@reads("vola_type", "audited_on")
def violation(row: Row, scene: Scene) -> Iterator[Issue]:
    """The code holds on the day of the audit; an ended one names its successor."""
    code, day = row.text("vola_type"), row.day("audited_on") or scene.on
    if not code or violation_type(code, day) is not None:
        return
    entry = violation_type(code, scene.on) or ended_violations(scene.on).get(code)
    if entry is not None:
        yield scene.sheet.issue(code_messages.VIOLATION_NOT_IN_FORCE, row, "vola_type", **_out_of_force(entry, day))


def _out_of_force(entry: ViolationType, day: date) -> dict[str, str]:
    heir = violation_type(entry.successor, day)
    instead = f"，已由 {heir.code}（{heir.name}）接替" if heir else ""
    instead_en = f"; {heir.code} ({heir.name}) has taken its place" if heir else ""
    span = f"{entry.starts} – {entry.until or '…'}"
    return {"name": entry.name, "day": str(day), "span": span, "instead": instead, "instead_en": instead_en}


@reads("vola_type", "vola_type_name")
def violation_name(row: Row, scene: Scene) -> Iterator[Issue]:
    """The name is derived from the code; a differing one is only a warning."""
    code, name = row.text("vola_type"), row.text("vola_type_name")
    known = violation_type(code, scene.on) if code and name else None
    if known and name != known.name:
        yield scene.sheet.issue(
            messages.TYPE_NAME_DIFFERS, row, "vola_type_name", value=name, code=code, name=known.name
        )


@reads("audit_mode", "sample_no", "certainty", "recall_docs")
def conditional(row: Row, scene: Scene) -> Iterator[Issue]:
    """抽样批次号 for 人工抽检; 需调阅资料 for 线索."""
    if row.text("audit_mode") == BY_HAND and not row.text("sample_no") and "sample_no" not in row.bad:
        yield scene.sheet.issue(messages.SAMPLE_MISSING, row, "sample_no")
    if row.text("certainty") == CLUE and not row.text("recall_docs") and "recall_docs" not in row.bad:
        yield scene.sheet.issue(messages.RECALL_MISSING, row, "recall_docs")


@reads("warned", "warned_on")
def warning_sent(row: Row, scene: Scene) -> Iterator[Issue]:
    """Kind B: a warning that was sent has its day."""
    if row.text("warned") == YES and row.day("warned_on") is None and "warned_on" not in row.bad:
        yield scene.sheet.issue(messages.WARNED_ON_MISSING, row, "warned_on")


@reads("case_fee", "advised_refusal")
def refusal(row: Row, scene: Scene) -> Iterator[Issue]:
    """Kind D: what is advised to be refused is part of the fee."""
    fee, refused = row.fen("case_fee"), row.fen("advised_refusal")
    if fee is not None and refused is not None and refused > fee:
        yield scene.sheet.issue(
            messages.REFUSAL_ABOVE_FEE, row, "advised_refusal", value=yuan(refused), limit=yuan(fee)
        )
