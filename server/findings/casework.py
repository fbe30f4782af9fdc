"""Putting a finding's file in order: source and nature, the violation type, evidence with its files, contributors."""

from collections.abc import Mapping
from typing import Final

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from server.findings.drawer import finding_page, told_what_changed
from server.findings.wanted import wanted
from server.web import clock
from server.web.access import Right, WebRequest, actor
from server.web.attachments import BODY_LIMIT, submitted_with_file
from server.web.downloads import unread
from server.web.forms import Form, Reading, submitted
from server.web.house import House
from server.web.pages import Page, is_fragment, see_other
from vendors.attachments.actions import keep, record_download
from vendors.errors import Conflict, Invalid, NotFound, Words
from vendors.findings import actions, queries
from vendors.findings.evidence_queries import EVIDENCE
from vendors.findings.rules import EvidenceKind, FalseKind, Fund, Part, Severity, Source

_FIELDS: Final[Mapping[str, Mapping[str, str]]] = {
    "recode": {"reason": "recode_reason"},
    "evidence": {"name": "evidence_name"},
    "void": {"reason": "void_reason"},
    "contributor": {"vendor": "contributor"},
    "remove": {"reason": "remove_reason"},
}
"""What an act calls its fields → what the page's form calls them."""


@post("/review/{finding:int}/classify", opt={"right": Right.VERIFY_LEAD})
async def classify(request: WebRequest, finding: FromPath[int]) -> Page | Redirect:
    sent = await request.form()
    form = await submitted(request, "version", "source", "severity", "fund", "false_kinds")
    read = Reading(form)
    version = read.whole("version")
    source = read.choice("source", Source, required=False)
    severity = read.choice("severity", Severity, required=False)
    fund = read.choice("fund", Fund, required=False)
    shams = [kind for kind in FalseKind if kind.value in sent.getall("false_kinds", [])]
    try:
        read.finish()
        await actions.classify(
            finding=finding,
            version=version or 0,
            source=source,
            severity=severity,
            fund=fund,
            false_kinds=shams,
            by=actor(request),
            at=clock.now(),
        )
    except Invalid as invalid:
        return await _again(request, finding, form, invalid)
    except Conflict as stale:
        raise await told_what_changed(stale, finding, who=actor(request), at=clock.now()) from stale
    return await _done(request, finding, Words("来源与性质已登记。", "Source and nature are recorded."))


@post("/review/{finding:int}/recode", opt={"right": Right.VERIFY_LEAD})
async def recode(request: WebRequest, finding: FromPath[int]) -> Page | Redirect:
    form = await submitted(request, "version", "violation", "recode_reason")
    read = Reading(form)
    version, violation = read.whole("version"), read.text("violation", longest=4)
    reason = read.text("recode_reason", longest=500)
    try:
        read.finish()
        await actions.recode(
            finding=finding,
            version=version or 0,
            violation=violation,
            reason=reason,
            by=actor(request),
            at=clock.now(),
        )
    except Invalid as invalid:
        return await _again(request, finding, form, invalid, of="recode")
    except Conflict as stale:
        raise await told_what_changed(stale, finding, who=actor(request), at=clock.now()) from stale
    said = Words(f"已重新定性为 {violation}，原类型保留在案。", f"Re-coded as {violation}; the former stays on record.")
    return await _done(request, finding, said)


@post("/review/{finding:int}/evidence", opt={"right": Right.ADD_EVIDENCE}, request_max_body_size=BODY_LIMIT)
async def add_evidence(request: WebRequest, house: NamedDependency[House], finding: FromPath[int]) -> Page | Redirect:
    names = ("evidence_kind", "evidence_name", "evidence_page", "evidence_source")
    form, file = await submitted_with_file(request, *names, file="evidence_file")
    read = Reading(form)
    kind, name = read.choice("evidence_kind", EvidenceKind), read.text("evidence_name", longest=200)
    page = read.text("evidence_page", required=False, longest=40)
    source = read.text("evidence_source", longest=120)
    try:
        read.finish()
        sha256 = await keep(file, blobs=house.blobs, field="evidence_file") if file else ""
        given = actions.NewEvidence(
            kind=kind or EvidenceKind.DOCUMENT, name=name, page=page, source=source, file=file, sha256=sha256
        )
        await actions.add_evidence(finding=finding, evidence=given, by=actor(request), at=clock.now())
    except Invalid as invalid:
        return await _again(request, finding, form, invalid, of="evidence")
    return await _done(request, finding, Words(f"证据“{name}”已补充。", f"Evidence “{name}” is added."))


