"""A finding as the page shows it: figures, tables, a drawing. Loads SciPy; what is said here is already translated."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from kpi.engine.inference import attributes, proportions, shrinkage, strata, variables
from kpi.engine.inference.acceptance import accept
from server.draws.inference import Accepted, Agreed, Found, as_json
from server.draws.screens import Appraised, Figures
from server.web.charts.drawing import Series, nice_bounds
from server.web.charts.intervals import Reach
from server.web.i18n import _
from vendors.money import half_up

_HUNDRED: Final = 100
_STEPS: Final = 12


def appraised(found: Found) -> Appraised:
    match found:
        case attributes.CountEstimate():
            made = _count(found)
        case variables.AmountEstimate():
            made = _amount(found)
        case strata.StratifiedEstimate():
            made = _stratified(found)
        case proportions.Interval():
            made = _proportion(found)
        case Agreed():
            made = _agreed(found)
        case shrinkage.Shrinkage():
            made = _shrinkage(found)
        case Accepted():
            made = _accepted(found)
    return made


def share(value: float | None, places: int = 2) -> str:
    """`97.00%`; a dash for none."""
    return "—" if value is None else f"{number(value * _HUNDRED, places)}%"


def number(value: float | None, places: int = 2) -> str:
    """With thousands separated, half-up; a dash for none."""
    if value is None:
        return "—"
    return f"{half_up(Decimal(repr(value)), Decimal(1).scaleb(-places)):,}"


def _count(found: attributes.CountEstimate) -> Appraised:
    rows = [
        (share(one.confidence, 0), f"{one.lower:,}", f"{one.upper:,}", _("单侧") if one.one_sided else _("双侧"))
        for one in found.limits
    ]
    reaches = [
        Reach(name=share(one.confidence, 0), figure=found.point, lower=one.lower, upper=one.upper,
              words=f"{one.lower:,} – {one.upper:,}")
        for one in found.limits
    ]  # fmt: skip
    heads = (_("置信水平"), _("下限"), _("上限"), _("区间类型"))
    return _made(
        found,
        facts=[
            (_("样本比率"), share(found.rate)),
            (_("总体估计数"), number(found.point, 1)),
            (_("标准误"), number(found.se_total)),
        ],
        tables=[Figures(title=_("总体数量的区间"), heads=heads, rows=rows)],
        reaches=reaches,
    )


def _amount(found: variables.AmountEstimate) -> Appraised:
    return _made(
        found,
        facts=[
            (_("样本均值"), number(found.mean)), (_("总体估计值"), number(found.point)),
            (_("均值标准误"), number(found.se_mean)), (_("总体标准误"), number(found.se_total)),
        ],
        tables=[_limits(found, "t")],
        reaches=_amount_reaches(found),
    )  # fmt: skip


def _stratified(found: strata.StratifiedEstimate) -> Appraised:
    rows = [(name, number(one.mean), number(one.point), number(one.se_total)) for name, one in found.strata]
    heads = (_("分层"), _("样本均值"), _("总体估计值"), _("总体标准误"))
    return _made(
        found,
        facts=[
            (_("总体数量"), f"{found.universe:,}"), (_("样本量"), f"{found.sample:,}"),
            (_("总体估计值"), number(found.whole.point)), (_("总体标准误"), number(found.whole.se_total)),
        ],
        tables=[_limits(found.whole, "z"), Figures(title=_("各层"), heads=heads, rows=rows)],
        reaches=_amount_reaches(found.whole),
    )  # fmt: skip


def _limits(found: variables.AmountEstimate, quantile: str) -> Figures:
    heads = (_("置信水平"), quantile, _("下限"), _("上限"), _("精度"))
    rows = [
        (share(one.confidence, 0), number(one.quantile, 4), number(one.lower), number(one.upper), share(one.precision))
        for one in found.limits
    ]
    return Figures(title=_("总体金额的区间"), heads=heads, rows=rows)


def _amount_reaches(found: variables.AmountEstimate) -> Sequence[Reach]:
    return [
        Reach(name=share(one.confidence, 0), figure=found.point, lower=one.lower, upper=one.upper,
              words=f"± {number(one.upper - found.point, 0)}")
        for one in found.limits
    ]  # fmt: skip


def _proportion(found: proportions.Interval) -> Appraised:
    reach = Reach(
        name=_("比率"), figure=found.rate * _HUNDRED, lower=found.lower * _HUNDRED, upper=found.upper * _HUNDRED,
        words=share(found.rate),
    )  # fmt: skip
    facts = [(_("样本比率"), share(found.rate)), (_("下限"), share(found.lower, 4)), (_("上限"), share(found.upper, 4))]
    return _made(found, facts=facts, tables=[], reaches=[reach], scale=(0, 100), unit="%")


def _agreed(agreed: Agreed) -> Appraised:
    found, judged = agreed.found, agreed.judged
    kappa, low, high, error = (
        None if one is None else float(one) for one in (found.kappa, found.low, found.high, found.error)
    )
    observed, expected = (None if one is None else float(one) for one in (found.observed, found.expected))
    heads = (_("第一人 ＼ 第二人"), *judged.categories, _("合计"))
    rows = [
        (name, *(f"{count:,}" for count in row), f"{sum(row):,}")
        for name, row in zip(judged.categories, judged.table, strict=True)
    ]
    reaches = (
        [Reach(name="κ", figure=kappa, lower=low, upper=high, words=number(kappa, 3))]
        if kappa is not None and low is not None and high is not None
        else []
    )
    facts = [
        ("κ", number(kappa, 4)), (_("下限"), number(low, 4)), (_("上限"), number(high, 4)),
        (_("标准误"), number(error, 4)), (_("实际一致"), share(observed)), (_("偶然一致"), share(expected)),
        (_("事项数"), f"{found.n:,}"),
    ]  # fmt: skip
    table = Figures(title=_("判定对照"), heads=heads, rows=rows)
    return _made(agreed, facts=facts, tables=[table], reaches=reaches, scale=(min(0, low or 0), 1))


def _shrinkage(found: shrinkage.Shrinkage) -> Appraised:
    ordered = sorted(found.members, key=lambda one: -one.estimate)
    rows = [(one.name, share(one.rate), share(one.weight), share(one.estimate)) for one in ordered]
    reaches = [
        Reach(name=one.name, figure=one.estimate * _HUNDRED, lower=min(one.rate, one.estimate) * _HUNDRED,
              upper=max(one.rate, one.estimate) * _HUNDRED, words=f"{share(one.rate, 1)} → {share(one.estimate, 1)}")
        for one in ordered
    ]  # fmt: skip
    heads = (_("名称"), _("比率"), _("保留自身的权重"), _("收缩估计"))
    facts = [(_("总均值"), share(found.mean)), (_("对象间方差"), number(found.variance, 6))]
    table = Figures(title=_("收缩估计"), heads=heads, rows=rows)
    return _made(found, facts=facts, tables=[table], reaches=reaches[:20], unit="%")


def _accepted(found: Accepted) -> Appraised:
    """With the curve from no faults to twice the rate asked about, and past it to where hardly a lot passes."""
    most = min(1.0, max(2 * found.rate, 3 * (found.allowed + 1) / found.sample))
    rates = [most * step / _STEPS for step in range(_STEPS + 1)]
    chances = [accept(sample=found.sample, allowed=found.allowed, rate=one) * _HUNDRED for one in rates]
    rows = [(share(rate), share(chance / _HUNDRED, 4)) for rate, chance in zip(rates, chances, strict=True)]
    return _made(
        found,
        facts=[(_("差错率"), share(found.rate)), (_("通过的可能性"), share(found.accept, 4))],
        tables=[Figures(title=_("接收概率曲线（OC）"), heads=(_("差错率"), _("通过的可能性")), rows=rows)],
        curve=Series(name=_("通过的可能性"), values=[round(chance, 2) for chance in chances], area=True),
        labels=[share(rate, 1) for rate in rates],
    )


def _made(
    found: Found,
    *,
    facts: Sequence[tuple[str, str]],
    tables: Sequence[Figures],
    reaches: Sequence[Reach] = (),
    scale: tuple[float, float] | None = None,
    unit: str = "",
    curve: Series | None = None,
    labels: Sequence[str] = (),
) -> Appraised:
    edges = [edge for one in reaches for edge in (one.lower, one.upper)]
    return Appraised(
        facts=facts, tables=tables, reaches=reaches, scale=scale or nice_bounds(edges), unit=unit, curve=curve,
        labels=labels, answer=as_json(found),
    )  # fmt: skip
