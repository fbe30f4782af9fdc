"""消息通知: a person's own messages; opening one marks it as read."""

from dataclasses import dataclass
from typing import Final

from litestar import get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from server.desk.actions import read_all, read_message
from server.desk.queries import Counts, MessageView, counts, inbox
from server.desk.rules import MessageKind
from server.web import clock
from server.web.access import Right, WebRequest, actor
from server.web.pages import Page, see_other
from server.web.paging import seal, unseal, with_query
from vendors.errors import Words

SIZE: Final = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class MessagesScreen:
    """`tab` is empty for the unread; `here` is the address to come back to."""

    rows: tuple[MessageView, ...]
    counts: Counts
    tab: str
    kind: str
    first: str
    next: str

    @property
    def total(self) -> int:
        return self.counts.every if self.tab else self.counts.unread


@get("/messages", opt={"right": Right.SIGNED_IN})
async def message_list(
    request: WebRequest, tab: FromQuery[str] = "", kind: FromQuery[str] = "", after: FromQuery[str] = ""
) -> Page:
    who = actor(request)
    every = tab == "all"
    wanted = next((one for one in MessageKind if one.value == kind), None)
    place = unseal(after)
    before = place[0] if place and isinstance(place[0], int) else None
    found = await inbox(for_=who, unread=not every, kind=wanted, before=before, size=SIZE + 1)
    shown = found[:SIZE]
    screen = MessagesScreen(
        rows=shown,
        counts=await counts(for_=who, kind=wanted),
        tab="all" if every else "",
        kind=wanted.value if wanted else "",
        first=with_query(request) if before else "",
        next=with_query(request, after=seal(shown[-1].id)) if len(found) > SIZE else "",
    )
    return Page("desk/messages.html", screen)


@post("/messages/{message:int}/open", opt={"right": Right.SIGNED_IN})
async def open_message(request: WebRequest, message: FromPath[int]) -> Redirect:
    """To the page the message leads to."""
    link = await read_message(message=message, by=actor(request), at=clock.now())
    return see_other(request, link or "/messages")


@post("/messages/{message:int}/read", opt={"right": Right.SIGNED_IN})
async def mark_read(request: WebRequest, message: FromPath[int]) -> Redirect:
    await read_message(message=message, by=actor(request), at=clock.now())
    return see_other(request, "/messages", said=Words("已标为已读。", "Marked as read."))


@post("/messages/read", opt={"right": Right.SIGNED_IN})
async def mark_all_read(request: WebRequest) -> Redirect:
    await read_all(by=actor(request), at=clock.now())
    return see_other(request, "/messages?tab=all", said=Words("全部消息已标为已读。", "All messages marked as read."))


HANDLERS = (message_list, open_message, mark_read, mark_all_read)
