"""What the pages of notices show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from server.web.forms import Form
from server.web.i18n import _, label
from vendors.attachments.queries import AttachmentView
from vendors.attachments.rules import ACCEPTED
from vendors.errors import Words
from vendors.policy.calendar import working_days_between
from vendors.rulings.queries import Letter, LetterRow
from vendors.rulings.rules import NoticeMethod
from vendors.rulings.service_rules import UNSERVED, LetterState

TONES: Mapping[LetterState, str] = {
    LetterState.DRAFT: "",
    LetterState.PRINTED: "brand",
    LetterState.SERVED: "good",
    LetterState.VOID: "bad",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LettersScreen:
    state: LetterState | None
    counts: Mapping[LetterState, int]
    rows: Sequence[LetterRow]
    text: str
    next: str
    first: str
    export: str
    today: date
    states: Sequence[LetterState] = tuple(LetterState)

    def tone(self, row: LetterRow) -> str:
        return TONES[row.state]

    def days_left(self, row: LetterRow) -> int | None:
        until = row.defence_until
        return (
            working_days_between(self.today, until) if until and not row.provisional and until >= self.today else None
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """One finding in a notice being written."""

    finding: int
    number: str
    violation: str
    amount_fen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteScreen:
    """A notice being written anew, or an unserved one rewritten (`letter`)."""

    institution_name: str
    institution_code: str
    rows: Sequence[Writing]
    findings: str
    form: Form
    term_days: int
    letter: LetterRow | None = None
    refused: Words | None = None

    @property
    def amount_fen(self) -> int:
        return sum(row.amount_fen for row in self.rows)

    @property
    def labels(self) -> Mapping[str, str]:
        names = {"facts": _("告知的事实"), "reasons": _("理由"), "basis": _("依据")}
        every = {f"{name}_{row.finding}": f"{said} {row.number}" for row in self.rows for name, said in names.items()}
        return every | names | {"parts": _("问题")}


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterScreen:
    """One notice; `may` whether this person may go on with it."""

    letter: Letter
    files: Sequence[AttachmentView]
    today: date
    form: Form
    may: bool
    term_days: int
    public_days: int
    accepted: str = ACCEPTED

    @property
    def head(self) -> LetterRow:
        return self.letter.head

    @property
    def tone(self) -> str:
        return TONES[self.head.state]

    @property
    def open(self) -> bool:
        return self.head.state in UNSERVED and self.may

    @property
    def step(self) -> int:
        """What comes next among 拟稿, 制作, 送达, 申辩期满; 5 when the time to be heard is over."""
        if self.head.state is LetterState.SERVED:
            return 5 if self.over else 4
        return 3 if self.head.state is LetterState.PRINTED else 2

    @property
    def over(self) -> bool:
        until = self.head.defence_until
        return bool(until and not self.head.provisional and self.today > until)

    @property
    def days_left(self) -> int:
        return working_days_between(self.today, self.head.defence_until) if self.head.defence_until else 0

    @property
    def methods(self) -> Sequence[tuple[str, str]]:
        return tuple((one.value, label(one)) for one in NoticeMethod)

    @property
    def labels(self) -> Mapping[str, str]:
        return {
            "method": _("送达方式"),
            "told_on": _("交付、邮寄或公告日期"),
            "receiver": _("签收人"),
            "witness": _("见证人"),
            "refusal": _("拒收情况"),
            "file": _("送达回证"),
            "reason": _("理由"),
        }
