"""What an address or form names: a period, a contract."""

from vendors.errors import Invalid, NotFound, Words
from vendors.periods import Period


def quarter(text: str) -> Period:
    """Raises Invalid, which names the field `period`, for anything but a quarter."""
    found = quarter_or_none(text)
    if found is None:
        raise Invalid({"period": Words("请选择季度，如 2026Q3。", "Choose a quarter, like 2026Q3.")})
    return found


def period_named(text: str) -> Period:
    """Any kind of period. Raises Invalid, which names the field `period`."""
    found = period_or_none(text)
    if found is None:
        raise Invalid(
            {"period": Words("请选择考核期间，如 2026Q3 或 2026M09。", "Choose a period, like 2026Q3 or 2026M09.")}
        )
    return found


def period_or_none(text: str) -> Period | None:
    try:
        return Period.parse(text)
    except ValueError:
        return None


def quarter_or_none(text: str) -> Period | None:
    try:
        found = Period.parse(text)
    except ValueError:
        return None
    return found if found.kind == "Q" else None


def number(text: str) -> int:
    """A row's id. Raises NotFound for anything that cannot be one."""
    if not (text.isascii() and text.isdigit() and int(text) < 2**31):
        raise NotFound
    return int(text)
