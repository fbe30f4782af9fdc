"""What about contracts has to be brought to mind on a day: their end, their publication and filing, their reports."""

from dataclasses import dataclass
from datetime import date, timedelta

from vendors.periods import Period
from vendors.policy.parameters import parameter
from vendors.transaction import transaction

_REMINDERS = ("contract_reminder_days_1", "contract_reminder_days_2", "contract_reminder_days_3")


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpiringContract:
    """A running contract close to its end. `step` is the reminder reached (1–3), `falls_today` its very day."""

    contract: int
    number: str
    title: str
    vendor: int
    vendor_name: str
    ends_on: date
    days_left: int
    step: int
    falls_today: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OverdueFiling:
    """A signed contract not published (公告) or not filed (备案) in time; `what` is publish or file."""

    contract: int
    number: str
    vendor: int
    what: str
    due_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class OverdueReport:
    """A report not handed in by its day."""

    contract: int
    number: str
    vendor: int
    period: Period
    due_on: date


async def expiring_contracts(*, on: date) -> tuple[ExpiringContract, ...]:
    """Running contracts within the first reminder's days of their end, the next to end first."""
    days = [parameter(code, on).whole for code in _REMINDERS]
    sql = """
    SELECT c.id AS contract, c.number, c.title, c.vendor, v.name AS vendor_name, c.ends_on
    FROM vendors_contract c JOIN vendors_vendor v ON v.id = c.vendor
    WHERE c.status IN ('signed', 'suspended', 'amending') AND c.starts_on <= $1 AND c.ends_on BETWEEN $1 AND $2
      AND NOT EXISTS (
        SELECT FROM vendors_contract r WHERE r.renews = c.id AND r.status NOT IN ('draft', 'legal_review', 'discarded'))
    ORDER BY c.ends_on, c.id
    """
    async with transaction() as connection:
        rows = await connection.fetch(sql, on, on + timedelta(days=max(days)))
    return tuple(_expiring({**row}, on, days) for row in rows)


def _expiring(row: dict[str, object], on: date, days: list[int]) -> ExpiringContract:
    ends_on = row["ends_on"]
    left = (ends_on - on).days if isinstance(ends_on, date) else 0
    step = sum(left <= limit for limit in days)
    return ExpiringContract(**row, days_left=left, step=step, falls_today=left in days)  # type: ignore[arg-type]


async def overdue_filings(*, on: date) -> tuple[OverdueFiling, ...]:
    """Contracts whose day to be published or filed has passed, the longest overdue first."""
    sql = """
    SELECT id AS contract, number, vendor, 'publish' AS what, publish_due_on AS due_on FROM vendors_contract
    WHERE published_on IS NULL AND publish_due_on < $1 AND status <> 'archived'
    UNION ALL SELECT id, number, vendor, 'file', file_due_on FROM vendors_contract
    WHERE filed_on IS NULL AND file_due_on < $1 AND status <> 'archived' ORDER BY due_on, contract, what
    """
    async with transaction() as connection:
        return tuple(OverdueFiling(**dict(row)) for row in await connection.fetch(sql, on))


async def overdue_reports(*, on: date) -> tuple[OverdueReport, ...]:
    """Reports whose due day has passed, the longest overdue first."""
    sql = """
    SELECT r.contract, c.number, r.vendor, r.period, r.due_on
    FROM vendors_report_due r JOIN vendors_contract c ON c.id = r.contract
    WHERE r.delivered_on IS NULL AND r.due_on < $1 AND c.status <> 'archived' ORDER BY r.due_on, r.id
    """
    async with transaction() as connection:
        rows = await connection.fetch(sql, on)
    return tuple(OverdueReport(**{**row, "period": Period.parse(row["period"])}) for row in rows)
