"""What goes wrong in a first attempt: the mistakes real workbooks come with, one row each."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from importers.workbook.writing.sheets import Value

Row = dict[str, Value]
Mistake = Callable[[Row], Row]


def _amount(row: Row) -> Row:
    """The amount is not what quantity and price come to."""
    amount = row["vola_amt"]
    return {"vola_amt": (amount if isinstance(amount, Decimal) else Decimal(0)) + 10}


def _checker(row: Row) -> Row:
    """Nobody else looked at it."""
    return {"checker": row["auditor"]}


def _loss(row: Row) -> Row:
    """The fund lost more than was wrong."""
    amount = row["vola_amt"]
    return {"fund_loss": (amount if isinstance(amount, Decimal) else Decimal(0)) + 1}


def _evidence(_: Row) -> Row:
    """No legal kind of evidence."""
    return {"evidence": "截图:收费界面:1"}


def _code(_: Row) -> Row:
    """A code no taxonomy knows."""
    return {"vola_type": "0299"}


def _short(_: Row) -> Row:
    """Says nothing."""
    return {"vola_cont": "多收费"}


def _unmasked(_: Row) -> Row:
    """A patient's name in full."""
    return {"psn_name": "王小丫"}


def _stranger(_: Row) -> Row:
    """Signed by somebody the vendor never named."""
    return {"auditor": "外聘人员"}


def _future(row: Row) -> Row:
    """Audited next month."""
    day = row["audited_on"]
    return {"audited_on": (day if isinstance(day, date) else date(2026, 1, 1)) + timedelta(days=40)}


def _visit(row: Row) -> Row:
    """Two digits of the visit swapped: not a case of this task."""
    visit = str(row["mdtrt_id"])
    return {"mdtrt_id": f"{visit[:9]}9{visit[10:]}"}


def _stay(row: Row) -> Row:
    """Charged long after the discharge."""
    end = row["enddate"]
    return {"fee_ocur_time": (end if isinstance(end, date) else date(2026, 1, 1)) + timedelta(days=9)}


MISTAKES: Final[Mapping[str, Mistake]] = {
    "amount": _amount, "checker": _checker, "loss": _loss, "evidence": _evidence, "code": _code, "short": _short,
    "unmasked": _unmasked, "stranger": _stranger, "future": _future, "visit": _visit, "stay": _stay,
}  # fmt: skip


def spoilt(rows: Sequence[Row], mistakes: Sequence[str]) -> list[Row]:
    """Copies of the rows with one mistake each on the first findings among them."""
    wrong = iter(mistakes)
    made = []
    for row in rows:
        mistake = next(wrong, None) if row.get("vola_type") else None
        made.append({**row, **MISTAKES[mistake](row)} if mistake else dict(row))
    return made
