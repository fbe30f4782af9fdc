"""What an address or form names."""

from vendors.errors import Invalid, Words
from vendors.periods import Period


def period_named(text: str) -> Period:
    """Raises Invalid, which names the field `period`."""
    try:
        return Period.parse(text)
    except ValueError:
        wrong = Words(
            "请选择考核期间，如 2026Q3、2026M09、2026H1 或 2026。", "Choose a period, like 2026Q3 or 2026M09."
        )
        raise Invalid({"period": wrong}) from None


def period_or_none(text: str) -> Period | None:
    try:
        return Period.parse(text)
    except ValueError:
        return None
