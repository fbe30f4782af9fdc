"""A row against its task: number, list of cases, institutions, staff, settled amounts; the unknown is left alone."""

from collections.abc import Iterator

from importers.findings import code_messages, messages
from importers.findings.context import CaseEntry
from importers.findings.scene import Scene, reads
from importers.workbook.issues import Issue
from importers.workbook.rows import Row
from vendors.money import yuan


@reads("task_no")
def task_number(row: Row, scene: Scene) -> Iterator[Issue]:
    task, value = scene.context.task_number, row.text("task_no")
    if task and value and value != task:
        yield scene.sheet.issue(messages.TASK_DIFFERS, row, "task_no", task=task)


@reads("audited_on")
def audited_on(row: Row, scene: Scene) -> Iterator[Issue]:
    """Not after today; inside the task's days when they are known."""
    day = row.day("audited_on")
    if day is None:
        return
    context = scene.context
    today = context.today or scene.on
    if day > today:
        yield scene.sheet.issue(messages.AUDIT_IN_FUTURE, row, "audited_on", value=str(day), today=today)
    elif (context.starts and day < context.starts) or (context.ends and day > context.ends):
        yield scene.sheet.issue(
            messages.AUDIT_OUTSIDE_TASK,
            row,
            "audited_on",
            value=str(day),
            starts=context.starts or "…",
            ends=context.ends or "…",
        )


@reads("fixmedins_code", "fixmedins_name")
def institution(row: Row, scene: Scene) -> Iterator[Issue]:
    """The code is in the register; the name is the registered one (warning)."""
    known = scene.context.institutions
    code, name = row.text("fixmedins_code"), row.text("fixmedins_name")
    if known is None or not code:
        return
    registered = known.get(code)
    if registered is None:
        yield scene.sheet.issue(messages.INSTITUTION_UNKNOWN, row, "fixmedins_code")
    elif name and name != registered:
        yield scene.sheet.issue(
            messages.INSTITUTION_NAME, row, "fixmedins_name", value=name, code=code, name=registered
        )


def case(row: Row, scene: Scene) -> Iterator[Issue]:
    """The visit is on the task's list, of that institution, with the settled amounts."""
    cases, visit = scene.context.cases, row.text("mdtrt_id")
    if cases is None or not visit:
        return
    entry = cases.get(visit)
    if entry is None:
        yield scene.sheet.issue(messages.CASE_NOT_IN_TASK, row, "mdtrt_id")
        return
    code = row.text("fixmedins_code")
    if code and code != entry.institution_code:
        yield scene.sheet.issue(
            messages.CASE_INSTITUTION, row, "fixmedins_code", value=code, visit=visit, expected=entry.institution_code
        )
    name = row.text("fixmedins_name")
    if scene.context.institutions is None and name and entry.institution_name and name != entry.institution_name:
        yield scene.sheet.issue(
            messages.INSTITUTION_NAME, row, "fixmedins_name", value=name, code=code, name=entry.institution_name
        )
    yield from _settled(row, scene, entry)


def _settled(row: Row, scene: Scene, entry: CaseEntry) -> Iterator[Issue]:
    for key, expected in (("medfee_sumamt", entry.total_fen), ("hifp_pay", entry.fund_fen)):
        value = row.fen(key)
        if value is not None and expected is not None and value != expected:
            yield scene.sheet.issue(messages.CASE_TOTAL_DIFFERS, row, key, value=yuan(value), expected=yuan(expected))
    for key, day in (("begndate", entry.admitted), ("enddate", entry.discharged)):
        found = row.day(key)
        if found is not None and day is not None and found != day:
            yield scene.sheet.issue(messages.CASE_TOTAL_DIFFERS, row, key, value=str(found), expected=str(day))
    amount = row.fen("vola_amt")
    if amount is not None and entry.total_fen is not None and amount > entry.total_fen:
        if (row.fen("medfee_sumamt") or 0) < amount and row.fen("medfee_sumamt") is not None:
            return  # said already against the row's own total
        yield scene.sheet.issue(
            messages.AMOUNT_ABOVE_FEE, row, "vola_amt", value=yuan(amount), limit=yuan(entry.total_fen)
        )


_PEOPLE = ("auditor", "checker", "investigator", "investigator2")
_PLACES = ("fixmedins_code", "agency_code")


@reads(*_PEOPLE)
def staff(row: Row, scene: Scene) -> Iterator[Issue]:
    """审核人, 复核人 and the investigators are active people of this vendor, and of the task's team if it has one."""
    names, team = scene.context.staff, scene.context.team
    if names is None:
        return
    for key in _PEOPLE:
        name = row.text(key)
        if name and name not in names:
            yield scene.sheet.issue(messages.STAFF_UNKNOWN, row, key, value=name)
        elif name and team and name not in team:
            yield scene.sheet.issue(messages.STAFF_NOT_ON_TASK, row, key, value=name)


@reads(*_PEOPLE, *_PLACES)
def recusal(row: Row, scene: Scene) -> Iterator[Issue]:
    """Neither the company nor who signs the row must keep away from its institution (LZ Art.34)."""
    barred, closed = scene.context.barred, scene.context.closed
    if not barred and not closed:
        return
    for place in _PLACES:
        code = row.text(place)
        name = (scene.context.institutions or {}).get(code, code)
        if code in closed:
            yield scene.sheet.issue(messages.VENDOR_RECUSED, row, place, value=code, name=name)
        for key in _PEOPLE:
            if (row.text(key), code) in barred:
                yield scene.sheet.issue(messages.STAFF_RECUSED, row, key, value=row.text(key), name=name)


_FAMILIES = (
    ("hilist_code", "item", "医保目录", "items"),
    ("diag_code", "diagnosis", "疾病诊断", "diagnoses"),
    ("oprn_code", "operation", "手术操作", "operations"),
    ("dr_code", "doctor", "医保医师", "doctors"),
)


@reads("hilist_code", "diag_code", "oprn_code", "dr_code")
def dictionary(row: Row, scene: Scene) -> Iterator[Issue]:
    """With a dictionary loaded a code stands in it; without, its format was looked at already."""
    known = scene.context.dictionary
    if not known:
        return
    for key, family, zh, en in _FAMILIES:
        code = row.text(key)
        if code and family in known and code not in known[family]:
            yield scene.sheet.issue(code_messages.NOT_IN_DICTIONARY, row, key, value=code, family=zh, family_en=en)
