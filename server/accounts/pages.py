from datetime import datetime
from typing import Final

from litestar import get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.response import Redirect

from server.accounts import actions, queries, sign_in
from server.accounts.authentication import User, session_cookie, session_token
from server.accounts.demo import DemoPerson, demo_people
from server.accounts.errors import SignInRefused
from server.accounts.passwords import LONGEST, SHORTEST, Passwords
from server.accounts.rules import local_path
from server.accounts.screens import PasswordScreen, SessionsScreen, SignInScreen
from server.accounts.sign_in import Visit
from server.web import clock
from server.web.access import Right, SignInNeeded, WebRequest
from server.web.forms import Form, Reading, submitted
from server.web.headers import request_id
from server.web.pages import Page, see_other
from server.web.templating import local_time
from vendors.errors import Invalid, Words

NEXT: Final = "next"


@get("/login", opt={"right": Right.OPEN})
async def login(request: WebRequest) -> Page | Redirect:
    wanted = local_path(request.query_params.get(NEXT, ""))
    if _user(request) is not None:
        return see_other(request, wanted)
    return _sign_in_page(request, Form(), wanted)


@post("/login", opt={"right": Right.OPEN})
async def sign_in_now(request: WebRequest) -> Page | Redirect:
    form = await submitted(request, "username", "password", NEXT)
    wanted = local_path(form.value(NEXT))
    shown = Form(values={"username": form.value("username")})
    try:
        read = Reading(form)
        name, password = read.text("username", longest=100), await _typed(request, read, "password")
        read.finish()
        opened = await sign_in.sign_in(
            username=name, password=password, visit=_visit(request), passwords=_passwords(request), at=clock.now()
        )
    except Invalid as invalid:
        return _sign_in_page(request, shown.failed(invalid), wanted, status=422)
    except SignInRefused as refused:
        return _refused(request, shown, wanted, refused)
    answer = see_other(request, wanted, said=_welcome(opened.last_sign_in))
    answer.cookies.append(session_cookie(request, opened.token))
    return answer


@post("/logout", opt={"right": Right.SIGNED_IN})
async def sign_out(request: WebRequest) -> Redirect:
    user = _signed_in(request)
    await sign_in.sign_out(session=user.session, by=user.actor, at=clock.now())
    answer = see_other(request, "/login", said=Words("已退出登录。", "You have signed out."))
    answer.cookies.append(session_cookie(request, ""))
    return answer


@get("/password", opt={"right": Right.SIGNED_IN})
async def password_page() -> Page:
    return _password_page(Form())


@post("/password", opt={"right": Right.SIGNED_IN})
async def change_password(request: WebRequest) -> Page | Redirect:
    user = _signed_in(request)
    form = await submitted(request, "old", "password", "again")
    try:
        read = Reading(form)
        old, new, again = [await _typed(request, read, field) for field in ("old", "password", "again")]
        if new != again:
            read.fault("again", Words("两次输入的新密码不一致。", "The two new passwords differ."))
        read.finish()
        token = await sign_in.change_password(
            username=user.username,
            old=old,
            new=new,
            visit=_visit(request),
            passwords=_passwords(request),
            at=clock.now(),
        )
    except Invalid as invalid:
        return _password_page(Form().failed(invalid), status=422)
    except SignInRefused as refused:
        return _password_page(Form(errors={"old": refused.words}), status=429 if refused.until else 422)
    said = Words("密码已修改，其他登录已全部退出。", "Password changed; every other session has ended.")
    answer = see_other(request, "/sessions", said=said)
    answer.cookies.append(session_cookie(request, token))
    return answer


@get("/sessions", opt={"right": Right.SIGNED_IN})
async def sessions(request: WebRequest) -> Page:
    user = _signed_in(request)
    found = await queries.sessions(person=user.actor.id, at=clock.now())
    return Page("accounts/sessions.html", SessionsScreen(sessions=found, current=user.session))


@post("/sessions/{session_id:int}/end", opt={"right": Right.SIGNED_IN})
async def end_session(request: WebRequest, session_id: FromPath[int]) -> Redirect:
    await actions.end_session(session=session_id, by=_signed_in(request).actor, at=clock.now())
    return see_other(request, "/sessions", said=Words("该登录已结束。", "The session has ended."))


HANDLERS: Final[tuple[HTTPRouteHandler, ...]] = (
    login,
    sign_in_now,
    sign_out,
    password_page,
    change_password,
    sessions,
    end_session,
)


def _sign_in_page(
    request: WebRequest, form: Form, wanted: str, *, refused: Words | None = None, status: int = 200
) -> Page:
    people: tuple[DemoPerson, ...] = ()
    if request.app.state.web.demo:
        people = demo_people(request.app.state.accounts.data)
    screen = SignInScreen(form=form, wanted=wanted, refused=refused, people=people)
    return Page("accounts/login.html", screen, status=status)


def _refused(request: WebRequest, form: Form, wanted: str, refused: SignInRefused) -> Page:
    """422 while tries are left, 429 and when to come back once there are none."""
    page = _sign_in_page(request, form, wanted, refused=refused.words, status=429 if refused.until else 422)
    if refused.until:
        page.headers["Retry-After"] = str(max(1, int((refused.until - clock.now()).total_seconds())))
    return page


def _password_page(form: Form, *, status: int = 200) -> Page:
    return Page("accounts/password.html", PasswordScreen(form=form, shortest=SHORTEST), status=status)


def _welcome(last: datetime | None) -> Words:
    if last is None:
        return Words("登录成功。这是该账号首次登录。", "Signed in. This is the account's first sign-in.")
    return Words(f"登录成功。上次登录：{local_time(last)}。", f"Signed in. Last sign-in: {local_time(last)}.")


async def _typed(request: WebRequest, read: Reading, name: str) -> str:
    """A password exactly as typed: `submitted` trims, and a space may belong to it."""
    read.text(name, longest=LONGEST * 2)
    return str((await request.form()).get(name, ""))


def _visit(request: WebRequest) -> Visit:
    return Visit(
        address=request.client.host if request.client else "",
        agent=request.headers.get("user-agent", ""),
        request=request_id(request.scope),
        token=session_token(request),
    )


def _passwords(request: WebRequest) -> Passwords:
    passwords: Passwords = request.app.state.accounts.passwords
    return passwords


def _user(request: WebRequest) -> User | None:
    user = request.scope.get("user")
    return user if isinstance(user, User) else None


def _signed_in(request: WebRequest) -> User:
    """Raises SignInNeeded: sessions and passwords are of people who came in by the cookie."""
    user = _user(request)
    if user is None:
        raise SignInNeeded
    return user
