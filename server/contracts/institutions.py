"""定点机构: the register as it stands; it is loaded at /registry/institutions."""

from collections import Counter
from typing import Final

from litestar import get
from litestar.params import FromQuery

from server.contracts.registers import InstitutionsScreen
from server.web.access import Right, WebRequest
from server.web.pages import Page
from server.web.paging import Paged, seal, unseal, with_query
from vendors.institutions import queries
from vendors.policy.codes import code_list

SIZE: Final = 50


@get("/institutions", opt={"right": Right.VIEW_INSTITUTIONS})
async def institutions(
    request: WebRequest, region: FromQuery[str] = "", text: FromQuery[str] = "", after: FromQuery[str] = ""
) -> Page:
    found = await queries.institutions(region=region, text=text)
    every = await queries.institutions()
    place = unseal(after)
    rest = [one for one in found if one.code > str(place[0])] if place else list(found)
    more = seal(rest[SIZE - 1].code) if len(rest) > SIZE else None
    screen = InstitutionsScreen(
        page=Paged(rows=rest[:SIZE], total=len(found), next=with_query(request, after=more) if more else None),
        first=with_query(request) if after else "",
        counts=Counter(one.region for one in every),
        every=len(every),
        regions=code_list("region"),
        region=region,
        text=text,
    )
    return Page("contracts/institutions.html", screen)


HANDLERS = (institutions,)
