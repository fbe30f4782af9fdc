"""满意度问卷 of the bureau's offices and of inspected institutions; one by one, or many out of a table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect, Response

from kpi.facts.questionnaires import actions, queries
from kpi.facts.questionnaires.actions import ATTACHED, Sheet
from kpi.facts.questionnaires.queries import SheetView
from kpi.facts.questionnaires.rules import Mark, Question, Side, questions, scale
from server.scorecards.evidence.sheets import table
from server.scorecards.frame import Frame, frame
from server.web import clock
from server.web.access import Right, WebRequest, actor
from server.web.attachments import BODY_LIMIT, submitted_with_file
from server.web.forms import Form, Reading
from server.web.house import House
from server.web.listing import listing
from server.web.pages import Page, see_other
from server.web.tabs import Field
from vendors.attachments.actions import keep
from vendors.attachments.queries import AttachmentView, attachments
from vendors.attachments.rules import ACCEPTED
from vendors.errors import Conflict, Invalid, Words
from vendors.money import half_up
from vendors.transaction import transaction

PATH: Final = "/assessments/questionnaires"
_LETTERS: Final = "q-"


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetsScreen:
    """The sheets of a contract's quarter by side, with the forms for more."""

    frame: Frame
    rows: Sequence[SheetView]
    forms: Mapping[Side, Form]
    many: Form
    accept: str = ACCEPTED

    def mean(self, side: Side) -> Decimal | None:
        scores = [row.score for row in self.rows if row.side is side and row.withdrawn_at is None]
        return half_up(sum(scores, Decimal(0)) / len(scores)) if scores else None

    def of(self, side: Side) -> Sequence[SheetView]:
        return [row for row in self.rows if row.side is side]

    def questions(self, side: Side) -> Sequence[Question]:
        return questions(side)

    @property
    def sides(self) -> Sequence[Side]:
        return tuple(Side)

    @property
    def marks(self) -> Sequence[Mark]:
        return tuple(scale().values())


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetScreen:
    """One sheet with its answers."""

    sheet: SheetView
    files: Sequence[AttachmentView]
    form: Form

    @property
    def answers(self) -> Sequence[tuple[Question, Mark]]:
        return [(one, scale()[self.sheet.answers[one.code]]) for one in questions(self.sheet.side)]

    @property
    def back(self) -> str:
        return f"{PATH}?contract={self.sheet.contract}&period={self.sheet.period}"


@get(PATH, opt={"right": Right.ENTER_INDICATORS})
async def sheets(request: WebRequest, contract: FromQuery[str] = "", period: FromQuery[str] = "") -> Page:
    return await _list(request, contract, period)


@get(f"{PATH}/export", opt={"right": Right.ENTER_INDICATORS})
async def export(request: WebRequest, contract: FromQuery[str], period: FromQuery[str]) -> Response[bytes]:
    around = await frame(request, PATH, contract=contract, period=period)
    found = await queries.questionnaires(contract=around.chosen.id, period=around.period, for_=actor(request))
    fields = (Field("评价方", 12), Field("评价人", 30), Field("机构编码", 16), Field("评价日期", 12), Field("得分", 8),
        Field("各题评分", 60), Field("意见", 40), Field("作废原因", 24))  # fmt: skip
    rows = [
        (
            one.side.zh, one.respondent, one.institution or "", one.answered_on, one.score,
            "；".join(f"{q.words.zh} {scale()[one.answers[q.code]].words.zh}" for q in questions(one.side)),
            one.comment, one.withdrawn_why,
        )
        for one in found
    ]  # fmt: skip
    return listing(f"满意度问卷_{around.period}", fields, rows, at=clock.now(), plain="questionnaires")


@post(PATH, opt={"right": Right.ENTER_INDICATORS}, request_max_body_size=BODY_LIMIT)
async def record(
    request: WebRequest, house: NamedDependency[House], contract: FromQuery[str], period: FromQuery[str]
) -> Page | Redirect:
    every = {f"{_LETTERS}{one.code}" for side in Side for one in questions(side)}
    form, file = await submitted_with_file(
        request, "side", "respondent", "institution", "answered_on", "comment", *sorted(every)
    )
    whose = Side.BUREAU if form.value("side") == Side.BUREAU else Side.INSTITUTION
    asked = [f"{_LETTERS}{one.code}" for one in questions(whose)]
    around = await frame(request, PATH, contract=contract, period=period)
    read = Reading(form)
    on, marks = read.day("answered_on"), {name: read.whole(name) for name in asked}
    try:
        read.finish()
        sheet = Sheet(
            side=whose,
            answers={name.removeprefix(_LETTERS): mark or 0 for name, mark in marks.items()},
            answered_on=on or date.min,
            respondent=form.value("respondent"),
            institution=form.value("institution").upper(),
            comment=form.value("comment"),
        )
        sha256 = await keep(file, blobs=house.blobs) if file else ""
        await actions.record_questionnaire(
            contract=around.chosen.id, period=around.period, sheet=sheet, by=actor(request), at=clock.now(), file=file,
            sha256=sha256,
        )  # fmt: skip
    except Invalid as invalid:
        return await _list(request, contract, period, side=whose, form=form.failed(invalid))
    return see_other(request, around.here, said=Words("问卷已登记。", "The sheet is recorded."))


