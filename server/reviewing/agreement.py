"""审核一致性: κ of blind pairs with its interval, where it is low, and the pairs behind each figure."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final

from litestar import Response, get

from importers.workbook.writing.looks import CENTRED, COUNT, PERCENT
from server.reviewing.reckoning import By, Limits, Reckoned, keys_of, overall, reckoned
from server.reviewing.screens import AgreementScreen, PairsScreen, violation
from server.web import clock
from server.web.access import Right, WebRequest, actor
from server.web.listing import listing
from server.web.pages import Page
from server.web.tabs import Field
from vendors.money import half_up
from vendors.periods import local_date
from vendors.policy.parameters import parameter
from vendors.reviewing.queries.pairs import Pair, blind_pairs

_FIELDS: Final = (
    Field("类别", 36), Field("盲审对数", 12, COUNT), Field("退回（不计）", 12, COUNT), Field("一致率", 12, PERCENT),
    Field("期望一致率", 12, PERCENT), Field("κ", 10, CENTRED), Field("区间下限", 10, CENTRED),
    Field("区间上限", 10, CENTRED), Field("说明", 16),
)  # fmt: skip


@get("/agreement", opt={"right": Right.VIEW_AGREEMENT})
async def agreement(request: WebRequest) -> Page:
    by, since, until = _asked(request)
    pairs = await blind_pairs(window=(since, until), for_=actor(request))
    limits = _limits()
    screen = AgreementScreen(
        by=by,
        since=since,
        until=until,
        whole=overall(pairs, limits),
        rows=_named(reckoned(pairs, by, limits), by, until),
        limits=limits,
        differed=sum(pair.counts and pair.first_said is not pair.second_said for pair in pairs),
    )
    return Page("reviewing/agreement.html", screen)


@get("/agreement/pairs", opt={"right": Right.VIEW_AGREEMENT})
async def pairs_behind(request: WebRequest) -> Page:
    """The pairs of one group; those whose finding is looked at blind again are counted and not shown."""
    by, since, until = _asked(request)
    key = request.query_params.get("key", "")
    found = await blind_pairs(window=(since, until), for_=actor(request))
    mine = [pair for pair in found if not key or key in {one for one, _name in keys_of(pair, by)}]
    limits = _limits()
    screen = PairsScreen(
        by=by,
        since=since,
        until=until,
        name=_title(mine, by, key, until),
        whole=replace(next(iter(_group(mine, by, key, limits)), overall(mine, limits)), name=""),
        pairs=[pair for pair in mine if not pair.closed],
        closed=sum(pair.closed for pair in mine),
    )
    return Page("reviewing/pairs.html", screen, fragment="reviewing/_pairs.html")


def _group(pairs: Sequence[Pair], by: By, key: str, limits: Limits) -> Sequence[Reckoned]:
    return [row for row in reckoned(pairs, by, limits) if key and row.key == key]


def _title(pairs: Sequence[Pair], by: By, key: str, on: date) -> str:
    names = {one: name for pair in pairs for one, name in keys_of(pair, by)}
    return violation(key, on) if by is By.VIOLATION and key else names.get(key, "")


@get("/agreement/export", opt={"right": Right.VIEW_AGREEMENT})
async def export(request: WebRequest) -> Response[bytes]:
    by, since, until = _asked(request)
    limits = _limits()
    pairs = await blind_pairs(window=(since, until), for_=actor(request))
    rows = [replace(overall(pairs, limits), name="合计"), *_named(reckoned(pairs, by, limits), by, until)]
    return listing(
        f"审核一致性_{by.zh}", _FIELDS, (_row(row) for row in rows), at=clock.now(), plain=f"agreement-{by.value}"
    )


def _row(row: Reckoned) -> tuple[str | int | Decimal | None, ...]:
    told = "不适用" if row.kappa is None else "样本不足" if row.few else "偏低" if row.low else ""
    if row.untold and not row.few:
        told = "；".join(filter(None, (told, "标准误为零")))
    figures = (row.kappa, *(row.interval or (None, None)))
    shown = ("—" if figure is None else str(half_up(figure)) for figure in figures)
    return (row.name, row.found.n, row.returned, row.observed, row.expected, *shown, told)


def _asked(request: WebRequest) -> tuple[By, date, date]:
    query = request.query_params
    today = local_date(clock.now())
    by = By(query["by"]) if query.get("by", "") in set(By) else By.VIOLATION
    until = _day(query.get("until", "")) or today
    since = _day(query.get("since", "")) or date(until.year, 1, 1)
    return by, min(since, until), max(since, until)


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found


def _limits() -> Limits:
    today = local_date(clock.now())
    return Limits(
        low=parameter("kappa_low", today).value,
        least=parameter("kappa_pairs_min", today).whole,
        confidence=Fraction(parameter("kappa_confidence", today).value),
    )


def _named(rows: Sequence[Reckoned], by: By, on: date) -> Sequence[Reckoned]:
    return [replace(row, name=violation(row.key, on)) if by is By.VIOLATION else row for row in rows]


AGREEMENT: Final = (agreement, pairs_behind, export)
