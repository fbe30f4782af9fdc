"""告知书: the list, a new one over findings of one institution, and one notice from draft to service."""

from collections.abc import Sequence
from decimal import Decimal

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from server.rulings.letter_screens import LetterScreen, LettersScreen, WriteScreen, Writing
from server.rulings.picking import asked_for, details, sealed
from server.rulings.picking import picks as picked
from server.rulings.telling import composed
from server.web import clock
from server.web.access import Right, WebRequest, actor, may
from server.web.attachments import BODY_LIMIT, submitted_with_file
from server.web.forms import Form, Reading, submitted
from server.web.house import House
from server.web.listing import listing
from server.web.pages import Page, see_other
from server.web.paging import seal, unseal, with_query
from server.web.tabs import Field
from vendors.attachments.actions import keep
from vendors.attachments.queries import attachments
from vendors.errors import Gate, Invalid, Words
from vendors.periods import local_date
from vendors.policy.parameters import parameter
from vendors.rulings import actions
from vendors.rulings.actions import Part
from vendors.rulings.queries import LetterPage, letter, letter_counts, letters
from vendors.rulings.rules import NoticeMethod
from vendors.rulings.service_rules import LetterState, Service

PAGE_SIZE = 50
_MOST = 100_000
_TEXTS = ("facts", "reasons", "basis")
_FIELDS = (
    Field("编号", 18),
    Field("定点机构编码", 16),
    Field("定点机构", 30),
    Field("问题数", 9),
    Field("金额（元）", 14),
    Field("状态", 10),
    Field("送达方式", 12),
    Field("送达日期", 12),
    Field("申辩期至", 12),
)


@get("/notices", opt={"right": Right.VIEW_DOCUMENTS})
async def notice_list(
    request: WebRequest, stage: FromQuery[str] = "", text: FromQuery[str] = "", after: FromQuery[str] = ""
) -> Page:
    found, chosen, start = await _found(request, stage, text, after)
    screen = LettersScreen(
        state=chosen,
        counts=await letter_counts(),
        rows=found.rows,
        text=text,
        next=with_query(request, after=seal(found.next)) if found.next else "",
        first=with_query(request) if start else "",
        export=with_query(request).replace("/notices", "/notices/export", 1),
        today=local_date(clock.now()),
    )
    return Page("rulings/letters.html", screen)


@get("/notices/export", opt={"right": Right.VIEW_DOCUMENTS})
async def notice_export(request: WebRequest, stage: FromQuery[str] = "", text: FromQuery[str] = "") -> Response[bytes]:
    found, _chosen, _start = await _found(request, stage, text, "", size=_MOST)
    rows = [
        (
            row.number,
            row.institution_code,
            row.institution_name,
            row.findings,
            Decimal(row.amount_fen) / 100,
            row.state.zh,
            row.method.zh if row.method else "",
            row.served_on,
            row.defence_until,
        )
        for row in found.rows
    ]
    return listing("告知书", _FIELDS, rows, at=clock.now(), plain="notices")


async def _found(
    request: WebRequest, state: str, text: str, after: str, *, size: int = PAGE_SIZE
) -> tuple[LetterPage, LetterState | None, bool]:
    chosen = LetterState(state) if state in set(LetterState) else None
    start = unseal(after)
    before = start[0] if start and isinstance(start[0], int) else None
    found = await letters(
        for_=actor(request),
        states=(chosen,) if chosen else (),
        text=text.strip()[:100],
        before=before,
        size=size,
    )
    return found, chosen, before is not None


@get("/notices/new", opt={"right": Right.NOTIFY})
async def new_notice(request: WebRequest) -> Page:
    at = clock.now()
    found = await details(request, asked_for(request), at=at)
    values = {f"{name}_{one.head.id}": text for one in found for name, text in composed(one).items()}
    return Page("rulings/write.html", await _writing(request, sealed(found), Form(values=values)))


async def _writing(
    request: WebRequest,
    findings: str,
    form: Form,
    *,
    letter_id: int | None = None,
    refused: Words | None = None,
) -> WriteScreen:
    at = clock.now()
    ids = [pick.finding for pick in picked(Form(values={"findings": findings}))]
    found = await details(request, ids, at=at)
    head = found[0].head
    return WriteScreen(
        institution_name=head.institution_name,
        institution_code=head.institution_code,
        rows=tuple(
            Writing(
                finding=one.head.id,
                number=one.head.number,
                violation=one.head.violation,
                amount_fen=one.head.amount_fen,
            )
            for one in found
        ),
        findings=findings,
        form=form,
        term_days=parameter("defence_days", local_date(at)).whole,
        letter=(await letter(id_=letter_id, for_=actor(request))).head if letter_id else None,
        refused=refused,
    )


async def _parts(request: WebRequest) -> tuple[Form, str, list[Part]]:
    """What was written, with the fields of exactly the findings the form names."""
    sent = (await request.form()).get("findings")
    findings = sent if isinstance(sent, str) else ""
    chosen = picked(Form(values={"findings": findings}))
    names = [f"{name}_{pick.finding}" for pick in chosen for name in _TEXTS]
    form = await submitted(request, "findings", *names)
    parts = [
        Part(
            finding=pick.finding,
            version=pick.version,
            facts=form.value(f"facts_{pick.finding}"),
            reasons=form.value(f"reasons_{pick.finding}"),
            basis=form.value(f"basis_{pick.finding}"),
        )
        for pick in chosen
    ]
    return form, findings, parts