@post(f"{PATH}/table", opt={"right": Right.ENTER_INDICATORS}, request_max_body_size=BODY_LIMIT)
async def record_many(request: WebRequest, contract: FromQuery[str], period: FromQuery[str]) -> Page | Redirect:
    """Sheets of inspected institutions, all or none."""
    form, file = await submitted_with_file(request)
    around = await frame(request, PATH, contract=contract, period=period)
    if file is None:
        chosen = form.failed(Invalid({"file": Words("请选择表格文件。", "Choose a table.")}))
        return await _list(request, contract, period, many=chosen)
    try:
        rows = [_sheet(row, place) for place, row in enumerate(await table(file, _titles(), optional=_OPTIONAL), 1)]
        async with transaction():
            for place, sheet in enumerate(rows, 1):
                await _kept(request, around, sheet, place)
    except Invalid as invalid:
        return await _list(request, contract, period, many=form.failed(invalid))
    said = Words(f"已登记 {len(rows)} 份问卷。", f"{len(rows)} sheets are recorded.")
    return see_other(request, around.here, said=said)


_OPTIONAL: Final = frozenset({"comment"})


def _titles() -> Mapping[str, Sequence[str]]:
    """The institution's code, the day, a column a question by its number or its words, an opinion."""
    asked = {
        f"{_LETTERS}{one.code}": (f"第{place}题", f"题{place}", one.words.zh)
        for place, one in enumerate(questions(Side.INSTITUTION), 1)
    }
    return {"institution": ("机构编码",), "answered_on": ("评价日期",), **asked, "comment": ("意见", "意见建议")}


def _sheet(row: Mapping[str, str], place: int) -> Sheet:
    """A mark is its number or its words. Raises Invalid naming the row."""
    words = {one.words.zh: mark for mark, one in scale().items()} | {str(mark): mark for mark in scale()}
    answers = {key.removeprefix(_LETTERS): words.get(said, 0) for key, said in row.items() if key.startswith(_LETTERS)}
    try:
        on = date.fromisoformat(row["answered_on"][:10].replace("/", "-"))
    except ValueError:
        raise Invalid({"file": Words(f"第 {place} 份的评价日期无法识别。", f"Sheet {place}: no such day.")}) from None
    return Sheet(
        side=Side.INSTITUTION, answers=answers, answered_on=on, institution=row["institution"].upper(),
        comment=row.get("comment", ""),
    )  # fmt: skip


async def _kept(request: WebRequest, around: Frame, sheet: Sheet, place: int) -> None:
    try:
        await actions.record_questionnaire(
            contract=around.chosen.id, period=around.period, sheet=sheet, by=actor(request), at=clock.now()
        )
    except (Invalid, Conflict) as refused:
        said = next(iter(refused.fields.values())) if isinstance(refused, Invalid) else refused.words
        words = Words(
            f"第 {place} 份（{sheet.institution}）：{said.zh}", f"Sheet {place} ({sheet.institution}): {said.en}"
        )
        raise Invalid({"file": words}) from refused


@get(f"{PATH}/{{sheet:int}}", opt={"right": Right.ENTER_INDICATORS})
async def one_sheet(request: WebRequest, sheet: FromPath[int]) -> Page:
    return await _one(request, sheet, Form())


@post(f"{PATH}/{{sheet:int}}/withdraw", opt={"right": Right.ENTER_INDICATORS})
async def withdraw(request: WebRequest, sheet: FromPath[int]) -> Page | Redirect:
    form, _file = await submitted_with_file(request, "reason")
    try:
        await actions.withdraw_questionnaire(
            questionnaire=sheet, reason=form.value("reason"), by=actor(request), at=clock.now()
        )
    except Invalid as invalid:
        return await _one(request, sheet, form.failed(invalid))
    return see_other(request, f"{PATH}/{sheet}", said=Words("已作废，不再计入。", "Withdrawn; it counts no longer."))


async def _list(
    request: WebRequest, contract: str, period: str, *, side: Side | None = None, form: Form | None = None,
    many: Form | None = None,
) -> Page:  # fmt: skip
    around = await frame(request, PATH, contract=contract, period=period)
    under = around.contract
    found = await queries.questionnaires(contract=under.id, period=around.period, for_=actor(request)) if under else ()
    forms = {one: form if form and one is side else Form() for one in Side}
    screen = SheetsScreen(frame=around, rows=found, forms=forms, many=many or Form())
    return Page("scorecards/evidence/questionnaires.html", screen, status=422 if form or many else 200)


async def _one(request: WebRequest, sheet: int, form: Form) -> Page:
    who = actor(request)
    screen = SheetScreen(
        sheet=await queries.questionnaire(sheet, for_=who),
        files=await attachments(object_type=ATTACHED, object_ids=[sheet], for_=who),
        form=form,
    )
    status = 422 if form.errors else 200
    return Page(
        "scorecards/evidence/questionnaire.html",
        screen,
        fragment="scorecards/evidence/_questionnaire.html",
        status=status,
    )


ACTS = (sheets, export, record, record_many, one_sheet, withdraw)
