"""Several findings of one institution taken in hand: how an address and a form name them."""

import re
from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlencode

from server.web.access import WebRequest, actor
from server.web.forms import Form
from vendors.errors import Invalid, Words
from vendors.findings import queries as findings
from vendors.findings.actions import Pick
from vendors.findings.queries import FindingDetail

MOST = 200
_PICK = re.compile(r"(\d{1,9})\.(\d{1,9})")


def asked_for(request: WebRequest) -> tuple[int, ...]:
    """The ids in `?finding=1&finding=2`, each once. Raises Invalid for none or too many."""
    found = dict.fromkeys(
        int(text) for text in request.query_params.getall("finding", []) if text.isascii() and text.isdigit()
    )
    ids = tuple(id_ for id_ in found if 0 < id_ < 2**31)
    if not ids or len(ids) > MOST:
        raise Invalid({"finding": Words(f"请选择 1 至 {MOST} 个问题。", f"Choose between 1 and {MOST} findings.")})
    return ids


def address(path: str, ids: Sequence[int]) -> str:
    return f"{path}?{urlencode([('finding', id_) for id_ in ids])}"


async def details(request: WebRequest, ids: Sequence[int], *, at: datetime) -> tuple[FindingDetail, ...]:
    """The findings, which must be one institution's. Raises NotFound, Invalid."""
    who = actor(request)
    found = [await findings.finding(id_=id_, for_=who, at=at) for id_ in ids]
    if len({one.head.institution_code for one in found}) > 1:
        raise Invalid({"finding": Words("所选问题须属于同一机构。", "The findings chosen are of one institution.")})
    return tuple(found)


def sealed(found: Sequence[FindingDetail]) -> str:
    """Ids and versions as the form hands them back: what the person saw."""
    return ",".join(f"{one.head.id}.{one.head.version}" for one in found)


def picks(form: Form, name: str = "findings") -> tuple[Pick, ...]:
    """The findings a form was about. Raises Invalid."""
    found = [_PICK.fullmatch(part) for part in form.value(name).split(",")]
    if not found or len(found) > MOST or any(one is None for one in found):
        raise Invalid({"findings": Words("请选择问题。", "Choose the findings.")})
    return tuple(Pick(finding=int(one[1]), version=int(one[2])) for one in found if one)