def _named(invalid: Invalid, parts: Sequence[Part]) -> Invalid:
    """A single finding's faults under the names the form gives its fields."""
    only = parts[0].finding
    return Invalid({f"{name}_{only}" if name in _TEXTS else name: said for name, said in invalid.fields.items()})


@post("/notices", opt={"right": Right.NOTIFY})
async def draft(request: WebRequest) -> Page | Redirect:
    form, findings, parts = await _parts(request)
    try:
        made = await actions.draft_notice(parts=parts, by=actor(request), at=clock.now())
    except Invalid as invalid:
        screen = await _writing(request, findings, form.failed(_named(invalid, parts)))
        return Page("rulings/write.html", screen, status=422)
    except Gate as gate:
        return Page("rulings/write.html", await _writing(request, findings, form, refused=gate.words), status=409)
    return see_other(request, f"/notices/{made}", said=Words("告知书已拟好，请核对后制作。", "The notice is drafted."))


async def _screen(request: WebRequest, id_: int, form: Form | None = None) -> LetterScreen:
    who, today = actor(request), local_date(clock.now())
    found = await letter(id_=id_, for_=who)
    return LetterScreen(
        letter=found,
        files=await attachments(object_type="notice", object_ids=[id_], for_=who),
        today=today,
        form=form or Form(values={"told_on": today.isoformat()}),
        may=may(who, Right.NOTIFY),
        term_days=parameter("defence_days", today).whole,
        public_days=parameter("public_notice_days", today).whole,
    )


@get("/notices/{notice:int}", opt={"right": Right.VIEW_DOCUMENTS})
async def one_notice(request: WebRequest, notice: FromPath[int]) -> Page:
    return Page("rulings/letter.html", await _screen(request, notice))


@get("/notices/{notice:int}/text", opt={"right": Right.NOTIFY})
async def notice_text(request: WebRequest, notice: FromPath[int]) -> Page:
    found = await letter(id_=notice, for_=actor(request))
    values = {
        f"{name}_{part.finding}": text
        for part in found.parts
        for name, text in zip(_TEXTS, (part.facts, part.reasons, part.basis), strict=True)
    }
    findings = ",".join(f"{part.finding}.{part.version}" for part in found.parts)
    return Page("rulings/write.html", await _writing(request, findings, Form(values=values), letter_id=notice))


@post("/notices/{notice:int}/text", opt={"right": Right.NOTIFY})
async def rewrite(request: WebRequest, notice: FromPath[int]) -> Page | Redirect:
    form, findings, parts = await _parts(request)
    try:
        await actions.rewrite_notice(letter=notice, parts=parts, by=actor(request), at=clock.now())
    except Invalid as invalid:
        screen = await _writing(request, findings, form.failed(_named(invalid, parts)), letter_id=notice)
        return Page("rulings/write.html", screen, status=422)
    return see_other(
        request, f"/notices/{notice}", said=Words("告知书已修改，须重新制作。", "Rewritten; print it anew.")
    )


@post("/notices/{notice:int}/print", opt={"right": Right.NOTIFY})
async def print_(request: WebRequest, notice: FromPath[int]) -> Redirect:
    await submitted(request)
    await actions.print_notice(letter=notice, by=actor(request), at=clock.now())
    said = Words("告知书已制作，可下载文书并送达。", "Printed; download the paper and serve it.")
    return see_other(request, f"/notices/{notice}", said=said)


@post("/notices/{notice:int}/drop", opt={"right": Right.NOTIFY})
async def drop(request: WebRequest, notice: FromPath[int]) -> Page | Redirect:
    form = await submitted(request, "reason")
    try:
        await actions.drop_notice(letter=notice, reason=form.value("reason"), by=actor(request), at=clock.now())
    except Invalid as invalid:
        return Page("rulings/letter.html", await _screen(request, notice, form.failed(invalid)), status=422)
    return see_other(request, f"/notices/{notice}", said=Words("告知书已作废。", "The notice is void."))


@post("/notices/{notice:int}/service", opt={"right": Right.NOTIFY}, request_max_body_size=BODY_LIMIT)
async def serve(request: WebRequest, house: NamedDependency[House], notice: FromPath[int]) -> Page | Redirect:
    form, file = await submitted_with_file(request, "method", "told_on", "receiver", "witness", "refusal")
    read = Reading(form)
    method, told_on = read.choice("method", NoticeMethod), read.day("told_on")
    people = {name: read.text(name, required=False, longest=120) for name in ("receiver", "witness")}
    refusal = read.text("refusal", required=False, longest=500)
    at = clock.now()
    try:
        read.finish()
        service = Service(
            method=method or NoticeMethod.DIRECT, told_on=told_on or local_date(at), refusal=refusal, **people
        )
        proof = (file, await keep(file, blobs=house.blobs)) if file else None
        until = await actions.serve_letter(letter=notice, service=service, by=actor(request), at=at, proof=proof)
    except Invalid as invalid:
        return Page("rulings/letter.html", await _screen(request, notice, form.failed(invalid)), status=422)
    zh, en = ("（暂定）", " (provisional)") if until.provisional else ("", "")
    said = Words(f"已送达，申辩期至 {until.on}{zh}。", f"Served; the time to be heard runs to {until.on}{en}.")
    return see_other(request, f"/notices/{notice}", said=said)


LETTERS = (notice_list, notice_export, new_notice, draft, one_notice, notice_text, rewrite, print_, drop, serve)
