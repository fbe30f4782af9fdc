from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from importers.registers.catalogue import REGISTERS
from importers.registers.queries import SHOWN, Preview, RegisterView, UploadView
from importers.registers.register import Register, as_text
from importers.registers.rules import UploadState
from importers.workbook.columns import Column
from importers.workbook.issues import Issue
from server.web.forms import Form
from server.web.i18n import words
from server.web.templating import number
from vendors.actors import Actor
from vendors.errors import Words
from vendors.incoming.rules import Difference, Field
from vendors.labels import Labelled
from vendors.money import yuan
from vendors.policy.parameters import parameters

TONES: Mapping[UploadState, str] = {
    UploadState.RECEIVED: "brand",
    UploadState.CHECKING: "brand",
    UploadState.READY: "warn",
    UploadState.REFUSED: "bad",
    UploadState.COMMITTING: "brand",
    UploadState.COMMITTED: "good",
    UploadState.WITHDRAWN: "muted",
    UploadState.FAILED: "bad",
}
GLYPHS: Final[Mapping[str, str]] = {
    "institutions": "hospital",
    "doctors": "stethoscope",
    "cases": "file-text",
    "staff": "users",
    "parameters": "sliders-horizontal",
    "codes": "list",
    "holidays": "calendar-days",
}
LISTED: Final = 12
OPEN: Final = frozenset({"doctors", "staff", "parameters", "codes", "holidays"})
"""Registers whose entries have no page of their own."""
KEPT: Final[Mapping[str, Words]] = {
    "institutions": Words("按机构编码新增或更新，不删除。", "Added or updated by code; nothing is deleted."),
    "doctors": Words(
        "按医师代码和机构新增或更新；多点执业的每个机构一行。",
        "Added or updated by code and institution, one row for each.",
    ),
    "cases": Words(
        "结算系统导出的人次，可达一百万行；患者姓名须已脱敏。",
        "As the settlement system exports them, up to a million rows; names masked.",
    ),
    "staff": Words(
        "全部第三方机构的人员；不收身份证号。按机构、姓名和到岗日期认人。",
        "Of every vendor; no identity numbers. Known by vendor, name and first day.",
    ),
    "parameters": Words(
        "带起止日期的政策数字；已生效的不能改值，只能截止后另立新值。",
        "Numbers of the rules with their dates; one in force is ended, never rewritten.",
    ),
    "codes": Words("在系统代码表之上增加、改名或停用。", "Adds to, renames in or ends the packaged lists."),
    "holidays": Words(
        "国务院年度放假安排和本局调整；报齐一年，该年的期限即由暂定变为确定。",
        "The yearly notice and the bureau's exceptions; a whole year makes its deadlines firm.",
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A register as lists draw it."""

    register: Register
    view: RegisterView

    @property
    def name(self) -> Words:
        return Words(self.register.zh, self.register.en)

    @property
    def glyph(self) -> str:
        return GLYPHS[self.register.key]

    @property
    def note(self) -> Words:
        return KEPT[self.register.key]

    @property
    def keepers(self) -> Sequence[Labelled]:
        return sorted(self.register.keepers)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """How a register's fields and values are said to people."""

    register: Register
    on: date

    @property
    def fields(self) -> Sequence[Field]:
        return self.register.target.fields

    def title(self, name: str) -> str:
        """A field's name in the reader's language."""
        field = self.fields[self.register.target.place(name)]
        return words(Words(field.zh, field.en))

    def key(self, one: Difference) -> str:
        cells = one.after or one.before
        return " · ".join(self.cell(name, cells[name]) for name in self.register.target.key)

    def cell(self, name: str, text: str) -> str:
        """A value as people read it: amounts in yuan, codes with their words."""
        place = self.register.target.place(name)
        if self.fields[place].type == "bigint" and text:
            return yuan(int(text))
        source = self.register.cells[place]
        if not text or not isinstance(source, str):
            return text
        said = self.register.layout.column(source).options(self.on).get(text, text)
        return said if self.fields[place].type == "boolean" or said == text else f"{text} {said}"


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistersScreen:
    known: Sequence[Known]


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterScreen:
    """One register: what is in it (`entries`, of those without a page of their own), how it is loaded, what was loaded.

    `packaged` is what holds where the bureau says nothing.
    """

    known: Known
    entries: Sequence[Mapping[str, str]]
    packaged: Sequence[Mapping[str, str]]
    uploads: Sequence[UploadView]
    form: Form
    limit_mb: int
    mine: bool
    on: date
    tones: Mapping[UploadState, str]

    @property
    def columns(self) -> Sequence[Column]:
        return self.known.register.layout.columns

    @property
    def read(self) -> Reader:
        return Reader(register=self.known.register, on=self.on)

    def choices(self, column: Column) -> str:
        """The codes of a short list."""
        options = column.options(self.on)
        told = [code if code == said else f"{code} {said}" for code, said in options.items()]
        return "、".join(told) if len(told) <= LISTED else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadScreen:
    """One file of a register; `preview` while it waits to be committed."""

    upload: UploadView
    register: Register
    issues: Sequence[Issue]
    preview: Preview | None
    mine: bool
    on: date
    shown: int = SHOWN

    @property
    def name(self) -> Words:
        return Words(self.register.zh, self.register.en)

    @property
    def state(self) -> str:
        return str(self.upload.state.value)

    @property
    def tone(self) -> str:
        return TONES[self.upload.state]

    @property
    def nothing(self) -> bool:
        """The file says what the register says."""
        return not self.upload.added and not self.upload.changed

    @property
    def percent(self) -> int:
        total = self.upload.rows_total
        return min(99, self.upload.rows_done * 100 // total) if total else 0

    @property
    def progress(self) -> str:
        return f"{number(self.upload.rows_done)} / {number(self.upload.rows_total)}" if self.upload.rows_total else ""

    @property
    def problems(self) -> int:
        return self.upload.errors + self.upload.warnings + self.upload.notices

    @property
    def read(self) -> Reader:
        return Reader(register=self.register, on=self.on)


def known_registers(views: Sequence[RegisterView]) -> tuple[Known, ...]:
    return tuple(Known(register=REGISTERS[view.key], view=view) for view in views)


def packaged(register: Register) -> tuple[Mapping[str, str], ...]:
    """What holds where the bureau's own parameters say nothing; other registers have no defaults to show."""
    if register.key != "parameters":
        return ()
    names = [field.name for field in register.target.fields]
    return tuple({name: as_text(getattr(one, name)) for name in names} for one in parameters())


def may_load(who: Actor, register: Register) -> bool:
    return who.at_bureau and who.has(*register.keepers)
