"""A small application on the real shell: every macro, every chart, every error, without a database."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

from litestar import Litestar, Request, get, post
from litestar.datastructures import State
from litestar.middleware import ASGIMiddleware
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect
from litestar.types import ASGIApp, Receive, Scope, Send

from server.web.access import Person, Right, WebRequest
from server.web.charts.drawing import Series
from server.web.forms import Form, Reading, submitted
from server.web.headers import request_id
from server.web.pages import Page, see_other
from server.web.shell import WebOptions, WebShell
from vendors.actors import Actor, Role
from vendors.errors import Conflict, Gate, Invalid, NotFound, Words

SECRET = b"a secret of the tests"
NINE = datetime(2026, 11, 21, 1, 40, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """A signed-in person without accounts behind them."""

    actor: Actor
    csrf: str | None = "session secret"
    number: str = "ZM0231"
    organisation: str = "张掖市医疗保障局"
    last_sign_in: datetime | None = NINE


def person(*roles: Role, vendor: int | None = None) -> Visitor:
    return Visitor(actor=Actor(id=1, name="章敏", roles=frozenset(roles), vendor=vendor))


class SignedIn(ASGIMiddleware):
    """Signs in whoever the application was made for."""

    def __init__(self, who: Person | None) -> None:
        self.who = who

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        scope["user"] = self.who
        await next_app(scope, receive, send)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    at: datetime
    title: str
    note: str
    tone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    id: int
    rank: int
    name: str
    score: Decimal
    trend: tuple[Decimal, ...]
    rate: Decimal
    amount: int
    grade: str
    tone: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Styles:
    """What the sample page shows."""

    months: tuple[str, ...] = ("5月", "6月", "7月", "8月", "9月", "10月")
    trend: tuple[Series, ...] = (
        Series(name="平均分", values=[82, Decimal("81.9"), 81, None, 80, 81], area=True),
        Series(name="中衡审核", values=[86, 88, 87, 90, 91, 93], tone="good"),
        Series(name="德源信息", values=[71, 69, 66, 64, 61, 58], tone="bad", dashed=True),
    )
    axes: tuple[str, ...] = ("审核及时", "抽检符合", "查实率", "申诉控制", "人员到岗", "数据安全")
    radar: tuple[Series, ...] = (
        Series(name="上月", values=[88, 84, 78, 82, 90, 92], tone="muted", dashed=True),
        Series(name="本月", values=[92, 89, 83, 86, 84, None]),
    )
    funnel: tuple[tuple[str, int, str], ...] = (
        ("上报", 206_500_00, "206.50 万元"),
        ("复审通过", 190_000_00, "190.00 万元"),
        ("认定", 182_400_00, "182.40 万元"),
        ("追回", 96_000_00, "96.00 万元"),
    )
    ranking: tuple[Ranked, ...] = tuple(
        Ranked(
            id=place,
            rank=place,
            name=name,
            score=Decimal(points),
            trend=(Decimal(80), Decimal(82), Decimal(points)),
            rate=Decimal("0.9912"),
            amount=18_240_000,
            grade=grade,
            tone=tone,
            state=state,
        )
        for place, (name, points, grade, tone, state) in enumerate(
            (
                ("中衡审核技术有限公司", "93.4", "优秀", "good", "达标"),
                ("恒信会计师事务所（特殊普通合伙）", "81.5", "良好", "brand", "达标"),
                ("博诚商业保险公估有限公司", "72.9", "合格", "warn", "预警"),
                ("德源信息科技有限公司", "58.7", "不合格", "bad", "不达标"),
            ),
            start=1,
        )
    )
    timeline: tuple[Step, ...] = (
        Step(at=NINE, title="登记", note="章敏", tone=""),
        Step(at=NINE, title="公示", note="公示期至 11-08", tone="brand"),
        Step(at=NINE, title="机构申诉", note="理由：2 人产假已备案。", tone="warn"),
    )
    form: Form = field(
        default_factory=lambda: Form(
            values={"name": "中衡", "amount": "12.345"},
            errors={"amount": Words("金额以元计，最多两位小数。", "At most two decimals.")},
        )
    )
    nothing: tuple[str, ...] = ()


@get("/", opt={"right": Right.VIEW_DASHBOARD})
async def styles() -> Page:
    return Page("sample/styles.html", Styles())


@get("/login", opt={"right": Right.OPEN})
async def sign_in() -> Page:
    return Page("sample/login.html", Form())


@post("/login", opt={"right": Right.OPEN})
async def signed_in(request: WebRequest) -> Redirect:
    return see_other(request, "/vendors", said=Words("已登录。", "Signed in."))


@get("/vendors", opt={"right": Right.VIEW_VENDORS})
async def vendors(name: FromQuery[str] = "") -> Page:
    return Page("sample/list.html", Form(values={"name": name}), fragment="sample/_list.html")


@get("/vendors/{vendor:int}", opt={"right": Right.VIEW_VENDORS})
async def one_vendor(vendor: FromPath[int]) -> Page:
    if vendor > 9:
        raise NotFound
    return Page("sample/detail.html", vendor, fragment="sample/_detail.html")


@post("/vendors", opt={"right": Right.REGISTER_VENDOR})
async def register(request: WebRequest) -> Page | Redirect:
    form = await submitted(request, "name", "amount")
    read = Reading(form)
    read.text("name")
    read.fen("amount")
    try:
        read.finish()
    except Invalid as invalid:
        return Page("sample/form.html", form.failed(invalid), status=422)
    return see_other(request, "/vendors", said=Words("已登记。", "Registered."))


@get("/tasks")
async def forgotten() -> str:
    """A handler that names no right."""
    return "never"


@get("/reports", opt={"right": Right.VIEW_DASHBOARD})
async def broken() -> Page:
    return Page("sample/broken.html", Form())


@get("/rulings/{kind:str}", opt={"right": Right.SIGNED_IN})
async def refused(kind: FromPath[str]) -> Page:
    raise {
        "gate": Gate("collective_discussion", "需集体讨论。", "A collective discussion is needed."),
        "conflict": Conflict("状态已变化。", "The state has changed."),
        "invalid": Invalid({"amount": Words("金额有误。", "The amount is wrong.")}),
        "failure": RuntimeError("SECRET TRACE"),
    }[kind]


@get("/api/v1/rulings", opt={"right": Right.VIEW_RULINGS})
async def api(request: Request[Person | None, object, State]) -> dict[str, str]:
    return {"request": request_id(request.scope)}


HANDLERS = (styles, sign_in, signed_in, vendors, one_vendor, register, forgotten, broken, refused, api)


def application(who: Person | None = None, *, secure: bool = False) -> Litestar:
    app = Litestar(
        route_handlers=HANDLERS,
        middleware=[SignedIn(who)],
        plugins=[WebShell(WebOptions(secret=SECRET, version="0.1.0", secure=secure))],
    )
    folder = str(Path(__file__).parent / "webapp_templates")
    app.template_engine.engine.loader.searchpath.append(folder)  # type: ignore[union-attr]
    return app
