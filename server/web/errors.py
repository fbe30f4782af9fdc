"""Errors become answers here and nowhere else: what happened, what to do, and no trace of the code.

Pages get a designed page, htmx a notice, `/api` JSON with the same code and sentence.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import quote, urlsplit

import structlog
from asyncpg import DataError
from litestar import Request, Response
from litestar.datastructures import State
from litestar.enums import MediaType
from litestar.exceptions import HTTPException
from litestar.response import Redirect

from server.web.access import Connection, Person, SignInNeeded, WebRequest, person_of
from server.web.headers import request_id
from server.web.i18n import N_, speak, words
from server.web.pages import LANGUAGE, Page, is_fragment
from vendors.errors import Conflict, Forbidden, Gate, HengjianError, Invalid, NotFound, Words
from vendors.policy.parameters import NoParameterInForce
from vendors.policy.rows import Unfit

_log = structlog.get_logger("hengjian.web")


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What the error page shows. `sentence` is the error's own; `advice` goes with its kind, `back` to the form."""

    status: int
    code: str
    title: str
    sentence: str
    advice: str
    fields: Mapping[str, str]
    icon: str
    back: str = ""


_Told = tuple[str, str, str, str]
"""Code, icon, title and advice."""
_PAGES: Final[Mapping[int, _Told]] = {
    400: ("bad_request", "circle-alert", N_("请求无法读取"), N_("请返回上一页，检查后重新提交。")),
    401: ("sign_in", "lock", N_("请先登录"), N_("登录后会回到原来的页面。")),
    403: ("forbidden", "shield-alert", N_("无权访问"), N_("如工作需要，请联系本单位管理员调整角色。")),
    404: (
        "not_found",
        "file-question-mark",
        N_("页面不存在"),
        N_("记录可能已移动，或不在您的职责范围内。请从左侧菜单重新进入。"),
    ),
    405: ("method", "circle-alert", N_("不支持的操作"), N_("请从页面上的按钮操作。")),
    409: ("conflict", "git-compare", N_("状态已变化"), N_("请刷新页面，按最新状态处理。")),
    413: ("too_large", "file-exclamation-point", N_("文件过大"), N_("请拆分后重新上传，或联系管理员。")),
    422: ("invalid", "circle-alert", N_("填写有误"), N_("请返回上一页，按提示改正后重新提交。")),
    429: ("too_many", "timer", N_("操作过于频繁"), N_("请稍候再试。")),
    500: (
        "failure",
        "server-crash",
        N_("系统出错"),
        N_("操作没有完成，数据未受影响。请稍后再试；若仍出错，请把下面的编号告诉管理员。"),
    ),
    503: ("unavailable", "server-off", N_("服务暂不可用"), N_("正在恢复，请稍后刷新。")),
}
_GATE: Final = ("gate", "list-checks", N_("尚不能办理"), N_("请补齐所缺事项，再回到原页面办理。"))
_NO_PARAMETER: Final = (
    "no_parameter",
    "sliders-horizontal",
    N_("政策参数缺失或不适用"),
    N_("请核对所填日期；仍有疑问的，请市级管理员在“政策参数”登记适用的数值后再办理。"),
)
_OBJECT: Final = re.compile(r"/[a-z-]+/\d+(?=/)")
"""What an act's address belongs to."""
_SENTENCES: Final[Mapping[int, Words]] = {
    400: Words("提交的内容无法读取。", "What was sent cannot be read."),
    403: Words("您的角色不能执行此操作。", "Your role does not allow this."),
    404: Words("找不到该页面。", "There is no such page."),
    405: Words("该地址不支持此操作。", "This address does not take that action."),
    413: Words("提交的内容超过大小上限。", "What was sent is larger than allowed."),
    422: Words("提交的内容不符合要求。", "What was sent is not valid."),
    429: Words("请求次数过多。", "Too many requests."),
    503: Words("数据库正在恢复。", "The database is coming back."),
}
_UNEXPECTED: Final = Words("发生了意外错误。", "Something unexpected went wrong.")
_STATUS: Final[tuple[tuple[type[HengjianError], int], ...]] = (
    (SignInNeeded, 401),
    (NotFound, 404),
    (Forbidden, 403),
    (Conflict, 409),
    (Invalid, 422),
    (NoParameterInForce, 422),
    (Unfit, 422),
)