@post("/review/{finding:int}/evidence/void", opt={"right": Right.ADD_EVIDENCE})
async def void_evidence(request: WebRequest, finding: FromPath[int]) -> Page | Redirect:
    form = await submitted(request, "evidence", "void_reason")
    read = Reading(form)
    evidence, reason = read.whole("evidence"), read.text("void_reason", longest=500)
    try:
        read.finish()
        found = await _evidence(request, finding, evidence or 0)
        await actions.void_evidence(evidence=found.id, reason=reason, by=actor(request), at=clock.now())
    except Invalid as invalid:
        return await _again(request, finding, form, invalid, of="void")
    said = Words(
        "证据已作废，保留在案但不再作为印证。", "The evidence is voided: kept on record, it proves nothing any more."
    )
    return await _done(request, finding, said)


@get("/review/{finding:int}/evidence/{evidence:int}/file", opt={"right": Right.VIEW_FINDINGS})
async def evidence_file(
    request: WebRequest, house: NamedDependency[House], finding: FromPath[int], evidence: FromPath[int]
) -> Response[bytes]:
    found = await _evidence(request, finding, evidence)
    if found.attachment is None:
        raise NotFound
    content = await house.blobs.get(found.sha256)
    await record_download(
        attachment=found.attachment, object_type=EVIDENCE, object_id=evidence, by=actor(request), at=clock.now()
    )
    suffix = found.filename.rpartition(".")[2].lower()
    return unread(content, name=found.filename, plain=f"evidence-{evidence}.{suffix}")


@post("/review/{finding:int}/contributors", opt={"right": Right.VERIFY_LEAD})
async def add_contributor(request: WebRequest, finding: FromPath[int]) -> Page | Redirect:
    form = await submitted(request, "contributor", "part", "part_note")
    read = Reading(form)
    vendor, part = read.whole("contributor"), read.choice("part", Part)
    note = read.text("part_note", required=False, longest=300)
    try:
        read.finish()
        await actions.add_contributor(
            finding=finding,
            vendor=vendor or 0,
            kind=part or Part.ASSISTED,
            note=note,
            by=actor(request),
            at=clock.now(),
        )
    except Invalid as invalid:
        return await _again(request, finding, form, invalid, of="contributor")
    return await _done(request, finding, Words("贡献机构已登记。", "The contributing vendor is noted."))


@post("/review/{finding:int}/contributors/remove", opt={"right": Right.VERIFY_LEAD})
async def remove_contributor(request: WebRequest, finding: FromPath[int]) -> Page | Redirect:
    form = await submitted(request, "entry", "remove_reason")
    read = Reading(form)
    entry, reason = read.whole("entry"), read.text("remove_reason", longest=300)
    try:
        read.finish()
        await actions.remove_contributor(
            finding=finding, entry=entry or 0, reason=reason, by=actor(request), at=clock.now()
        )
    except Invalid as invalid:
        return await _again(request, finding, form, invalid, of="remove")
    return await _done(request, finding, Words("已撤销该项登记。", "The entry is taken back."))


async def _evidence(request: WebRequest, finding: int, evidence: int) -> queries.EvidenceItem:
    """Raises NotFound unless this person may see the finding and the evidence is its own."""
    detail = await queries.finding(id_=finding, for_=actor(request), at=clock.now())
    found = next((one for one in (*detail.evidence, *detail.voided) if one.id == evidence), None)
    if found is None:
        raise NotFound
    return found


async def _again(request: WebRequest, finding: int, form: Form, invalid: Invalid, *, of: str = "") -> Page:
    names = _FIELDS.get(of, {})
    named = Invalid({names.get(field, field): said for field, said in invalid.fields.items()})
    return await finding_page(request, wanted(request, actor(request)), finding, form=form.failed(named))


async def _done(request: WebRequest, finding: int, said: Words) -> Page | Redirect:
    """The same finding again, as it stands now."""
    queue = wanted(request, actor(request))
    if not is_fragment(request):
        return see_other(request, queue.address(f"/review/{finding}"), said=said)
    return await finding_page(request, queue, finding, said=said)


CASEWORK = (
    classify,
    recode,
    add_evidence,
    void_evidence,
    evidence_file,
    add_contributor,
    remove_contributor,
)
