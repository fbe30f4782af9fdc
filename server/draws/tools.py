"""抽样工具: how large a sample must be. One form, answered by the server; works without JavaScript."""

from decimal import Decimal
from fractions import Fraction
from typing import Final

from litestar import get

from kpi.engine import sizes
from server.draws.screens import SizeScreen
from server.web.access import Right, WebRequest
from server.web.forms import Form, Reading
from server.web.pages import Page
from vendors.errors import Invalid, Words

KINDS: Final = ("attribute", "variable", "discovery", "acceptance")
NAMES: Final = ("kind", "confidence", "precision", "rate", "deviation", "amount", "universe", "occurrences", "allowed")
_DEFAULTS: Final = {"kind": "attribute", "confidence": "95", "precision": "5", "rate": "50", "allowed": "0"}
_CONFIDENCES: Final = (80, 90, 95, 99)
_MOST: Final = 10**9


@get("/tools/sampling", opt={"right": Right.USE_SAMPLING_TOOLS})
async def sampling(request: WebRequest) -> Page:
    """Sizes at the usual confidences stand beside the one asked for."""
    typed = {name: value.strip() for name, value in request.query_params.items() if name in NAMES}
    kind = typed.get("kind", "")
    form = Form(values=_DEFAULTS | typed | {"kind": kind if kind in KINDS else KINDS[0]})
    if "confidence" not in typed:
        return Page("draws/sampling.html", SizeScreen(kind=form.value("kind"), form=form, size=None, curve=()))
    try:
        size = answered(form)
    except Invalid as invalid:
        failed = SizeScreen(kind=form.value("kind"), form=form.failed(invalid), size=None, curve=())
        return Page("draws/sampling.html", failed, status=422)
    curve = [(f"{share}%", answered(Form(values={**form.values, "confidence": str(share)}))) for share in _CONFIDENCES]
    return Page("draws/sampling.html", SizeScreen(kind=form.value("kind"), form=form, size=size, curve=curve))


def answered(form: Form) -> int:
    """The size a form asks for. Raises Invalid."""
    kind, read = form.value("kind"), Reading(form)
    confidence = _share(read, "confidence")
    universe = _count(read, "universe", required=kind in KINDS[2:])
    if kind == "attribute":
        precision, rate = _share(read, "precision"), _share(read, "rate")
        read.finish()
        return sizes.attribute(confidence=confidence, precision=precision, rate=rate, universe=universe)
    if kind == "variable":
        deviation, amount = _money(read, "deviation"), _money(read, "amount")
        read.finish()
        return sizes.variable(confidence=confidence, deviation=deviation, precision=amount, universe=universe)
    occurrences = _count(read, "occurrences") or 1
    allowed = (_count(read, "allowed", least=0) or 0) if kind == "acceptance" else 0
    if universe is not None and not allowed < occurrences <= universe:
        read.fault("occurrences", Words("应大于允许数，不超过总体。", "More than allowed, no more than the universe."))
    read.finish()
    return sizes.acceptance(confidence=confidence, universe=universe or 1, occurrences=occurrences, allowed=allowed)


def _share(read: Reading, name: str) -> Fraction:
    found = read.decimal(name)
    if found is not None and not 0 < found < 100:
        read.fault(name, Words("应在 0 与 100 之间。", "Between 0 and 100."))
    return Fraction(found or 1) / 100


def _money(read: Reading, name: str) -> Fraction:
    found = read.decimal(name)
    if found is not None and not Decimal(0) < found <= _MOST:
        read.fault(name, Words("应大于零。", "More than zero."))
    return Fraction(found or 1)


def _count(read: Reading, name: str, *, required: bool = True, least: int = 1) -> int | None:
    found = read.whole(name, required=required)
    if found is not None and not least <= found <= _MOST:
        read.fault(name, Words("数量超出范围。", "Out of range."))
    return found
