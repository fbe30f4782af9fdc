"""What the form of a new draw asks: read into a plan and a scope, every fault at once."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Final

from server.web.forms import Form, Reading
from vendors.draws.rules import BRINGS_ITS_OWN, METHODS, Base, Method, Order, Plan, Purpose, Spread
from vendors.draws.scopes import INPATIENT, OF_CASES, OF_PLACES, Scope, Weight
from vendors.errors import Invalid, Words
from vendors.institutions.frame_queries import Trait
from vendors.institutions.queries import institutions_by_code
from vendors.people.pool.cards import Speciality

PURPOSES: Final = tuple(purpose for purpose in Purpose if purpose not in BRINGS_ITS_OWN)
TRAIT_FIELDS: Final[Mapping[Trait, str]] = {trait: f"trait_{trait.value}" for trait in Trait}
COUNT_FIELDS: Final[Mapping[Speciality, str]] = {one: f"count_{one.value}" for one in Speciality}
NAMES: Final = (
    "purpose", "title", "basis", "campaign", "method", "percent", "size", "base", "spread", "least", "order", "weight",
    "each", "settled_from", "settled_to", "region", "kind", "med_type", "left_out", "concerning",
    *TRAIT_FIELDS.values(), *COUNT_FIELDS.values(),
)  # fmt: skip
_AT: Final = {"ratio": "percent", "counts": "size"}


async def asked(form: Form, purpose: Purpose) -> tuple[Plan, Scope]:
    """The plan and the scope. Raises Invalid with the fields of the form."""
    read = Reading(form)
    plan, scope = _plan(read, form, purpose), _scope(read, form, purpose)
    if purpose in OF_PLACES:
        scope = await _left_out(read, form, scope)
    if purpose is Purpose.EXPERTS:
        scope = await _concerning(read, form, scope)
    read.finish()
    return plan, scope


def at_fields(form: Form, invalid: Invalid) -> Form:
    """Faults of plan and scope beside the fields they were typed into."""
    return form.failed(Invalid({_AT.get(name, name): words for name, words in invalid.fields.items()}))


def _plan(read: Reading, form: Form, purpose: Purpose) -> Plan:
    method = read.choice("method", Method, required=len(METHODS[purpose]) > 1) or METHODS[purpose][0]
    if purpose is Purpose.EXPERTS:
        counts = {one.zh: read.whole(name, required=False) or 0 for one, name in COUNT_FIELDS.items()}
        return Plan(method=method, spread=Spread.GIVEN, counts={name: count for name, count in counts.items() if count})
    percent = read.decimal("percent", required=False)
    spread = read.choice("spread", Spread, required=False)
    stratified = method is Method.STRATIFIED or (method is Method.DOUBLE and spread is not None)
    return Plan(
        method=method,
        ratio=None if percent is None else percent / Decimal(100),
        size=read.whole("size", required=False),
        base=read.choice("base", Base, required=False) or Base.COUNT,
        spread=(spread or Spread.PROPORTIONAL) if stratified else None,
        least=int(bool(form.value("least")) and stratified),
        order=read.choice("order", Order, required=False) or Order.ID,
        each=(read.whole("each") or 0) if purpose is Purpose.DOUBLE else 0,
    )


def _scope(read: Reading, form: Form, purpose: Purpose) -> Scope:
    prefix = form.value("med_type")
    return Scope(
        settled_from=read.day("settled_from", required=purpose in OF_CASES),
        settled_to=read.day("settled_to", required=purpose in OF_CASES),
        regions=(form.value("region"),) if form.value("region") else (),
        kinds=(form.value("kind"),) if form.value("kind") and purpose in OF_PLACES else (),
        med_types=(prefix,) if prefix else INPATIENT if purpose is Purpose.REREVIEW else (),
        traits=tuple(trait for trait, name in TRAIT_FIELDS.items() if form.value(name)),
        weight=read.choice("weight", Weight, required=False) or Weight.FUND,
        inpatient=purpose is Purpose.REREVIEW,
    )


async def _left_out(read: Reading, form: Form, scope: Scope) -> Scope:
    """One institution a line: its code, then the reason."""
    lines = [line.split(maxsplit=1) for line in form.value("left_out").splitlines() if line.strip()]
    told = {parts[0]: parts[1].strip() for parts in lines if len(parts) > 1}
    known = await institutions_by_code([parts[0] for parts in lines])
    wrong = [parts[0] for parts in lines if len(parts) == 1 or parts[0] not in known]
    if wrong:
        which = "、".join(wrong)
        read.fault("left_out", Words(f"编码未登记或缺少理由：{which}", f"Unknown code or no reason: {which}"))
    return replace(scope, left_out=told)


async def _concerning(read: Reading, form: Form, scope: Scope) -> Scope:
    codes = tuple(form.value("concerning").split())
    known = await institutions_by_code(codes)
    wrong = [code for code in codes if code not in known]
    if wrong:
        which = "、".join(wrong)
        read.fault("concerning", Words(f"没有登记的机构编码：{which}", f"Codes not registered: {which}"))
    return replace(scope, concerning=codes)
