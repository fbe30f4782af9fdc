"""Forms with evidence: text fields and any number of files."""

from collections.abc import Sequence
from typing import Final

from litestar.datastructures import UploadFile

from server.web import csrf
from server.web.access import WebRequest
from server.web.forms import Form
from vendors.attachments.actions import keep
from vendors.attachments.rules import MAX_BYTES, File
from vendors.errors import Invalid, Words
from vendors.ports import Blobs

AT_MOST: Final = 10
FILES_LIMIT: Final = MAX_BYTES * AT_MOST
"""`request_max_body_size` of a handler that takes evidence."""
FIELD: Final = "files"


async def submitted_with_files(request: WebRequest, *names: str) -> tuple[Form, Sequence[File]]:
    """The posted text fields, trimmed, and the files. Raises Invalid for an unknown field or too many files."""
    sent = await request.form()
    unknown = {name for name in sent if name not in {*names, FIELD, csrf.FIELD}}
    if unknown:
        raise Invalid({name: Words("未知的字段。", "Unknown field.") for name in unknown})
    form = Form(values={name: value.strip() for name in names if isinstance(value := sent.get(name), str)})
    uploads = [one for one in sent.getall(FIELD, []) if isinstance(one, UploadFile) and one.filename]
    if len(uploads) > AT_MOST:
        raise Invalid({FIELD: Words(f"一次最多 {AT_MOST} 个文件。", f"At most {AT_MOST} files at once.")})
    return form, [File(filename=one.filename, content=await one.read()) for one in uploads]


async def kept(files: Sequence[File], *, blobs: Blobs) -> tuple[tuple[File, str], ...]:
    """Each with its SHA-256 in the store. Raises Invalid naming the field."""
    return tuple([(file, await keep(file, blobs=blobs, field=FIELD)) for file in files])