def problem_of(error: Exception) -> Problem:
    """The answer to an error; pure. Anything unknown is a 500 that says nothing of its cause."""
    if isinstance(error, HengjianError):
        status = next((code for kind, code in _STATUS if isinstance(error, kind)), 500)
        return _problem(status, error.words, code=_code(error), fields=_fields(error), page=_page(error))
    if isinstance(error, DataError):  # a value no column can hold: a NUL, an id beyond any
        return _problem(400, _SENTENCES[400], code=None, fields={})
    status = error.status_code if isinstance(error, HTTPException) else 500
    status = status if status in _SENTENCES else 400 if 400 <= status < 500 else 500
    return _problem(status, _SENTENCES.get(status, _UNEXPECTED), code=None, fields={})


def answer(request: Request[Person | None, object, State], error: Exception) -> Response[object]:
    """The one exception handler."""
    speak(request.query_params.get(LANGUAGE) or request.cookies.get(LANGUAGE))
    problem = problem_of(error)
    _note(request, problem, error)
    if request.url.path.startswith("/api/"):
        return _as_json(request, problem)
    if problem.status == 401:
        return _to_sign_in(request)
    if problem.status in {409, 422}:
        problem = replace(problem, back=_way_back(request))
    full = "web/problem.html" if person_of(request) else "web/problem_bare.html"
    page = Page(full, problem, fragment="web/_problem.html", status=problem.status)
    if problem.status == 503:
        page.headers["Retry-After"] = "5"
    return page  # type: ignore[return-value] # Response is invariant in its content


def exception_handlers() -> dict[int | type[Exception], Callable[[WebRequest, Exception], Response[object]]]:
    return {HengjianError: answer, HTTPException: answer, Exception: answer}


def _problem(
    status: int, said: Words, *, code: str | None, fields: Mapping[str, str], page: _Told | None = None
) -> Problem:
    default, icon, title, advice = page or _PAGES[status]
    return Problem(
        status=status,
        code=code or default,
        title=title,
        sentence=words(said),
        advice=advice,
        fields=fields,
        icon=icon,
    )


def _page(error: HengjianError) -> _Told | None:
    """What errors of their own kind are headed with; the others go by their status."""
    if isinstance(error, Gate):
        return _GATE
    return _NO_PARAMETER if isinstance(error, NoParameterInForce | Unfit) else None


def _way_back(request: WebRequest) -> str:
    """The page the form was on (the Referer, within our own origin), else the object an act's address belongs to."""
    here, came = request.url, urlsplit(request.headers.get("referer", ""))
    if came.netloc == here.netloc and came.path.startswith("/") and not came.path.startswith("//"):
        back = came.path + (f"?{came.query}" if came.query else "")
        return back if request.method != "GET" or came.path != here.path else ""
    owner = _OBJECT.match(here.path)
    return owner[0] if owner else ""


def _code(error: HengjianError) -> str | None:
    return error.gate if isinstance(error, Gate) else None


def _fields(error: HengjianError) -> Mapping[str, str]:
    return {name: words(said) for name, said in error.fields.items()} if isinstance(error, Invalid) else {}


def _note(request: Connection, problem: Problem, error: Exception) -> None:
    log = _log.bind(request=request_id(request.scope), path=request.url.path, status=problem.status, code=problem.code)
    if problem.status >= 500 or isinstance(error, DataError):
        log.error("request failed", exc_info=error)
    elif problem.status in {403, 409}:
        log.info("request refused")


def _as_json(request: Connection, problem: Problem) -> Response[object]:
    content: dict[str, object] = {
        "code": problem.code,
        "message": problem.sentence,
        "fields": problem.fields,
        "request": request_id(request.scope),
    }
    return Response(content, status_code=problem.status, media_type=MediaType.JSON)


def _to_sign_in(request: WebRequest) -> Response[object]:
    wanted = request.url.path if request.method == "GET" else ""
    query = f"?next={quote(wanted)}" if wanted and wanted != "/" else ""
    target = request.app.state.web.sign_in + query
    if is_fragment(request):
        return Response(None, status_code=401, headers={"HX-Redirect": request.app.state.web.sign_in})
    return Redirect(target, status_code=303)
