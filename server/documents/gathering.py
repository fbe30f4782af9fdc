"""From the records of a case to what its papers are made of. NotFound when there is none or not for this person."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from server.documents.records import (
    Addressee,
    DecisionPaper,
    DiscussionPaper,
    Item,
    NoticePaper,
    Rule,
    Service,
    Settled,
    Taken,
    Told,
    TranscriptPaper,
    TransferPaper,
)
from server.documents.wording import day
from vendors.actors import Actor
from vendors.findings.queries import FindingDetail, finding
from vendors.handling.queries import MeasureView, handling
from vendors.handling.queries import transfer as transfer_of
from vendors.handling.rules import IN_FORCE, MeasureState
from vendors.periods import local_date
from vendors.policy.codes import code_list
from vendors.policy.parameters import parameter
from vendors.recoveries.rules import DESTINATION
from vendors.rulings.printing import named
from vendors.rulings.queries import CaseFile, Defence, LetterPart, Recheck, Ruled, hearing, letter, ruling
from vendors.rulings.queries import decision as decision_of
from vendors.rulings.queries import discussion as discussion_of
from vendors.rulings.rules import DefenceForm, in_time


async def notice_paper(id_: int, *, for_: Actor, at: datetime) -> NoticePaper:
    found = await letter(id_=id_, for_=for_)
    head = found.head
    told = [await _of_part(part, for_=for_, at=at) for part in found.parts]
    service = Service(
        method=head.method.zh if head.method else "",
        served_on=head.told_on,
        receiver=head.receiver,
        witness=head.witness,
        refusal=head.refusal,
        served_by=head.served_by,
    )
    return NoticePaper(
        id=head.id,
        number=head.number,
        institution=Addressee(code=head.institution_code, name=head.institution_name),
        told=tuple(told),
        term=_rule("defence_days", head.served_on or local_date(head.at)),
        service=service,
        until=head.defence_until,
        provisional=bool(head.provisional),
        drafted_by=head.drafted_by_name,
        made=head.printed_at or head.at,
    )


async def _of_part(part: LetterPart, *, for_: Actor, at: datetime) -> Told:
    """As it was printed; before that as it would be."""
    kept = part.printed
    if kept is None:
        detail = await finding(id_=part.finding, for_=for_, at=at)
        return _told(detail, facts=part.facts, reasons=part.reasons, basis=part.basis)
    return Told(
        number=kept.number,
        violation=kept.violation,
        visit_id=kept.visit_id,
        patient=kept.patient,
        reported_fen=kept.amount_fen,
        facts=part.facts,
        reasons=part.reasons,
        basis=part.basis,
        items=tuple(
            Item(
                name=one.name,
                code=one.code,
                fee_on=one.fee_on,
                quantity=_quantity(one.quantity),
                reported_fen=one.amount_fen,
            )
            for one in kept.items
        ),
    )


async def transcript_paper(defence: int, *, for_: Actor) -> TranscriptPaper:
    """The record a finding's defence belongs to: one paper for all findings heard together."""
    found = await hearing(defence=defence, for_=for_)
    until = None
    if found.notices:
        told = (await letter(number=found.notices[0], for_=for_)).head
        until = None if told.provisional else told.defence_until
    return TranscriptPaper(
        id=found.id,
        number="、".join(found.notices) or f"SB-{found.id:06d}",
        institution=Addressee(code=found.institution_code, name=found.institution_name),
        numbers=found.findings,
        oral=found.form is DefenceForm.ORAL,
        speaker=found.speaker,
        capacity=found.capacity,
        asked_by=found.asked_by,
        taken_down_by=found.taken_down_by,
        place=found.place,
        content=found.content,
        exchanges=tuple((one.question, one.answer) for one in found.exchanges),
        unsigned_reason="" if found.signed else found.unsigned_reason,
        in_time=in_time(found.made_at, heard_until=until),
        made_at=found.made_at,
        made=found.at,
    )


async def discussion_paper(id_: int, *, for_: Actor, at: datetime) -> DiscussionPaper:
    found = await discussion_of(id_=id_, for_=for_)
    return DiscussionPaper(
        id=found.id,
        number=found.number,
        kind=found.kind.zh,
        institution=Addressee(code=found.institution_code, name=found.institution_name),
        held_on=found.held_on,
        place=found.place,
        chair=found.chair,
        recorder=found.recorder,
        attendees=tuple((one.name, one.post) for one in found.attendees),
        absent=tuple((one.name, one.post) for one in found.absent),
        told=await _all_told(found.findings, for_=for_, at=at),
        matter=found.matter,
        opinions=found.opinions,
        verdict=found.verdict.zh,
        conclusion=found.conclusion,
        gate=_rule("collective_discussion_fen", found.held_on),
        made=found.recorded_at,
    )


async def decision_paper(id_: int, *, for_: Actor, at: datetime) -> DecisionPaper:
    """The decision as it was made; what became of it since is only marked."""
    found = await decision_of(id_=id_, for_=for_, at=at)
    case = await handling(id_, for_=for_, at=at)
    made: dict[int, Ruled] = {}
    for one in found.determinations:
        made.setdefault(one.finding, one)
    settled = [_settled(one, await ruling(finding=one.finding, for_=for_, at=at)) for one in made.values()]
    head = found.head
    discussed = await discussion_of(id_=head.discussion, for_=for_) if head.discussion else None
    return DecisionPaper(
        id=head.id,
        number=head.number,
        institution=Addressee(code=head.institution_code, name=head.institution_name),
        settled=tuple(settled),
        measures=tuple(_taken(one) for one in case.measures if one.state is not MeasureState.WITHDRAWN),
        discussion=(discussed.number, discussed.held_on) if discussed else None,
        service=Service(),
        decided_on=head.decided_on,
        changed_since=any(not one.standing for one in made.values()),
        made=head.at,
    )


