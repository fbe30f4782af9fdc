"""Attached files in and out: a form with a file in it, and the one address every attachment is saved from."""

from collections.abc import Mapping
from typing import Final

from litestar import Response, get
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.params import FromPath

from server.web import clock, csrf
from server.web.access import Right, WebRequest, actor, may
from server.web.downloads import unread
from server.web.forms import Form
from server.web.house import House
from vendors.attachments.actions import record_download
from vendors.attachments.queries import attachment
from vendors.attachments.rules import MAX_BYTES, File
from vendors.errors import Invalid, NotFound, Words

BODY_LIMIT: Final = MAX_BYTES + 1024 * 1024
"""`request_max_body_size` of a handler that takes a file."""
OPENED_BY: Final[Mapping[str, Right]] = {
    "vendor": Right.VIEW_VENDORS,
    "qualification": Right.VIEW_VENDORS,
    "credit_check": Right.VIEW_VENDORS,
    "vendor_inspection": Right.VIEW_OVERSIGHT,
    "contract": Right.VIEW_CONTRACTS,
    "payment": Right.VIEW_CONTRACTS,
    "staff": Right.VIEW_PEOPLE,
    "task": Right.VIEW_TASKS,
    "deliverable": Right.VIEW_TASKS,
    "report": Right.VIEW_CONTRACTS,
    "campaign": Right.VIEW_CAMPAIGNS,
    "handoff": Right.VIEW_HANDOFFS,
    "review_rule": Right.VIEW_REVIEW_RULES,
    "provision": Right.VIEW_PROVISION,
    "draw": Right.VIEW_TASKS,
    "transfer": Right.VIEW_DECISIONS,
    "basis": Right.SIGNED_IN,
    "recovery_entry": Right.VIEW_RECOVERIES,
    "notice": Right.VIEW_DOCUMENTS,
    "hearing": Right.VIEW_DOCUMENTS,
    "discussion": Right.VIEW_DOCUMENTS,
    "retention_notice": Right.VIEW_RETENTION,
    "rectification": Right.VIEW_RETENTION,
    "assessment": Right.VIEW_SCORECARDS,
    "objection": Right.VIEW_SCORECARDS,
    "kpi_check": Right.VIEW_SCORECARDS,
    "questionnaire": Right.ENTER_INDICATORS,
    "outage_log": Right.VIEW_SCORECARDS,
}
"""The right that opens the files of each type of record; a type that is not here opens to nobody."""


async def submitted_with_file(request: WebRequest, *names: str, file: str = "file") -> tuple[Form, File | None]:
    """The posted text fields, trimmed, and the one file if any. Raises Invalid for a field this form does not have."""
    sent = await request.form()
    unknown = [name for name in sent if name not in {*names, file, csrf.FIELD}]
    if unknown:
        raise Invalid({name: Words("未知的字段。", "Unknown field.") for name in unknown})
    form = Form(values={name: value.strip() for name in names if isinstance(value := sent.get(name), str)})
    upload = sent.get(file)
    if not isinstance(upload, UploadFile) or not upload.filename:
        return form, None
    return form, File(filename=upload.filename, content=await upload.read())


@get("/attachments/{attachment_id:int}", opt={"right": Right.SIGNED_IN})
async def download(request: WebRequest, house: NamedDependency[House], attachment_id: FromPath[int]) -> Response[bytes]:
    who = actor(request)
    found = await attachment(attachment_id, for_=who)
    right = OPENED_BY.get(found.object_type)
    if right is None or not may(who, right):
        raise NotFound
    content = await house.blobs.get(found.sha256)
    await record_download(
        attachment=found.id, object_type=found.object_type, object_id=found.object_id, by=who, at=clock.now()
    )
    suffix = found.filename.rpartition(".")[2].lower()
    return unread(content, name=found.filename, plain=f"attachment-{found.id}.{suffix}")


HANDLERS = (download,)
