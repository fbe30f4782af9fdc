"""What expires, as letters: certificates of vendors and of people, contracts and what they owe."""

from collections.abc import Iterable, Sequence
from datetime import date

from server.desk.rules import Audience, Letter, MessageKind, at_bureau, at_vendor
from vendors.actors import Role
from vendors.contracts.expiring import expiring_contracts
from vendors.errors import Words
from vendors.people.expiring import REMINDERS, expiring_certificates
from vendors.policy.parameters import parameter
from vendors.registry.qualifications.expiring import expiring_qualifications


async def qualifications(on: date) -> Sequence[Letter]:
    """资质证书: to the vendor and the contract managers."""
    return [
        Letter(
            once=f"qualification {one.qualification} {one.valid_to} {one.step}",
            kind=MessageKind.EXPIRY,
            words=_ends(f"{one.vendor_name}的{one.what.zh}", f"{one.vendor_name}: {one.what.en}", one.valid_to, on),
            link=f"/vendors/{one.vendor}",
            to=(at_vendor(one.vendor), at_bureau(Role.CONTRACT_MANAGER)),
        )
        for one in await expiring_qualifications(on=on)
    ]


async def certificates(on: date) -> Sequence[Letter]:
    """人员证书: of a vendor's people to both sides, of inspectors to those who send them out."""
    letters = []
    for one in await expiring_certificates(on=on):
        step = step_reached(one.days, [parameter(code, on).whole for code in REMINDERS])
        if step is None:
            continue
        name = " ".join(filter(None, (one.certificate, one.number)))
        to: tuple[Audience, ...] = (at_bureau(Role.TASK_MANAGER),)
        if one.vendor is not None:
            to = (at_vendor(one.vendor), at_bureau(Role.CONTRACT_MANAGER))
        letters.append(
            Letter(
                once=f"certificate {one.person_type} {one.person} {name} {one.ends} {step}",
                kind=MessageKind.EXPIRY,
                words=_ends(f"{one.name}的{name}", f"{one.name}: {name}", one.ends, on),
                link="/people" if one.vendor is not None else "/inspectors",
                to=to,
            )
        )
    return letters


async def contracts(on: date) -> Sequence[Letter]:
    """合同到期: to the vendor, which may have to bid again, and the contract managers."""
    return [
        Letter(
            once=f"contract {one.contract} {one.ends_on} {one.step}",
            kind=MessageKind.EXPIRY,
            words=_ends(f"合同 {one.number} {one.title}", f"Contract {one.number} {one.title}", one.ends_on, on),
            link=f"/contracts/{one.contract}",
            to=(at_vendor(one.vendor), at_bureau(Role.CONTRACT_MANAGER)),
        )
        for one in await expiring_contracts(on=on)
    ]


def step_reached(days_left: int, steps: Iterable[int]) -> int | None:
    """The nearest step reached: -1 once it is over, None before the first."""
    if days_left < 0:
        return -1
    return min((step for step in steps if days_left <= step), default=None)


def _ends(zh: str, en: str, last: date, on: date) -> Words:
    """The last day still counts."""
    left = (last - on).days
    if left < 0:
        return Words(f"{zh}已于 {last} 到期，请尽快更新。", f"{en} ended on {last}; renew it.")
    if left == 0:
        return Words(f"{zh}今天（{last}）到期。", f"{en} ends today ({last}).")
    return Words(f"{zh}将于 {last} 到期，还有 {left} 天。", f"{en} ends on {last} (days left: {left}).")
