"""The papers of a case to take away, as Word to be finished or as PDF to be kept; every copy is journaled."""

import asyncio
from dataclasses import dataclass
from typing import Final

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from server.documents.actions import record_taken
from server.documents.determination import TITLE as DECISION
from server.documents.determination import decision
from server.documents.discussion import TITLE as DISCUSSION
from server.documents.discussion import discussion
from server.documents.gathering import (
    decision_paper,
    discussion_paper,
    notice_paper,
    transcript_paper,
    transfer_paper,
)
from server.documents.naming import Asked, asked, file_name
from server.documents.notice import TITLE as NOTICE
from server.documents.notice import notice
from server.documents.office import Office, read_office
from server.documents.records import Paper
from server.documents.transcript import title_of, transcript
from server.documents.transfer import TITLE as TRANSFER
from server.documents.transfer import transfer
from server.paper import pdf, word
from server.paper.blocks import Document
from server.web import clock
from server.web.access import Right, WebRequest, actor
from server.web.downloads import attachment
from server.web.house import House
from vendors.periods import local_date

_TYPES: Final = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ready:
    """A paper about to be set: of which type of record, under which name."""

    kind: str
    title: str
    paper: Paper
    document: Document


@get("/documents/notice/{file:str}", opt={"right": Right.VIEW_DOCUMENTS})
async def notice_file(request: WebRequest, house: NamedDependency[House], file: FromPath[str]) -> Response[bytes]:
    wanted, office = asked(file), _office(house)
    paper = await notice_paper(wanted.id, for_=actor(request), at=clock.now())
    ready = _Ready(kind="notice", title=NOTICE, paper=paper, document=notice(paper, office))
    return await _answer(request, house, wanted, ready)


@get("/documents/transcript/{file:str}", opt={"right": Right.VIEW_DOCUMENTS})
async def transcript_file(request: WebRequest, house: NamedDependency[House], file: FromPath[str]) -> Response[bytes]:
    wanted, office = asked(file), _office(house)
    paper = await transcript_paper(wanted.id, for_=actor(request))
    ready = _Ready(kind="hearing", title=title_of(paper), paper=paper, document=transcript(paper, office))
    return await _answer(request, house, wanted, ready)


@get("/documents/discussion/{file:str}", opt={"right": Right.VIEW_DOCUMENTS})
async def discussion_file(request: WebRequest, house: NamedDependency[House], file: FromPath[str]) -> Response[bytes]:
    wanted, office = asked(file), _office(house)
    paper = await discussion_paper(wanted.id, for_=actor(request), at=clock.now())
    ready = _Ready(kind="discussion", title=DISCUSSION, paper=paper, document=discussion(paper, office))
    return await _answer(request, house, wanted, ready)


@get("/documents/decision/{file:str}", opt={"right": Right.VIEW_DOCUMENTS})
async def decision_file(request: WebRequest, house: NamedDependency[House], file: FromPath[str]) -> Response[bytes]:
    wanted, office = asked(file), _office(house)
    paper = await decision_paper(wanted.id, for_=actor(request), at=clock.now())
    ready = _Ready(kind="decision", title=DECISION, paper=paper, document=decision(paper, office))
    return await _answer(request, house, wanted, ready)


@get("/documents/transfer/{file:str}", opt={"right": Right.VIEW_DOCUMENTS})
async def transfer_file(request: WebRequest, house: NamedDependency[House], file: FromPath[str]) -> Response[bytes]:
    wanted, office = asked(file), _office(house)
    paper = await transfer_paper(wanted.id, for_=actor(request), at=clock.now())
    ready = _Ready(kind="transfer", title=TRANSFER, paper=paper, document=transfer(paper, office))
    return await _answer(request, house, wanted, ready)


def _office(house: House) -> Office:
    return read_office(bureau=house.settings.bureau, path=house.settings.papers)


async def _answer(request: WebRequest, house: House, wanted: Asked, ready: _Ready) -> Response[bytes]:
    """The file, set off the loop; the copy is journaled once it could be made. Raises pdf.Unprintable."""
    if wanted.format == "pdf":
        content = await asyncio.to_thread(pdf.render, ready.document, font_folder=house.settings.report_fonts)
    else:
        content = await asyncio.to_thread(word.render, ready.document)
    paper = ready.paper
    name = file_name(
        title=ready.title, institution=paper.institution.name, on=local_date(paper.made), format_=wanted.format
    )
    await record_taken(
        object_type=ready.kind, object_id=paper.id, number=paper.number, name=name, by=actor(request), at=clock.now()
    )
    disposition = attachment(name, plain=f"{ready.kind}-{paper.id}.{wanted.format}")
    return Response(content, media_type=_TYPES[wanted.format], headers={"Content-Disposition": disposition})


HANDLERS = (notice_file, transcript_file, discussion_file, decision_file, transfer_file)