async def transfer_paper(id_: int, *, for_: Actor, at: datetime) -> TransferPaper:
    found = await transfer_of(id_, for_=for_)
    return TransferPaper(
        id=found.id,
        number=found.number,
        decision=found.decision_number,
        agency=found.agency or code_list("transfer_target").get(found.target, ""),
        institution=Addressee(code=found.institution_code, name=found.institution_name),
        told=await _all_told(found.findings, for_=for_, at=at),
        amount_fen=found.amount_fen,
        reason=found.reason,
        basis=found.basis,
        transferred_on=found.transferred_on,
        made=found.at,
    )


async def _all_told(findings: Sequence[int], *, for_: Actor, at: datetime) -> tuple[Told, ...]:
    return tuple([_told(await finding(id_=one, for_=for_, at=at)) for one in findings])


def _told(
    detail: FindingDetail,
    *,
    facts: str = "",
    reasons: str = "",
    basis: str = "",
    determined: Mapping[int, int] | None = None,
) -> Told:
    head = detail.head
    return Told(
        number=head.number,
        violation=named(head.violation, local_date(head.created_at)),
        visit_id=head.visit_id,
        patient=head.patient_masked,
        reported_fen=head.amount_fen,
        facts=facts or detail.description,
        reasons=reasons,
        basis=basis or detail.basis,
        items=tuple(_items(detail, determined)),
        evidence=tuple((one.kind.zh, one.name, one.page) for one in detail.evidence if one.voided_at is None),
    )


def _items(detail: FindingDetail, determined: Mapping[int, int] | None) -> Iterable[Item]:
    for line in detail.lines:
        yield Item(
            name=line.item_name,
            code=line.item_code,
            fee_on=line.fee_on,
            quantity=_quantity(line.quantity),
            reported_fen=line.amount_fen,
            determined_fen=None if determined is None else determined.get(line.id, 0),
        )


def _quantity(number: Decimal | None) -> str:
    return "—" if number is None else f"{number.normalize():f}"


def _settled(one: Ruled, case: CaseFile) -> Settled:
    told = case.notice
    return Settled(
        told=_told(
            case.finding,
            facts=told.facts if told else "",
            reasons=told.reasons if told else "",
            basis=told.basis if told else "",
            determined=one.lines,
        ),
        outcome=one.outcome.zh,
        determined_fen=one.amount_fen,
        reason="：".join(text for text in (one.reason_code.zh, one.reason.strip()) if text),
        heard=_heard(case),
        panel=_panel(case, one),
    )


def _heard(case: CaseFile) -> str:
    """What became of the right to be heard: in time or late, rechecked or not, accepted or not."""
    if not case.defences:
        return "在规定期限内未提出，视为放弃" if case.notice else "—"
    apart = [[one for one in case.defences if one.in_time is asked] for asked in (True, False)]
    return "；".join(_said(group, case.rechecks) for group in apart if group)


def _said(defences: Sequence[Defence], rechecks: Sequence[Recheck]) -> str:
    """In which form they were made, and what the last recheck that knew all of them made of it."""
    how = "、".join(dict.fromkeys("口头" if one.form is DefenceForm.ORAL else "书面" for one in defences))
    late = "" if defences[0].in_time else "逾期"
    knew = [one for one in rechecks if one.at >= max(said.made_at for said in defences)]
    return f"{late}{how}提出陈述申辩" + (f"，经复核{knew[-1].verdict.zh}" if knew else "（未复核）")


def _panel(case: CaseFile, ruled: Ruled) -> str:
    """Who sat on the panel, what its majority found, and whether the determination departs from it."""
    held = [one for one in case.panels if one.recorded_at and one.recorded_at <= ruled.at]
    if not held:
        return ""
    last = max(held, key=lambda one: (one.recorded_at, one.id))
    members = "、".join(one.name for one in last.members)
    found = last.conclusion
    departed = found is not None and found is not ruled.outcome
    more = f"；本次认定为{ruled.outcome.zh}，与合议结论不一致，由负责人集体讨论决定" if departed else ""
    return f"{day(last.held_on)}经合议（合议人员：{members}），结论为{found.zh if found else '—'}{more}"


def _taken(one: MeasureView) -> Taken:
    kept = (
        f"对象：{one.target}" if one.target else "",
        f"期限{one.months}个月" if one.months else "",
        _term(one.begins_on, one.ends_on),
        one.basis.strip().rstrip("。"),
    )
    return Taken(
        kind=one.kind.zh,
        stream=one.stream.zh if one.stream else "",
        destination=DESTINATION[one.stream].zh if one.stream else "",
        fen=one.amount_fen,
        words="，".join(text for text in kept if text),
        approved=one.state in IN_FORCE or one.state is MeasureState.LIFTED,
    )


def _term(begins: date | None, ends: date | None) -> str:
    if begins is None:
        return ""
    return f"自{day(begins)}起" + (f"至{day(ends)}止" if ends else "")


def _rule(code: str, on: date) -> Rule:
    held = parameter(code, on)
    return Rule(value=held.whole, source=held.source, article=held.article)
