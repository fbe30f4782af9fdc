"""A vendor's answer to a return: what it says, and its evidence with the files."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from litestar import post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from server.findings.drawer import finding_page, onward, told_what_changed
from server.findings.screens import EVIDENCE_ROWS
from server.findings.wanted import wanted
from server.web import clock, csrf
from server.web.access import Right, WebRequest, actor
from server.web.attachments import BODY_LIMIT
from server.web.forms import Form, Reading
from server.web.house import House
from server.web.pages import Page
from vendors.attachments.actions import keep
from vendors.attachments.rules import File
from vendors.errors import Conflict, Invalid, Words
from vendors.findings import actions
from vendors.findings.rules import Certainty, EvidenceKind
from vendors.ports import Blobs

_PARTS: Final = ("evidence_kind", "evidence_name", "evidence_page", "evidence_source")
_NAMES: Final = frozenset(
    {"version", "note", "certainty", *(f"{part}_{row}" for row in range(1, EVIDENCE_ROWS + 1) for part in _PARTS)}
)
_FILES: Final = tuple(f"evidence_file_{row}" for row in range(1, EVIDENCE_ROWS + 1))


@post(
    "/review/{finding:int}/answer",
    opt={"right": Right.ANSWER_RETURN},
    request_max_body_size=EVIDENCE_ROWS * BODY_LIMIT,
)
async def answer_return(request: WebRequest, house: NamedDependency[House], finding: FromPath[int]) -> Page | Redirect:
    who, at = actor(request), clock.now()
    queue = wanted(request, who)
    form, files = await _submitted(request)
    read = Reading(form)
    version, certainty = read.whole("version"), read.choice("certainty", Certainty, required=False)
    note, given = read.text("note"), _evidence(read, files)
    try:
        read.finish()
        evidence = [await _kept(entry, field, blobs=house.blobs) for field, entry in given]
        supplement = actions.Supplement(note=note, evidence=evidence, certainty=certainty)
        await actions.answer_return(finding=finding, version=version or 0, supplement=supplement, by=who, at=at)
    except Invalid as invalid:
        return await finding_page(request, queue, finding, form=form.failed(invalid))
    except Conflict as stale:
        raise await told_what_changed(stale, finding, who=who, at=at) from stale
    said = Words("已补证，重新进入初审。", "evidence supplied; reviewed afresh.")
    return await onward(request, queue, finding, said)


async def _submitted(request: WebRequest) -> tuple[Form, dict[str, File]]:
    sent = await request.form()
    unknown = [name for name in sent if name not in {*_NAMES, *_FILES, csrf.FIELD}]
    if unknown:
        raise Invalid({name: Words("未知的字段。", "Unknown field.") for name in unknown})
    form = Form(values={name: value.strip() for name in _NAMES if isinstance(value := sent.get(name), str)})
    uploads = {name: upload for name in _FILES if isinstance(upload := sent.get(name), UploadFile) and upload.filename}
    return form, {name: File(filename=one.filename, content=await one.read()) for name, one in uploads.items()}


def _evidence(read: Reading, files: dict[str, File]) -> Sequence[tuple[str, actions.NewEvidence]]:
    """The filled rows of 证据清单, each with the name of its file's field; a row half filled is a fault."""
    found = []
    for row, field in enumerate(_FILES, 1):
        kind = read.choice(f"evidence_kind_{row}", EvidenceKind, required=False)
        name = read.text(f"evidence_name_{row}", required=False, longest=200)
        page = read.text(f"evidence_page_{row}", required=False, longest=40)
        source = read.text(f"evidence_source_{row}", required=False, longest=120)
        file = files.get(field)
        if kind and name:
            found.append((field, actions.NewEvidence(kind=kind, name=name, page=page, source=source, file=file)))
        elif kind or name or page or source or file:
            read.fault(f"evidence_name_{row}", Words("证据须写明种类和名称。", "Evidence needs a kind and a name."))
    return found


async def _kept(entry: actions.NewEvidence, field: str, *, blobs: Blobs) -> actions.NewEvidence:
    if entry.file is None:
        return entry
    sha256 = await keep(entry.file, blobs=blobs, field=field)
    return replace(entry, sha256=sha256)


ANSWERS = (answer_return,)
