"""Work told one by one: certificates, contracts to publish, clocks to stop, hand-offs, data to give back."""

from collections.abc import Sequence
from datetime import date

from server.desk.todo import Todo, folded
from server.web.access import Right, may
from server.web.i18n import _, words
from vendors.actors import Actor
from vendors.contracts.expiring import OverdueFiling, overdue_filings
from vendors.handoffs.queries import HandoffFilters, HandoffView, handoffs
from vendors.handoffs.rules import WAITING, Side
from vendors.periods import local_date
from vendors.provision.queries import ProvisionFilters, ProvisionView, provisions
from vendors.provision.rules import ProvisionState
from vendors.registry.qualifications.queries import QualificationView, to_verify
from vendors.tasks.clock.actions import PauseState
from vendors.tasks.clock.queries import OpenPause, open_pauses


async def certificates(who: Actor) -> list[Todo]:
    """For the bureau: certificates that vendors sent, each on its own page."""
    if not who.at_bureau or not may(who, Right.REGISTER_VENDOR):
        return []
    return folded(await to_verify(for_=who), _certificate, _certificates)


def _certificate(one: QualificationView) -> Todo:
    return Todo(
        tag=_("资质核验"),
        tone="brand",
        title=words(one.words),
        about=one.vendor_name,
        href=f"/vendors/{one.vendor}/qualifications/{one.id}",
    )


def _certificates(many: Sequence[QualificationView]) -> Todo:
    first = many[0]
    return Todo(
        tag=_("资质核验"),
        tone="brand",
        title=_("%(n)s 份机构资质待核验", n=len(many)),
        about="、".join(dict.fromkeys(one.vendor_name for one in many)),
        href=f"/vendors/{first.vendor}/qualifications",
        count=len(many),
    )


async def filings(who: Actor, today: date) -> list[Todo]:
    """For the bureau: contracts not published (公告) or not filed (备案) by their day."""
    if not may(who, Right.MANAGE_CONTRACTS):
        return []
    return folded(await overdue_filings(on=today), _filing, _filings)


def _filing(one: OverdueFiling) -> Todo:
    return Todo(
        tag=_("合同公告") if one.what == "publish" else _("合同备案"),
        tone="bad",
        title=_("合同 %(number)s 逾期未公告", number=one.number)
        if one.what == "publish"
        else _("合同 %(number)s 逾期未备案", number=one.number),
        about="",
        href=f"/contracts/{one.contract}",
        due=one.due_on,
        overdue=True,
    )


def _filings(many: Sequence[OverdueFiling]) -> Todo:
    return Todo(
        tag=_("公告备案"),
        tone="bad",
        title=_("%(n)s 项合同公告或备案逾期", n=len(many)),
        about=_("最早的合同 %(number)s", number=many[0].number),
        href="/contracts",
        due=many[0].due_on,
        overdue=True,
        count=len(many),
    )


async def pauses(who: Actor, today: date) -> list[Todo]:
    """For the bureau: to agree that it is waited for, and to hand over what is."""
    if not may(who, Right.MANAGE_TASKS):
        return []
    return [_pause(one, today) for one in await open_pauses(for_=who)]


def _pause(one: OpenPause, today: date) -> Todo:
    asked = one.state is PauseState.ASKED
    late = one.expected_on is not None and one.expected_on < today
    return Todo(
        tag=_("暂停待确认") if asked else _("待交材料"),
        tone="bad" if late else "warn",
        title=f"{one.number} {one.title}",
        about=f"{one.vendor_name} · {one.material}",
        href=f"/tasks/{one.task}",
        due=one.expected_on,
        since=local_date(one.asked_at),
        overdue=late,
    )


async def own_dated(who: Actor, today: date) -> list[Todo]:
    """For a vendor's people: what other groups wait for, and data that has to go back."""
    found = []
    if may(who, Right.SEND_HANDOFF):
        slips = await handoffs(for_=who, which=HandoffFilters(states=WAITING))
        mine = sorted((one for one in slips if one.mine is Side.RECEIVER), key=lambda one: one.due_on or date.max)
        found += folded(mine, lambda one: _slip(one, today), lambda many: _slips(many, today))
    if may(who, Right.VIEW_PROVISION):
        out = await provisions(for_=who, which=ProvisionFilters(state=ProvisionState.PROVIDED))
        due = sorted((one for one in out if one.due_back_on), key=lambda one: one.due_back_on or date.max)
        found += folded(due, lambda one: _release(one, today), lambda many: _releases(many, today))
    return found


def _slip(one: HandoffView, today: date) -> Todo:
    late = one.overdue(today)
    return Todo(
        tag=_("线索待答复"),
        tone="bad" if late else "warn",
        title=f"{one.number} {one.subject}",
        about=one.from_group.zh,
        href=f"/handoffs/{one.id}",
        due=one.due_on,
        overdue=late,
    )


def _slips(many: Sequence[HandoffView], today: date) -> Todo:
    first, late = many[0], sum(one.overdue(today) for one in many)
    return Todo(
        tag=_("线索待答复"),
        tone="bad" if late else "warn",
        title=_("%(n)s 张线索流转单待答复", n=len(many)),
        about=_("其中 %(n)s 张逾期", n=late) if late else "",
        href="/handoffs",
        due=first.due_on,
        overdue=bool(late),
        count=len(many),
    )


def _release(one: ProvisionView, today: date) -> Todo:
    late = one.overdue(today)
    return Todo(
        tag=_("数据返还"),
        tone="bad" if late else "",
        title=f"{one.number} {one.description or one.purpose}",
        about=one.purpose if one.description else "",
        href=f"/provision/{one.id}",
        due=one.due_back_on,
        overdue=late,
        later=not late,
    )


def _releases(many: Sequence[ProvisionView], today: date) -> Todo:
    first, late = many[0], sum(one.overdue(today) for one in many)
    return Todo(
        tag=_("数据返还"),
        tone="bad" if late else "",
        title=_("%(n)s 项数据待返还或销毁", n=len(many)),
        about=_("其中 %(n)s 项逾期", n=late) if late else "",
        href="/provision?state=provided",
        due=first.due_back_on,
        overdue=bool(late),
        later=not late,
        count=len(many),
    )
