"""抽样推断: what a sample says of the whole, answered by the server from a form, a file or pasted figures."""

import asyncio
import json
from argparse import Namespace
from collections.abc import Mapping
from dataclasses import replace

from litestar import Response, get, post
from litestar.params import FromQuery

from importers.workbook.writing import book
from importers.workbook.writing.book import Book
from server.draws.appraisal_forms import NAMES, PASTED, TOOLS, Tool, read
from server.draws.screens import AppraisalScreen, Appraised
from server.web import clock
from server.web.access import Right, WebRequest
from server.web.attachments import submitted_with_file
from server.web.downloads import attachment, workbook
from server.web.forms import Form
from server.web.i18n import _
from server.web.pages import Page
from server.web.tabs import Field, Tab
from vendors.errors import Conflict, Invalid, NotFound
from vendors.periods import SHANGHAI

FILE_LIMIT = 8 * 1024 * 1024


@get("/tools/sampling/appraisal", opt={"right": Right.USE_SAMPLING_TOOLS})
async def appraisal(act: FromQuery[str] = "attribute") -> Page:
    """The form of one tool with an example in it."""
    tool = _tool(act)
    form = Form(values={"act": act, PASTED: tool.example if tool.must else "", **tool.filled})
    return Page("draws/appraisal.html", AppraisalScreen(tool=tool, tools=TOOLS, form=form, found=None))


@post(
    "/tools/sampling/appraisal",
    opt={"right": Right.USE_SAMPLING_TOOLS},
    status_code=200,
    request_max_body_size=FILE_LIMIT,
)
async def appraise(request: WebRequest) -> Page | Response[bytes]:
    """The page with the answer, or the answer as a file. What cannot be answered is said beside the form."""
    form, file = await submitted_with_file(request, *NAMES)
    tool = _tool(form.value("act"))
    try:
        given = read(tool, form, file)
        if file is not None:
            form = replace(form, values={**form.values, PASTED: given.csv.content.decode("utf-8-sig", "replace")})
        found = await asyncio.to_thread(_worked, given)
    except (Invalid, Conflict) as refused:
        faults = refused if isinstance(refused, Invalid) else Invalid({_blamed(tool, form): refused.words})
        screen = AppraisalScreen(tool=tool, tools=TOOLS, form=form.failed(faults), found=None)
        return Page("draws/appraisal.html", screen, status=422)
    if form.value("as") == "json":
        return _json(tool, found.answer)
    if form.value("as") == "xlsx":
        return _book(tool, form, found)
    return Page("draws/appraisal.html", AppraisalScreen(tool=tool, tools=TOOLS, form=form, found=found))


def _tool(act: str) -> Tool:
    if act not in TOOLS:
        raise NotFound
    return TOOLS[act]


def _worked(given: Namespace) -> Appraised:
    """In a thread of its own: SciPy takes a second to load, a great table longer to count."""
    from server.draws.appraised import appraised  # noqa: PLC0415 SciPy takes a second to load
    from server.draws.inference import worked  # noqa: PLC0415

    return appraised(worked(given))


def _blamed(tool: Tool, form: Form) -> str:
    """The field a refusal of the whole is shown at: the data where they were given."""
    return PASTED if tool.table and (tool.must or form.value(PASTED)) else tool.fields[0].name


def _json(tool: Tool, answer: Mapping[str, object]) -> Response[bytes]:
    name = f"stats-{tool.act}.json"
    content = json.dumps(answer, ensure_ascii=False, indent=2).encode()
    headers = {"Content-Disposition": attachment(name, plain=name)}
    return Response(content, media_type="application/json", headers=headers)


def _book(tool: Tool, form: Form, found: Appraised) -> Response[bytes]:
    """What was asked and found on the first tab, each table on its own."""
    at = clock.now()
    meta = f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
    asked = [(_(one.label), form.value(one.name)) for one in tool.fields if form.value(one.name)]
    title = _(tool.title)
    fields = (Field(_("项目"), 30), Field(_("数值"), 24))
    tabs = [Tab(name=title[:31], title=title, fields=fields, rows=(*asked, *found.facts))]
    for table in found.tables:
        heads = tuple(Field(head, 18) for head in table.heads)
        rows = tuple(tuple(row) for row in table.rows)
        tabs.append(Tab(name=table.title[:31], title=table.title, fields=heads, rows=rows))
    content = book.write(Book(sheets=tuple(tab.sheet(meta) for tab in tabs), made=at, title=title))
    return workbook(content, name=f"{title}.xlsx", plain=f"stats-{tool.act}.xlsx")
